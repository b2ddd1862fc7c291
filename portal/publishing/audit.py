"""Who did what: the review log, the log of the admin and the histories of all rows, as one list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, IntegerField, TextChoices, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.publishing.workflow import Status, Transition

COLUMNS = ("log_source", "log_at", "log_by", "log_kind", "log_row", "log_what", "log_words")


class Log(TextChoices):
    """Where an entry stands."""

    MOVE = "move", _("review log")
    DESK = "desk", _("log of the admin")
    VERSION = "version", _("history")


_WHAT = {
    str(ADDITION): _("added"),
    str(CHANGE): _("changed"),
    str(DELETION): _("deleted"),
    "+": _("added"),
    "~": _("changed"),
    "-": _("deleted"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did; ``by`` is None where the portal acted or the account is closed."""

    log: Log
    at: datetime
    by: object
    kind: str
    row: str
    what: str
    words: str


def entries(*, log="", by=None, kind=None, since=None, until=None):
    """What the logs hold, the latest first, as tuples of COLUMNS; ``since`` and ``until`` are days in Kyiv."""
    queries = []
    for source, rows, at, person, content_type in _logs():
        if (log and source != log) or (kind and content_type not in (None, kind)):
            continue
        chosen = rows.filter(log_kind=kind.pk) if kind and content_type is None else rows
        if by:
            chosen = chosen.filter(**{person: by})
        if since:
            chosen = chosen.filter(**{f"{at}__date__gte": since})
        if until:
            chosen = chosen.filter(**{f"{at}__date__lte": until})
        queries.append(chosen.order_by().values_list(*COLUMNS))
    if not queries:
        return Transition.objects.none()
    first, *others = queries
    found = first.union(*others, all=True) if others else first
    return found.order_by("-log_at", "log_source", "-log_row")


def kinds() -> list[ContentType]:
    """The kinds of rows that have a history."""
    return list(ContentType.objects.get_for_models(*_models_with_history()).values())


def _models_with_history():
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]


def _logs():
    """For each log its source, its rows with COLUMNS, the names of their moment and person, and its only kind."""
    yield (
        Log.MOVE,
        _with_columns(
            Transition.objects,
            Log.MOVE,
            at="at",
            by="by",
            kind=F("content_type_id"),
            row="object_id",
            what=Concat("source", Value(" "), "target", output_field=TextField()),
            words="note",
        ),
        "at",
        "by",
        None,
    )
    yield (
        Log.DESK,
        _with_columns(
            LogEntry.objects,
            Log.DESK,
            at="action_time",
            by="user",
            kind=F("content_type_id"),
            row="object_id",
            what=Cast("action_flag", TextField()),
            words="change_message",
        ),
        "action_time",
        "user",
        None,
    )
    for model, content_type in ContentType.objects.get_for_models(*_models_with_history()).items():
        yield (
            Log.VERSION,
            _with_columns(
                model.history.model.objects,
                Log.VERSION,
                at="history_date",
                by="history_user",
                kind=Value(content_type.pk, IntegerField()),
                row=model._meta.pk.attname,
                what="history_type",
                words=Coalesce("history_change_reason", Value(""), output_field=TextField()),
            ),
            "history_date",
            "history_user",
            content_type,
        )


def _with_columns(rows, source, *, at, by, kind, row, what, words):
    return rows.annotate(
        log_source=Value(str(source), CharField()),
        log_at=F(at),
        log_by=F(f"{by}_id"),
        log_kind=kind,
        log_row=Cast(row, TextField()),
        log_what=Cast(what, TextField()),
        log_words=Cast(words, TextField()),
    )


def in_words(found) -> list[Entry]:
    """Tuples of COLUMNS as people read them. The number of queries depends on the kinds among them only."""
    people = get_user_model().objects.in_bulk({by for _source, _at, by, *_rest in found if by})
    named = defaultdict(set)
    for _source, _at, _by, kind, row, *_rest in found:
        if kind and row and row.isdecimal():
            named[kind].add(int(row))
    kinds = ContentType.objects.in_bulk(named)
    models = {pk: kind.model_class() for pk, kind in kinds.items()}
    # Many a row is called by what it belongs to, so that comes with it.
    rows = {pk: model._meta.base_manager.select_related().in_bulk(named[pk]) for pk, model in models.items() if model}
    return [
        Entry(
            Log(source),
            at,
            people.get(by),
            capfirst(models[kind]._meta.verbose_name) if models.get(kind) else "",
            _title(rows.get(kind, {}), row),
            _what(source, what),
            _words(source, words),
        )
        for source, at, by, kind, row, what, words in found
    ]


def _title(rows, row):
    known = rows.get(int(row)) if row and row.isdecimal() else None
    return f"№ {row} {known or ''}".strip() if row else ""


def _what(source, what):
    if source == Log.MOVE:
        return " → ".join(str(Status(status).label) for status in what.split())
    return str(_WHAT.get(what, what))


def _words(source, words):
    return LogEntry(change_message=words).get_change_message() if source == Log.DESK else words
