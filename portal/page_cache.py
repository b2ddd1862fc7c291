"""Public pages, kept as they were sent, for everybody who is not signed in.

A page is kept under the number of the generation (``portal/publishing/generation.py``) that was current before it was
drawn. Publishing begins another one in its own transaction, so what is kept under the former is asked for no more.
"""

import gzip
import hashlib
import logging
import re
import time
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import get_conditional_response

from portal.publishing.generation import Generation, touched_file
from portal.publishing.stamp import code_stamp

logger = logging.getLogger(__name__)

# All in seconds. So long a page is given as it is; it is then drawn anew, since events begin and end during the day.
FRESH = 5 * 60
# So long it is kept, for the case that it cannot be drawn.
KEPT = 24 * 60 * 60
# So long one draws before another one begins the same page.
DRAWING = 10
# How long others wait for the one who draws, and how often they look.
PATIENCE, LOOK = 3, 0.02
# So long after its file was touched a transaction that publishes may still be open: requests end after 30 seconds, and
# what takes longer touches it with each row. Meanwhile the database is asked at every page, afterwards once.
OPEN = 5 * 60
# So long the database is left alone after an attempt that failed.
PAUSE = 1

# A browser may show a page that it has for ten seconds before it asks, and half a minute more while it asks: so long
# those who have seen a page may see it after staff have hidden it. Asking is cheap (304). Where no server answers, as
# in a blackout, a copy of yesterday is better than nothing.
CACHE_CONTROL = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
# In seconds: so long nginx gives a page without asking us, and so long whoever comes anew may see what was hidden.
# Enough for a crowd; nginx obeys it instead of the above, which it then only passes on.
NGINX_KEEPS = 2

# What a page may vary on. Readers who save data are drawn a page of their own.
VARIES = {"accept-encoding", "save-data"}
# In characters, of path and query; no link of ours is longer.
LONGEST = 500
LARGEST = 1_000_000  # in bytes
# What links from campaigns and networks carry: no page reads them, and they would make a page of each reader's own.
CAMPAIGN = re.compile(r"(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid)(=|\Z)")


def public_page(view):
    """Marks a view whose page is the same for everybody, so that it may be kept. What it answers otherwise is not."""
    view.is_public_page = True
    return view


class KeptPage(NamedTuple):
    """A page as it was sent, compressed; ``drawn_at`` in seconds of the clock."""

    drawn_at: float
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response):
        """The page of a response whose body is not compressed yet."""
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        headers["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        headers["X-Accel-Expires"] = str(NGINX_KEEPS)  # first, or nginx would take what it needs from the other
        headers["Cache-Control"] = CACHE_CONTROL
        return cls(time.time(), tuple(headers.items()), gzip.compress(response.content, mtime=0))

    @property
    def is_fresh(self) -> bool:
        return abs(time.time() - self.drawn_at) < FRESH  # a clock may have been put back

    def answer(self, request):
        """The page for a request: compressed where it may be, or "not modified"."""
        headers = dict(self.headers)
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            body = self.body
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(self.body)
        headers["Content-Length"] = str(len(body))
        response = HttpResponse(body, headers=headers)
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return response


class Watch:
    """The number of the current generation, from the database only where it may have changed.

    Pages that are kept in the memory of processes belong to one machine, where a touched file tells of a change to
    come. With several machines the database is asked each time.
    """

    def __init__(self):
        self.is_alone = settings.CACHES["pages"]["BACKEND"] != "portal.redis_cache.RedisCache"
        self.file = touched_file()
        self.touched = None
        self.open_until = 0
        self.settled = None, None  # when the file was touched, and the number

    def number(self) -> int | None:
        """As :meth:`GenerationQuerySet.current`, and raises DatabaseError as that does."""
        try:
            touched = self.is_alone and self.file.stat().st_mtime_ns
        except FileNotFoundError:
            touched = None
        if not touched:
            return Generation.objects.current()
        if touched != self.touched:
            age = max(0, time.time() - touched / 1e9)
            self.open_until, self.touched = time.monotonic() + OPEN - age, touched
        if time.monotonic() < self.open_until:
            return Generation.objects.current()
        if self.settled[0] != touched:
            self.settled = touched, Generation.objects.current()
        return self.settled[1]


class PageCache:
    """Middleware. Stands above all that reads who asks, or adds to a page, and below what knows its language."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.watch = Watch()
        self.moment = None
        self.away_until = 0
        # To find the view of an address takes as long as all the rest.
        self.is_public = lru_cache(maxsize=2000)(_is_public)

    def __call__(self, request):
        if not (_is_for_everybody(request) and self.is_public(request.path_info)):
            return self.get_response(request)
        query = _tidy(request)
        if len(query) > LONGEST or not (key := self.key(request, query)):
            return self.get_response(request)
        shelf = caches["narrowed pages" if query else "pages"]
        kept = shelf.get(key)
        if kept and (kept.is_fresh or self.database_is_away):
            return kept.answer(request)
        return self.drawn_by_one(request, shelf, key, kept)

    def key(self, request, query) -> str:
        """Under what the page is kept; "" where nothing was published or the host is not ours."""
        moment = self.current_moment()
        try:
            place = request.scheme, request.get_host(), request.path
        except DisallowedHost:
            return ""
        return moment and hashlib.sha256("\n".join([moment, *place, query]).encode()).hexdigest()

    def current_moment(self) -> str:
        """What all pages depend on, as text; the last known while the database is away, "" if there is none."""
        if self.database_is_away:
            return self.last_moment()
        try:
            number = self.watch.number()
        except DatabaseError as error:
            self.away_until = time.monotonic() + PAUSE
            logger.warning("The database is away, pages are given as they were: %s", error)
            return self.last_moment()
        if number is None:
            return ""
        moment = f"{number} {timezone.localdate()} {code_stamp()}"
        if moment != self.moment:
            self.moment = moment
            caches["pages"].set("moment", moment, None)
        return moment

    @property
    def database_is_away(self) -> bool:
        return time.monotonic() < self.away_until

    def last_moment(self) -> str:
        # One that another process has told of is newer than our own.
        return caches["pages"].get("moment") or self.moment or ""

    def drawn_by_one(self, request, shelf, key, former):
        """The page, drawn anew, by one of all those who ask for it now; the others wait for it or get the former."""
        is_mine = shelf.add(f"{key}-drawing", True, DRAWING)
        if not is_mine and (kept := former or _waited_for(shelf, key)):
            return kept.answer(request)
        # Compressed here, once for all: the padding that hides secrets of a reader is not needed.
        accepted = request.META.pop("HTTP_ACCEPT_ENCODING", None)
        try:
            response = self.get_response(request)
            if accepted is not None:
                request.META["HTTP_ACCEPT_ENCODING"] = accepted
            if _may_be_kept(response):
                kept = KeptPage.of(response)
                shelf.set(key, kept, KEPT)
                return kept.answer(request)
        finally:
            if is_mine:
                shelf.delete(f"{key}-drawing")
        if former and response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return former.answer(request)
        return response


def _waited_for(shelf, key):
    """The page that somebody else draws; None where it does not come."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(LOOK)
        if kept := shelf.get(key):
            return kept
        if not shelf.has_key(f"{key}-drawing"):
            return shelf.get(key)
    return None


def _is_for_everybody(request):
    """Whether nothing in the request says who asks, or asks for a page of its own."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and request.META.get("HTTP_SAVE_DATA", "").strip().lower() != "on"
    )


def _tidy(request) -> str:
    """The query by which the page is kept: its parts in the order of their names.

    What campaigns added is taken from the request, so that no page tells others of it.
    """
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return ""
    parts = [part for part in query.split("&") if part and not CAMPAIGN.match(part)]
    request.META["QUERY_STRING"] = "&".join(parts)
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))


def _is_public(path):
    try:
        return len(path) <= LONGEST and getattr(resolve(path).func, "is_public_page", False)
    except Resolver404:
        return False


def _may_be_kept(response):
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response.headers
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
        and varies <= VARIES
        and len(response.content) <= LARGEST
    )
