"""Everything that may point at a row, found in all models, and how it is made to point at another one."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import UniqueConstraint

from portal.doubles.models import Pair

# How long a reason the history keeps.
REASON = 100


@dataclass(frozen=True)
class Relation:
    """A column of a model that may hold the key of a row.

    ``list_field`` is the list that an automatic joining table stands for; None for tables of their own.
    """

    model: type
    field: models.Field | GenericForeignKey
    list_field: models.ManyToManyField | None = None

    @property
    def label(self) -> str:
        """What staff call the rows that point."""
        return (
            self.list_field.model._meta.verbose_name_plural if self.list_field else self.model._meta.verbose_name_plural
        )

    @property
    def column(self) -> str:
        """The name of the field that holds the key."""
        return self.field.fk_field if isinstance(self.field, GenericForeignKey) else self.field.name

    def pointing_at(self, row) -> models.QuerySet:
        """The rows of the model that point at a row."""
        rows = self.model._meta.base_manager.all()
        if isinstance(self.field, GenericForeignKey):
            kind = ContentType.objects.get_for_model(row)
            return rows.filter(**{self.field.ct_field: kind, self.field.fk_field: row.pk})
        return rows.filter(**{self.field.name: row})

    def is_own_list_of(self, model) -> bool:
        """Whether it joins the model's rows to what they themselves list."""
        return self.list_field is not None and issubclass(model, self.list_field.model)

    def move(self, double, stays, reason) -> int:
        """Let all that points at the double point at ``stays``; gives how many rows gave way to one that did already.

        Goes row by row, through what Django tells others of: histories and the search index follow.
        """
        if self.is_own_list_of(type(stays)):
            getattr(stays, self.list_field.name).add(*getattr(double, self.list_field.name).all())
            return 0
        if self.list_field:
            return self._move_in_lists(double, stays)
        return sum(not self._move_row(row, double, stays, reason) for row in self.pointing_at(double).order_by("pk"))

    def _move_in_lists(self, double, stays):
        already = 0
        owner = self.list_field.m2m_field_name()
        for joined in self.pointing_at(double).select_related(owner).order_by("pk"):
            listed = getattr(getattr(joined, owner), self.list_field.name)
            already += listed.filter(pk=stays.pk).exists()
            listed.add(stays)
            listed.remove(double)
        return already

    def _move_row(self, row, double, stays, reason):
        key = self.column
        is_generic = isinstance(self.field, GenericForeignKey)
        setattr(row, key, stays.pk if is_generic else stays)
        _because(row, reason)
        try:
            with transaction.atomic():
                row.save(update_fields=[key])
        except IntegrityError:
            if not self._is_unique:
                raise
            setattr(row, key, double.pk if is_generic else double)
            row.delete()
            return False
        return True

    @property
    def _is_unique(self):
        """Whether there may be only one row of some kind for each row it points at."""
        together = [
            *(
                constraint.fields
                for constraint in self.model._meta.constraints
                if isinstance(constraint, UniqueConstraint)
            ),
            *self.model._meta.unique_together,
        ]
        return getattr(self.field, "unique", False) or any(self.column in fields for fields in together)


def _because(row, reason):
    """Tell the history why the next version comes about."""
    row._change_reason = reason[:REASON]  # noqa: SLF001 – how simple-history is told


@cache
def relations(model) -> list[Relation]:
    """All columns that may hold the key of a row of the model; versions in the histories keep what they say."""
    found = []
    for other in apps.get_models(include_auto_created=True):
        if is_version(other) or other is Pair:  # pairs have verbs of their own
            continue
        found += [
            Relation(other, field, _list_of(other))
            for field in other._meta.concrete_fields
            if field.is_relation and field.related_model is model
        ]
        found += [
            Relation(other, field) for field in other._meta.private_fields if isinstance(field, GenericForeignKey)
        ]
    return found


def is_version(model) -> bool:
    """Whether the model keeps versions of another one, or of its lists."""
    names = {field.name for field in model._meta.concrete_fields}
    return bool(names & {"history_id", "m2m_history_id"})


def _list_of(through):
    owner = through._meta.auto_created
    if not owner:
        return None
    return next(field for field in owner._meta.many_to_many if field.remote_field.through is through)
