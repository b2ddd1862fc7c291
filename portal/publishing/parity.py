"""How level the two languages of a row are.

Ukrainian is required and English never stands alone: State language law, art. 27 p. 6 (in force since 16 July 2022).
"""

from django.core.exceptions import ValidationError
from django.db.models import CASCADE, Q
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


def filled_in(obj, language) -> int:
    """How many of the texts that Ukrainian readers have are there in a language."""
    names = [name for name in translated_fields(type(obj)) if getattr(obj, f"{name}_uk")]
    return sum(bool(getattr(obj, f"{name}_{language}")) for name in names)


def missing_english(obj) -> list[str]:
    """Labels of the fields that Ukrainian readers have and English readers do not."""
    return _labels_where(obj, present="uk", absent="en")


def english_without_ukrainian(obj) -> list[str]:
    """Labels of the fields that exist in English only, which the law does not allow."""
    return _labels_where(obj, present="en", absent="uk")


def parts_in_english_alone(obj) -> list[str]:
    """The same for the repeated parts of a row, each label with that of its part."""
    return [
        f"{part._meta.verbose_name}: {label}"
        for relation in _relations_to_parts(type(obj))
        for part in relation.related_model.objects.filter(
            _anywhere(relation.related_model, present="en", absent="uk"), **{relation.field.name: obj.pk}
        )
        for label in english_without_ukrainian(part)
    ]


def _relations_to_parts(model):
    """From a model to the models of both languages whose rows go with its own."""
    own = [relation for relation in model._meta.related_objects if relation.on_delete is CASCADE]
    return [each for each in own if each.related_model is not model and translated_fields(each.related_model)]


def lacks_english(model) -> Q:
    """Rows of which readers of English miss some text that readers of Ukrainian have."""
    return _anywhere(model, present="uk", absent="en")


def lacks_all_english(model) -> Q:
    """Rows of which readers of English get nothing in their language."""
    return Q(*[_empty(f"{name}_en") for name in translated_fields(model)])


def _anywhere(model, *, present, absent):
    """Rows that have some text in one language and not in the other."""
    found = [~_empty(f"{name}_{present}") & _empty(f"{name}_{absent}") for name in translated_fields(model)]
    return Q(*found, _connector=Q.OR)


def _empty(column):
    return Q(**{column: ""}) | Q(**{f"{column}__isnull": True})


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
        str(obj._meta.get_field(name).verbose_name)
        for name in translated_fields(type(obj))
        if getattr(obj, f"{name}_{present}") and not getattr(obj, f"{name}_{absent}")
    ]
