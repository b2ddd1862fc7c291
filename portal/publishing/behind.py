"""English texts that were left behind: the Ukrainian ones say something else than when the English was last touched.

The history of each row tells it; nothing is stored besides. That the English fits all the same is a version's reason.
"""

import datetime
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Greatest

from portal.publishing.differences import Piece, differences
from portal.publishing.parity import translated_fields
from portal.richtext import RichTextField, plain_text


def can_be_behind(model) -> bool:
    """Whether the model has texts in both languages and a history that tells when they changed."""
    return hasattr(model, "history") and bool(translated_fields(model))


# Why a version was stored in which nothing had changed.
STILL_FITS = "english-still-fits"


def confirm_english(row):
    """Note in the history of a row that its English says what the Ukrainian says now."""
    row._change_reason = STILL_FITS  # noqa: SLF001 – how simple-history is told
    row.save()
    del row._change_reason  # noqa: SLF001 – the reason of this version alone


def with_english_behind(rows):
    """Of rows of such a model those with an English text that is behind. The same in one query as :func:`behind`."""
    versions = rows.model.history.model.objects.filter(**{rows.model._meta.pk.attname: OuterRef("pk")})
    confirmed = versions.filter(history_change_reason=STILL_FITS).order_by("-history_id").values("history_id")[:1]
    aliases, conditions = {"before_confirmed": Coalesce(Subquery(confirmed), 1) - 1}, []
    for name in translated_fields(rows.model):
        before = versions.alias(said=_said(f"{name}_en")).exclude(said=_said(OuterRef(f"{name}_en")))
        last = Coalesce(Subquery(before.order_by("-history_id").values("history_id")[:1]), 0)
        aliases[f"{name}_before"] = Greatest(last, F("before_confirmed"))
        touched = versions.filter(history_id__gt=OuterRef(f"{name}_before")).order_by("history_id")
        then = touched.annotate(said=_said(f"{name}_uk")).values("said")
        aliases[f"{name}_then"] = Subquery(then[:1], output_field=TextField())
        aliases[f"{name}_now"] = _said(f"{name}_uk")
        conditions.append(
            Q(**{f"{name}_en__gt": "", f"{name}_then__isnull": False}) & ~Q(**{f"{name}_then": F(f"{name}_now")})
        )
    return rows.alias(**aliases).filter(Q(*conditions, _connector=Q.OR))


def _said(column):
    return Coalesce(column, Value(""), output_field=TextField())


@dataclass(frozen=True)
class Change:
    """When the English was touched, and what became of the Ukrainian since, as plain text."""

    touched_at: datetime.datetime
    pieces: list[Piece]


def behind(row) -> dict[str, Change]:
    """The texts of a row whose English is behind, by field. One query."""
    names = translated_fields(type(row))
    columns = [f"{name}_{language}" for name in names for language in ("uk", "en")]
    versions = list(row.history.order_by("history_id").values("history_date", "history_change_reason", *columns))
    confirmed = [place for place, version in enumerate(versions) if version["history_change_reason"] == STILL_FITS]
    found = {}
    for name in names:
        english, ukrainian = getattr(row, f"{name}_en") or "", getattr(row, f"{name}_uk") or ""
        others = [place for place, version in enumerate(versions) if (version[f"{name}_en"] or "") != english]
        since = versions[max([0, *confirmed[-1:], *(place + 1 for place in others[-1:])]) :]
        if english and since and (then := since[0][f"{name}_uk"] or "") != ukrainian:
            pieces = differences(*(_plain(row, name, text) for text in (then, ukrainian)))
            found[name] = Change(since[0]["history_date"], pieces)
    return found


def _plain(row, name, text):
    return plain_text(text) if isinstance(row._meta.get_field(f"{name}_uk"), RichTextField) else text
