"""A list of the admin as a table: its columns, how a line finds its row, what becomes of the row."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field

from portal.exchange.cells import References, cell_of
from portal.publishing.models import Publication
from portal.publishing.parity import translated_fields, validate_parity

# Shown so that people know where a row stands; the portal alone writes them.
SHOWN_ONLY = ("id", "status", "published_at", "updated_at")
_NUMBER = re.compile(r"[0-9]{1,18}\Z")
SOURCE_COLUMNS = ("source_title", "source_url", "checked_on")


@dataclass(frozen=True)
class Change:
    """What a cell makes of a field."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Explained:
    """A column for people: its name in the table, its label, what its cells may hold, what else helps."""

    name: str
    label: str
    holds: str
    help: str


class Changes(resources.Diff):
    """What a line changes in its row; the library would make HTML with styles of its own."""

    def as_html(self):
        return [
            Change(field.column_name, old, new)
            for field, old, new in zip(self.fields, self.left, self.right, strict=True)
            if old != new and not field.readonly
        ]

    def __init__(self, resource, instance, new):
        super().__init__(resource, instance, new)
        self.fields = resource.get_import_fields()


class Table(resources.ModelResource):
    """Columns of a model in ``Meta.fields``: texts in both languages, other rows by code or address.

    A line belongs to the row of its number (``id``), else of its ``keys``; where these are empty or new it is a new
    row. What a cell says in the same words as an export would, stays as it is. An empty cell empties the field, a
    column that is missing changes nothing.
    """

    # Fields that tell one row from all others, beside the number.
    keys = ("slug",)

    class Meta:
        clean_model_instances = True
        use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):  # noqa: ARG003 – the library passes it
        return Field(field_name, field_name, widget=cell_of(django_field), readonly=field_name in SHOWN_ONLY)

    @classmethod
    def get_diff_class(cls):
        return Changes

    @property
    def columns(self) -> list[Field]:
        """All columns, as exports have them."""
        return self.get_export_fields()

    def rows(self, queryset):
        """The rows with all that cells name of others."""
        fields = {field.name: field for field in (*self._meta.model._meta.fields, *self._meta.model._meta.many_to_many)}
        named = [fields[column.attribute] for column in self.columns]
        return queryset.select_related(*[field.name for field in named if field.many_to_one]).prefetch_related(
            *[field.name for field in named if field.many_to_many]
        )

    def label_of(self, name) -> str:
        """What people call a field."""
        return capfirst(str(self._meta.model._meta.get_field(name).verbose_name))

    def explained(self) -> list["Explained"]:
        """Each column in words."""
        told = {"id": _("The number of the row; empty for a new one.")}
        told |= dict.fromkeys(SHOWN_ONLY[1:], _("Only shown; what stands there is not read."))
        return [
            Explained(
                name,
                self.label_of(name),
                told.get(name) or column.widget.may_hold(),
                "" if name in told else str(self._meta.model._meta.get_field(name).help_text),
            )
            for column in self.columns
            for name in [column.column_name]
        ]

    # Which row

    def before_import(self, dataset, **kwargs):
        self.changed = set()
        self.line_of = {}
        self.notices = {}

    def get_instance(self, instance_loader, row):
        """The row that the line is about, locked; None for a new one. Raises ValidationError."""
        rows = self._meta.model.objects.select_for_update()
        if number := row.get("id", "").strip().removeprefix("#"):
            known = rows.filter(pk=int(number)).first() if _NUMBER.match(number) else None
            if known is None:
                raise ValidationError(
                    {"id": _("There is no row of this number here. For a new row leave the number empty.")}
                )
            return known
        if not all(row.get(name, "").strip() for name in self.keys):
            return None
        try:
            return rows.filter(**{name: self.fields[name].clean(row) for name in self.keys}).first()
        except ValidationError:
            return None  # what is wrong with the key will be said at its column

    def after_init_instance(self, instance, new, row, row_number=None, **kwargs):
        if not new and self.line_of.setdefault(instance.pk, row_number) != row_number:
            raise ValidationError(_("This row stands in the table twice."))

    # What becomes of it

    def import_instance(self, instance, row, **kwargs):
        self.changed = set()
        errors = {}
        for field in self.get_import_fields():
            name, before = field.column_name, field.export(instance)
            if field.readonly or name not in row or row[name] == before:
                continue
            if not row[name].strip() and self._keeps_default(instance, name):
                continue
            try:
                if isinstance(field.widget, References):
                    after = field.widget.render(field.clean(row))  # the library writes lists once the row is there
                else:
                    field.save(instance, row)
                    after = field.export(instance)
            except ValidationError as error:
                errors[name], after = error.messages, None
            if after != before:
                self.changed.add(name)
        if errors:
            raise ValidationError(errors)

    def _keeps_default(self, instance, name):
        field = self._meta.model._meta.get_field(name)
        return instance._state.adding and field.has_default() and not field.blank

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.column_name in self.changed:
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not instance._state.adding and not self.changed

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        # Not the bare names of translated fields: they would write one language into the other.
        exclude = {*errors, *translated_fields(type(instance))}
        self.refuse(instance)
        try:
            instance.full_clean(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if not isinstance(instance, Publication):  # which sees to it itself
            try:
                validate_parity(instance, exclude=exclude)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def refuse(self, instance):
        """Raise ValidationError where a table may not change the row in this way."""
        if "slug" in self.changed and not instance._state.adding and getattr(instance, "published_at", True):
            raise ValidationError({"slug": _("Others know this row by its address; a table does not change it.")})

    def before_save_instance(self, instance, row, file_name="", **kwargs):
        # By this name simple-history takes the reason from the row.
        instance._change_reason = _("Table “%(name)s”") % {"name": file_name[:60]}  # noqa: SLF001

    def save_instance(self, instance, is_create, row, row_number=None, **kwargs):
        try:
            with transaction.atomic():
                super().save_instance(instance, is_create, row, row_number=row_number, **kwargs)
        except DatabaseError as error:
            raise ValidationError(_("The database does not take this row: it contradicts another one.")) from error
        self.line_of[instance.pk] = row_number
        if is_create and (twin := self._twin_of(instance)):
            self.notices[row_number] = _("There is another row of this name: № %(number)s.") % {"number": twin.pk}

    def _twin_of(self, instance):
        names = [name for name in ("name_uk", "title_uk") if name in self.fields]
        same = {name: getattr(instance, name) for name in names}
        return same and self._meta.model.objects.exclude(pk=instance.pk).filter(**same).first()
