"""How often somebody may ask within a minute: reading and searching by network address, forms by account as well."""

import time
from functools import wraps
from typing import NamedTuple

from django.core.cache import cache
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.problems import problem
from portal.senders import sender_of_request

_MINUTE = 60
# In ``request.META`` where the portal asks itself, to copy its pages. No header becomes a name with a full stop.
OWN = "portal.own"


class Limit(NamedTuple):
    """How many requests of a kind are answered within a minute. Each kind is counted by itself."""

    kind: str
    per_minute: int


PER_MINUTE = 60
PAGE, PROBLEM = "text/html", "application/problem+json"
# What programs read: feeds, calendars, data.
READING = Limit("reading", PER_MINUTE)
# Searches and narrowed lists. A school or a library may share one address; suggestions come while people type.
SEARCHING = Limit("searching", 120)
SUGGESTING = Limit("suggesting", 300)
# Whatever one account sends, or a visitor from one address: both write drafts that save themselves every few seconds.
SENDING = Limit("sending", 120)


def seconds_to_wait(limit, who) -> int:
    """How long somebody has to wait, 0 where they may go on; the request itself is counted, minute by minute."""
    minute, second = divmod(int(time.time()), _MINUTE)
    key = f"{limit.kind}:{minute}:{who}"
    if cache.add(key, 1, timeout=2 * _MINUTE):
        return 0
    try:
        number = cache.incr(key)
    except ValueError:  # it went from the cache between our two looks
        return 0
    return _MINUTE - second if number > limit.per_minute else 0


def at_most(limit, *, of_queries=False):
    """A decorator: the view refuses, with 429 and Retry-After, addresses that ask more often than a limit allows.

    ``of_queries``: only requests with a query count; the list as it stands costs little and comes from a cache.
    """

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            if OWN in request.META or (of_queries and not request.GET):
                return view(request, *args, **kwargs)
            seconds = seconds_to_wait(limit, sender_of_request(request))
            return too_many(request, limit, seconds) if seconds else view(request, *args, **kwargs)

        return answer

    return decorate


politely = at_most(READING)


class LimitSending:
    """Counts whatever is sent: by the account of who is signed in, else by the network address.

    After the middlewares that know whether a form is forged and who sends it: what is refused is shown again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return None
        is_known = request.user.is_authenticated
        seconds = seconds_to_wait(SENDING, f"account-{request.user.pk}" if is_known else sender_of_request(request))
        return too_many(request, SENDING, seconds, (PAGE, PROBLEM)) if seconds else None


def too_many(request, limit, seconds, media_types=(PROBLEM, PAGE)):
    """The refusal, for people a page, for programs RFC 9457's JSON; the first of both for whoever takes anything."""
    if request.get_preferred_type(media_types) == PAGE:
        response = render(request, "429.html", {"seconds": seconds}, status=429)
    else:
        detail = format_lazy(
            _("One address may ask {number} times a minute. Ask again in {seconds} s."),
            number=limit.per_minute,
            seconds=seconds,
        )
        response = problem(429, _("Too many requests"), detail, retry_after=seconds)
    response.headers["Retry-After"] = str(seconds)
    patch_vary_headers(response, ["Accept"])
    return response
