import simple_history

from portal.publishing.fields import FoldedField, SortKeyField
from portal.publishing.models import Publication
from portal.publishing.parity import translated_fields

# State and address have their own records; a restored text must not bring old ones back.
STATE_FIELDS = {"status", "published_at", "updated_at", "slug"}


def keep_history(model, *, without=(), m2m_fields=()):
    """Keep every version of the model's rows. Call in ``translation.py`` once the model is registered there.

    Left out: the unsuffixed columns of translated fields, which drift, columns derived from others, the state and
    address of publications, and what the caller names in ``without``.
    """
    derived = {field.name for field in model._meta.concrete_fields if isinstance(field, FoldedField | SortKeyField)}
    state = STATE_FIELDS if issubclass(model, Publication) else set()
    simple_history.register(
        model,
        excluded_fields=sorted({*translated_fields(model), *derived, *state, *without}),
        m2m_fields=[model._meta.get_field(name) for name in m2m_fields],
    )
