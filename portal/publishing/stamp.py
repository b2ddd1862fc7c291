"""Answering "not modified" without building the answer: has anything changed since the reader last asked?"""

import hashlib
from functools import cache, wraps

from django.conf import settings
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from portal.publishing.generation import Generation

_SOURCES = {".css", ".html", ".js", ".mo", ".py"}


@cache
def code_stamp() -> str:
    """A text that differs after an upgrade, which may answer otherwise from the same rows."""
    digest = hashlib.sha256()
    names = ("portal", "cities", "initiatives", "news", "templates", "locale", "static")
    rooms = [settings.BASE_DIR / name for name in names]
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.suffix in _SOURCES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def etag_of(request) -> str:
    """The entity tag of what this address gives now. The day counts: what has ended yesterday is no longer current."""
    moment = Generation.objects.current(), code_stamp(), timezone.localdate(), settings.SITE_URL
    text = "|".join([*map(str, moment), request.get_full_path()])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def unless_changed(view):
    """The view answers "304 Not Modified", without being called, to whoever holds its present answer.

    Caches ask back each time: what staff hide must be hidden at once.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        etag = etag_of(request)
        response = get_conditional_response(request, etag=etag) or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return answer
