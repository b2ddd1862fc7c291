"""How much one network address may read of what programs read: feeds, calendars, data."""

import time
from functools import wraps

from django.core.cache import cache
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.problems import problem
from portal.senders import sender_of_request

PER_MINUTE = 60
_MINUTE = 60
# In ``request.META`` where the portal asks itself, to copy its pages. No header becomes a name with a full stop.
OWN = "portal.own"


def seconds_to_wait(request) -> int:
    """How long the sender of the request has to wait, 0 where it may go on; the request itself is counted.

    All such addresses are counted together, minute by minute.
    """
    if OWN in request.META:
        return 0
    minute, second = divmod(int(time.time()), _MINUTE)
    key = f"reading:{minute}:{sender_of_request(request)}"
    if cache.add(key, 1, timeout=2 * _MINUTE):
        return 0
    try:
        number = cache.incr(key)
    except ValueError:  # it went from the cache between our two looks
        return 0
    return _MINUTE - second if number > PER_MINUTE else 0


def politely(view):
    """The view refuses, with 429 and Retry-After, whoever asks more often than PER_MINUTE times a minute."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        seconds = seconds_to_wait(request)
        return too_many(request, seconds) if seconds else view(request, *args, **kwargs)

    return answer


def too_many(request, seconds):
    """The refusal, for people a page, for programs RFC 9457's JSON."""
    if request.get_preferred_type(["application/problem+json", "text/html"]) == "text/html":
        response = render(request, "429.html", {"seconds": seconds}, status=429)
    else:
        detail = format_lazy(
            _("One address may ask {number} times a minute. Ask again in {seconds} s."),
            number=PER_MINUTE,
            seconds=seconds,
        )
        response = problem(429, _("Too many requests"), detail, retry_after=seconds)
    response.headers["Retry-After"] = str(seconds)
    patch_vary_headers(response, ["Accept"])
    return response
