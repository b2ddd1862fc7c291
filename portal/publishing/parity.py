"""How level the two languages of a row are.

Ukrainian is required and English never stands alone: State language law, art. 27 p. 6 (in force since 16 July 2022).
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator


def translated_fields(model) -> list[str]:
    """Names, without suffix, of the fields that the model has in both languages, in the order of the model.

    Empty for an untranslated model.
    """
    if model not in translator.get_registered_models(abstract=False):
        return []
    names = set(translator.get_options_for_model(model).get_field_names())
    return [field.name for field in model._meta.concrete_fields if field.name in names]


def missing_english(obj) -> list[str]:
    """Labels of the fields that Ukrainian readers have and English readers do not."""
    return _labels_where(obj, present="uk", absent="en")


def english_without_ukrainian(obj) -> list[str]:
    """Labels of the fields that exist in English only, which the law does not allow."""
    return _labels_where(obj, present="en", absent="uk")


def validate_parity(obj, exclude=()):
    """Raise ValidationError at each English field, but those excluded, whose Ukrainian counterpart is empty."""
    errors = {
        f"{name}_en": _("English cannot stand alone: fill in the Ukrainian text first.")
        for name in translated_fields(type(obj))
        if f"{name}_en" not in exclude and getattr(obj, f"{name}_en") and not getattr(obj, f"{name}_uk")
    }
    if errors:
        raise ValidationError(errors)


def _labels_where(obj, *, present, absent):
    return [
        str(obj._meta.get_field(f"{name}_uk").verbose_name)
        for name in translated_fields(type(obj))
        if getattr(obj, f"{name}_{present}") and not getattr(obj, f"{name}_{absent}")
    ]
