"""Making one row of two: what points at the double points at the one that stays, and so does the double's address."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext

from portal.doubles.models import Pair
from portal.doubles.relations import REASON, relations
from portal.doubles.sources import source_of
from portal.publishing.models import OldSlug
from portal.publishing.parity import translated_fields
from portal.search.keeping import gathered


class CannotMerge(Exception):
    """Two rows that may not become one; the text is a sentence for people in the active language."""


@dataclass(frozen=True)
class Difference:
    """A field in which two rows differ. ``may_be_taken``: only the double says something."""

    name: str
    label: str
    stays: str
    double: str
    may_be_taken: bool


def differences(stays, double) -> list[Difference]:
    """The fields that staff fill in and that do not say the same in both rows."""
    return [
        Difference(
            field.name,
            capfirst(field.verbose_name),
            _shown(field, stays),
            _shown(field, double),
            may_be_taken=_is_empty(field, stays) and not _is_empty(field, double),
        )
        for field in _fields(type(stays))
        if getattr(stays, field.attname) != getattr(double, field.attname)
        and not (_is_empty(field, stays) and _is_empty(field, double))
    ]


def _fields(model):
    bare = {"slug", *translated_fields(model)}  # what leads to the double leads on by itself
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in bare
    ]


def _is_empty(field, row):
    return getattr(row, field.attname) in (None, "")


def _shown(field, row):
    if _is_empty(field, row):
        return "–"
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(localize(value))


def pointing(stays, double) -> list[tuple[str, int, int]]:
    """What points at either row: what it is called, how many at the one that stays, how many at the double."""
    at_stays, at_double = Counter(), Counter()
    for relation in relations(type(stays)):
        if not relation.is_own_list_of(type(stays)):
            at_stays[capfirst(relation.label)] += relation.pointing_at(stays).count()
            at_double[capfirst(relation.label)] += relation.pointing_at(double).count()
    return [
        (label, at_stays[label], at_double[label]) for label in sorted(at_stays) if at_stays[label] or at_double[label]
    ]


def seen(stays, double) -> str:
    """What differs once somebody changes one of the rows."""
    return " ".join(f"{row.pk} {row.status} {row.updated_at.isoformat()}" for row in (stays, double))


def refuse(stays, double):
    """Raise CannotMerge where the two must stay two, or the other one must stay."""
    if stays.pk == double.pk:
        raise CannotMerge(gettext("These are the same row."))
    if double.is_published and not stays.is_published:
        raise CannotMerge(
            gettext(
                "Readers see “%(double)s” and not “%(stays)s”. Let the published one stay, or publish the other first."
            )
            % {"double": double, "stays": stays}
        )
    if sentence := source_of(type(stays)).refusal(stays, double):
        raise CannotMerge(sentence)


def merge(stays, double, *, by, reason, take=(), seen_before=None) -> Counter:
    """Make one row of two, in one transaction; gives how many rows of each kind gave way to one that was there already.

    All that points at the double then points at ``stays``, where both may have only one, that of ``stays`` is kept. The
    double's address leads on, its history is kept, its row goes. ``take`` names fields whose value comes from the
    double where ``stays`` has none. ``seen_before``: what :func:`seen` said when somebody decided.

    Raises CannotMerge, or ValidationError where the values that are taken do not fit; neither changes anything.
    """
    model = type(stays)
    with gathered():
        locked = {
            row.pk: row for row in model.objects.select_for_update().filter(pk__in=[stays.pk, double.pk]).order_by("pk")
        }
        if len(locked) < len({stays.pk, double.pk}):
            raise CannotMerge(gettext("One of the two is no longer there."))
        stays, double = locked[stays.pk], locked[double.pk]
        refuse(stays, double)
        if seen_before is not None and seen_before != seen(stays, double):
            raise CannotMerge(gettext("Somebody changed one of the two a moment ago. Look at them again."))
        values = {
            field.name: getattr(double, field.name)
            for field in _fields(model)
            if field.name in take and _is_empty(field, stays)
        }
        because = f"№ {double.pk} → № {stays.pk}: {reason}"[:REASON]  # the titles stand in the versions themselves
        source_of(model).settle(stays, double)
        gave_way = Counter()
        for relation in relations(model):
            if already := relation.move(double, stays, because):
                gave_way[str(relation.label)] += already
        _lead_on(stays, double)
        _ensure_nothing_points_at(double)
        key = double.pk
        double._change_reason = because  # noqa: SLF001 – how simple-history is told
        double.delete()
        double.pk = key
        for name, value in values.items():
            setattr(stays, name, value)
        _validate(stays, values)
        stays._change_reason = because  # noqa: SLF001
        stays.save()
        Pair.objects.record_merge(stays, double, by=by, reason=reason)
    return gave_way


def _validate(stays, values):
    stays.clean_fields(exclude={field.name for field in stays._meta.concrete_fields if field.name not in values})
    stays.validate_constraints()


def _lead_on(stays, double):
    if double.published_at:
        kind = ContentType.objects.get_for_model(stays)
        for name in source_of(type(stays)).addresses:
            OldSlug.objects.update_or_create(
                content_type=kind, slug=getattr(double, name), defaults={"object_id": stays.pk}
            )


def _ensure_nothing_points_at(double):
    left = [
        relation.label
        for relation in relations(type(double))
        if not relation.is_own_list_of(type(double)) and relation.pointing_at(double).exists()
    ]
    if left:
        raise RuntimeError(f"Still pointing at the double: {left}")
