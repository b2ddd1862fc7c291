"""Answering "not modified" without building the answer: has anything changed since the reader last asked?"""

import hashlib
from functools import cache, wraps

import simple_history
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from portal.publishing.workflow import Transition


def data_stamp() -> str:
    """A text that differs whenever a row that readers may see has changed, in one query.

    Every save and every deletion leaves a version in the history, every change of state a row in the review log. The
    number of versions stands beside the latest because of transactions that end in another order than they began.
    """
    quote = connection.ops.quote_name
    parts = [
        f"SELECT MAX({quote(model._meta.pk.column)}), COUNT(*) FROM {quote(model._meta.db_table)}"  # noqa: S608 – ours
        for model in (Transition, *_histories())
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return ",".join(f"{latest}:{number}" for latest, number in cursor.fetchall())


@cache
def _histories():
    return [
        simple_history.utils.get_history_model_for_model(model)
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]


@cache
def _code_stamp() -> str:
    """What differs after an upgrade, which may answer otherwise from the same rows."""
    digest = hashlib.sha256()
    rooms = [settings.BASE_DIR / room for room in ("portal", "cities", "initiatives", "news", "templates", "locale")]
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.suffix in _SOURCES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


_SOURCES = {".py", ".mo", ".html"}


def etag_of(request) -> str:
    """The entity tag of what this address gives now. The day counts: what has ended yesterday is no longer current."""
    text = "|".join(
        [data_stamp(), _code_stamp(), timezone.localdate().isoformat(), settings.SITE_URL, request.get_full_path()]
    )
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
