"""Where photos and documents are used. Versions kept by history do not count."""

from functools import reduce
from operator import add, or_

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


class UploadQuerySet(QuerySet):
    def with_uses(self):
        """Each with ``uses``, how many rows, whatever their kind, refer to it."""
        counts = [
            Coalesce(Subquery(rows.order_by().values(name).annotate(number=Count("*")).values("number")), 0)
            for name, rows in self._referring()
        ]
        return self.annotate(uses=reduce(add, counts))

    def used(self):
        return self.filter(reduce(or_, (Exists(rows) for _name, rows in self._referring())))

    def unused(self):
        """What no row refers to: left behind, or not yet put anywhere."""
        for _name, rows in self._referring():
            self = self.filter(~Exists(rows))  # noqa: PLW0642 – a narrower one each time
        return self

    def _referring(self):
        return [(name, QuerySet(model).filter(**{name: OuterRef("pk")})) for model, name in _references(self.model)]


def _references(model) -> list[tuple]:
    """Models whose rows refer to photos or documents, each with the name of its field."""
    fields = [
        field for field in model._meta.get_fields(include_hidden=True) if field.auto_created and field.is_relation
    ]
    return [
        (field.related_model, field.field.name)
        for field in fields
        if not hasattr(field.related_model, "history_object")
    ]


def uses(row) -> list:
    """The rows that refer to the photo or document."""
    return [
        referring
        for model, name in _references(type(row))
        for referring in QuerySet(model).filter(**{name: row}).order_by("pk")
    ]


def is_used(row) -> bool:
    """Whether any row refers to the photo or document."""
    return type(row).objects.filter(pk=row.pk).used().exists()
