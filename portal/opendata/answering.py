"""How every address for programs answers: read-only, readable from other sites, refusing in JSON."""

from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from portal.lookup import Gone, Moved
from portal.opendata.pages import LARGEST_PAGE, PAGE, WrongCursor
from portal.politeness import politely
from portal.problems import problem
from portal.publishing.stamp import unless_changed

METHODS = "GET, HEAD, OPTIONS"


class WrongLimit(Exception):
    """The number of records on a page is none that we give."""


def limit_of(request) -> int:
    """How many records a page shall have. Raises WrongLimit."""
    asked = request.GET.get("limit", str(PAGE))
    if asked.isascii() and asked.isdecimal() and len(asked) <= 4 and 1 <= int(asked) <= LARGEST_PAGE:
        return int(asked)
    raise WrongLimit


def for_programs(view):
    """The view answers to reading alone; whatever it raises becomes a problem told in JSON."""
    reading = politely(_with_problems(unless_changed(view)))

    @csrf_exempt  # nothing can be changed here, so whoever tries gets the same refusal
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method in ("GET", "HEAD"):
            response = reading(request, *args, **kwargs)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS} | _PREFLIGHT)
        else:
            response = problem(405, _("Method not allowed"), _("These addresses can only be read."))
            response.headers["Allow"] = METHODS
        for header, value in _FOR_OTHER_SITES.items():
            response.headers[header] = value
        return response

    return answer


_PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_FOR_OTHER_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Notices",
    "X-Robots-Tag": "noindex",
}


def _with_problems(view):
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            return HttpResponsePermanentRedirect(moved.url)
        except Gone:
            return problem(410, _("Gone"), _("This record was withdrawn."))
        except Http404:
            return problem(404, _("Not found"), _("There is nothing at this address."))
        except WrongCursor:
            detail = _("This cursor was not given by this list with these filters. Begin again without it.")
            return problem(400, _("Wrong cursor"), detail)
        except WrongLimit:
            detail = format_lazy(_("The limit is a whole number from 1 to {largest}."), largest=LARGEST_PAGE)
            return problem(400, _("Wrong limit"), detail)

    return answer
