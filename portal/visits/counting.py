"""Which answers count as a visit, and the sums until they are stored.

No cookie, no address of a visitor and no identifier is read or kept. Whoever is signed in is not counted, so that the
work of staff and cities does not look like readers. Bots are told apart by the name they give themselves.
"""

import logging
import re
import threading
import time
from collections import Counter
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from portal.languages import ENGLISH
from portal.visits.models import VisitSum

logger = logging.getLogger(__name__)

# A process stores its sums at the end of the first request after so many seconds: one write a minute, not one a
# request, and once more when it ends. What it has not stored when it is killed is lost, and nobody misses it.
STORE_EVERY = 60

# The words by which robots and programs call themselves; what calls itself nothing is one, too.
BOT = re.compile(
    r"bot|crawl|spider|slurp|archiver|preview|monitor|scan|fetch|headless|python|curl|wget|libwww|java/|go-http|http.?client|^\W*$",
    re.IGNORECASE,
)
# What addresses may hold and stay in the sums. Any other part may be a key from a letter, or somebody's number.
PUBLIC_PARTS = {"slug", "path", "name", "version", "form", "uuid"}

_counted = Counter()
_lock = threading.Lock()
_stored_at = time.monotonic()


@lru_cache(maxsize=1024)
def is_bot(agent: str) -> bool:
    return bool(BOT.search(agent))


@lru_cache(maxsize=4096)
def place_of(path: str) -> tuple[str, str, str]:
    """The view, the language and the address for the sums of a path: ``("cities:city", "en", "/cities/lviv/")``.

    For answers from a cache no view was asked for, so the path is looked up here, the first time. The view is "" where
    the site has no such path, the address "" where it may hold a key.
    """
    language = ENGLISH if f"{path}/".startswith("/en/") else settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            found = resolve(path)
    except Resolver404:
        return "", language, ""
    address = path.removeprefix("/en") if language == ENGLISH else path
    return found.view_name or "", language, (address or "/")[:300] if found.kwargs.keys() <= PUBLIC_PARTS else ""


def kind_of(request, response, view) -> str | None:
    """Which :class:`VisitSum.Kind` an answer counts as; None where it counts as none."""
    if request.method != "GET" or response.status_code not in (200, 304):
        return None
    told = request.META  # request.headers costs more than all the rest here
    if settings.SESSION_COOKIE_NAME in request.COOKIES or is_bot(told.get("HTTP_USER_AGENT", "")):
        return None
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return VisitSum.Kind.DOWNLOAD
    # Browsers say whether they open a page or fetch it for later; older ones only that they want a page.
    wanted = told.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate" and "HTTP_SEC_PURPOSE" not in told
    is_page = response.headers.get("Content-Type", "text/html").startswith("text/html")
    if not (wanted and is_page and "text/html" in told.get("HTTP_ACCEPT", "")):
        return None
    return VisitSum.Kind.SEARCH if view == "search:search" and request.GET.get("q") else VisitSum.Kind.PAGE


def count(request, response):
    """Count an answer, in the memory of this process."""
    view, language, address = place_of(request.path_info)
    if kind := kind_of(request, response, view):
        with _lock:
            _counted[timezone.localdate(), str(kind), language, address] += 1


def store():
    """Write what was counted into the database; what it does not take is kept for the next time."""
    global _stored_at
    with _lock:
        counted, _stored_at = dict(_counted), time.monotonic()
        _counted.clear()
    if not counted:
        return
    try:
        VisitSum.objects.add(counted)
    except DatabaseError as error:
        logger.warning("Visits wait for the database: %s", type(error).__name__)
        with _lock:
            _counted.update(counted)


def store_when_due(**_signal):
    """Store at the end of a request, when the reader has the answer already, if it is time."""
    if _counted and time.monotonic() - _stored_at >= STORE_EVERY:
        store()
