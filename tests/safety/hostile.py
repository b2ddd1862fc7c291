"""Texts that would break out of a page, planted into every field of every row past all forms."""

from django.apps import apps
from django.db import DatabaseError, models, transaction

from portal.publishing.fields import FoldedField, PartialDateField, SortKeyField

# Out of an attribute with either quote, out of a title, a script, a text area; short enough for a telephone.
MARK = "x9z"
RAW = f"<{MARK}"
PAYLOAD = f"\"'></title></script></textarea>{RAW} onload=alert(1)>"
SHORT = f"\"'>{RAW}>"

# What people type nothing into: codes, keys, versions, names of fields, what the portal derives from other columns.
CODES = {"katottg", "settlement_katottg", "edition", "text_version", "withdrawal_version", "kind", "field", "version"}
CODES |= {"password", "sender", "asker", "path", "sha256", "key", "address"}
DERIVED = (FoldedField, SortKeyField, PartialDateField, models.SlugField)
LEFT_OUT = {"admin", "auth", "contenttypes", "sessions", "account", "mfa", "django_tasks_database", "search"}


def plant() -> set[str]:
    """Writes the payload into every text of every row of the portal, histories included, as no form would.

    Gives the fields that are wholly without it, as "room.model.field": rows are missing, or the database refuses.
    """
    bare = set()
    for model in apps.get_models():
        if model._meta.app_label not in LEFT_OUT:
            fields = [field for field in model._meta.concrete_fields if _is_typed(field)]
            planted = {field for row in model._base_manager.all() for field in fields if _planted(row, field)}
            bare |= {f"{model._meta.label_lower}.{field.name}" for field in fields if field not in planted}
    return bare


def _is_typed(field):
    is_text = isinstance(field, (models.CharField, models.TextField)) and not isinstance(field, DERIVED)
    return is_text and not (field.choices or field.primary_key or field.name in CODES)


def _planted(row, field):
    room = field.max_length or len(PAYLOAD)
    match field:
        case models.EmailField():
            text = f"a{row.pk}{SHORT}@example.org"
        case models.URLField():
            text = f"https://example.org/{row.pk}{SHORT}"
        case _:
            text = PAYLOAD if room >= len(PAYLOAD) else SHORT
    try:
        with transaction.atomic():
            return row.__class__._base_manager.filter(pk=row.pk).update(**{field.name: text[:room]})
    except DatabaseError:
        return 0
