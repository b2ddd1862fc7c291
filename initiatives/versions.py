"""What an initiative says, field by field, so that two versions of it can be compared."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from initiatives.actions import LISTS, OWN_FIELDS, PARTS
from initiatives.models import Initiative, ReviewedText, Step
from portal.publishing.differences import Piece, differences
from portal.publishing.fields import PartialDateField
from portal.publishing.parity import translated_fields
from portal.templatetags.portal import partial_date


def said(initiative) -> dict[str, str]:
    """What readers are told, in words of the active language: by column, list or repeated part; "" for nothing."""
    columns = {field.name: _in_words(initiative, field) for field in content_columns(Initiative)}
    lists = {name: [str(row) for row in getattr(initiative, name).all()] for name in LISTS}
    parts = {name: [_part_in_words(part) for part in getattr(initiative, name).all()] for name in PARTS}
    return columns | {name: "\n".join(entries) for name, entries in (lists | parts).items()}


def content_columns(model):
    """The columns that say something, the translated ones with their language."""
    silent = {*OWN_FIELDS, *translated_fields(model), "initiative", "position"}
    return [field for field in model._meta.concrete_fields if field.editable and field.name not in silent]


def _in_words(row, field):
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, PartialDateField):
        return partial_date(value)
    if field.choices:
        value = getattr(row, f"get_{field.name}_display")()
    return "" if value is None else str(value)


def _part_in_words(part):
    """All that a part says, so that two parts differ where their texts do."""
    return ", ".join(words for field in content_columns(type(part)) if (words := _in_words(part, field)))


def changes(before, after):
    """Label, old words and new words, for people, of each column, list and part in which two versions differ."""
    for name in after:
        if before.get(name, after[name]) != after[name]:
            yield Initiative.label_of(name), before[name] or "–", after[name] or "–"


def keep_reviewed(initiative):
    """Remember what the initiative says now, in both languages, until it comes back."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = said(initiative)
    ReviewedText.objects.update_or_create(initiative=initiative, defaults={"words": words})


def words_before(initiative) -> dict[str, str] | None:
    """What a proposal would change, or what somebody was asked to change; None for what is new."""
    if initiative.replaces_id:
        return said(Initiative.objects.for_page().get(pk=initiative.replaces_id))
    kept = ReviewedText.objects.filter(initiative=initiative).first()
    return kept.words[translation.get_language()] if kept else None


# Field by field, as the form asks for them; what is kept apart from the text has its own look on the page.
SECTIONS = {
    Step.WHAT: (
        *("title", "city", "partner_cities", "summary", "stage", "start", "end", "organisation", "partner_roles"),
        *("areas", "themes", "sdgs", "tasks", "target_groups", "education_kind", "delivery", "learning_language"),
    ),
    Step.STORY: (
        *("problem", "objectives", "activities", "resources", "results", "evaluation", "innovation", "lessons"),
    ),
    Step.REPEAT: (
        *("transfer", "transfer_needs", "exchanges", "works_without_power", "works_without_internet"),
        *("works_in_shelter", "resilience_note", "accessibility", "accessibility_note"),
    ),
    Step.CONTACT: (
        *("initiative_photos", "initiative_documents", "links", "location_precision", "place", "latitude"),
        *("longitude", "contact", "consents"),
    ),
}
FIELDS = [name for names in SECTIONS.values() for name in names]


@dataclass(frozen=True)
class Passage:
    """What a field says in one language ("" where it has none), and the pieces in which it differs from before."""

    language: str
    text: str
    pieces: list[Piece]


def passages(name, now, before) -> list[Passage]:
    """The words of a field; none for what is kept apart from them. ``before`` is None for what is new."""
    columns = [("", name)] if name in now else [("uk", f"{name}_uk"), ("en", f"{name}_en")]
    found = []
    for language, column in columns:
        text = now.get(column, "")
        was = text if before is None else before.get(column, text)
        found.append(Passage(language, text, differences(was, text) if was != text else []))
    return [passage for passage in found if passage.text or passage.pieces]
