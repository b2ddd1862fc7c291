"""What stands in one cell of a table: each kind of field as a text that people can write, and back."""

import re
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

from portal.languages import fold

YES, NO = "yes", "no"
_YES = {"yes", "true", "1", "так", "істина"}
_NO = {"no", "false", "0", "ні", "хибність"}
DAYS = ["%Y-%m-%d", "%d.%m.%Y"]
MOMENTS = [f"{day}{hour}" for day in DAYS for hour in (" %H:%M", " %H:%M:%S", "")]
_BETWEEN_ENTRIES = re.compile(r"[;,\s]+")
_NUMBER = re.compile(r"#([0-9]{1,18})\Z")


class Cell(Widget):
    """Text. ``render`` gives what is exported, ``clean`` the value for the row or a ValidationError."""

    is_number = False

    def __init__(self, field):
        super().__init__()
        self.field = field

    def __deepcopy__(self, memo):
        # What a cell has looked up holds for one import, and its field is not to be copied.
        return type(self)(self.field)

    def clean(self, value, row=None, **kwargs):
        # The form's field knows the longest text and the shape of an address; the model's does not in every case.
        value = self.form_field.clean(value)
        return None if self.field.null and not value else value

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def form_field(self):
        options = {"assume_scheme": "https"} if isinstance(self.field, models.URLField) else {}
        return self.field.formfield(required=False, **options)

    def may_hold(self) -> str:
        """What people have to know in order to fill in the cell; "" where it is plain text."""
        return ""


class Slug(Cell):
    """The last part of an address, in small letters, so that there is one way to write it."""

    def clean(self, value, row=None, **kwargs):
        return super().clean(value.lower())


class YesNo(Cell):
    def clean(self, value, row=None, **kwargs):
        word = fold(value)
        if word in _YES or word in _NO:
            return word in _YES
        if word:
            raise ValidationError(_("Write “yes” or “no”."))
        return None if self.field.null else False

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else YES if value else NO

    def may_hold(self):
        return f"{YES} / {NO}"


class Choice(Cell):
    """A code; what people call it, in either language, does as well."""

    @cached_property
    def codes(self) -> dict[str, str]:
        found = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {fold(str(label)): code for code, label in self.field.flatchoices if code}
        return found | {fold(code): code for code, _label in self.field.flatchoices if code}

    def clean(self, value, row=None, **kwargs):
        if not fold(value):
            return ""
        code = self.codes.get(fold(value))
        if code is None:
            raise ValidationError(
                _("“%(value)s” is not known here. Write one of: %(all)s.")
                % {"value": value[:60], "all": ", ".join(dict.fromkeys(self.codes.values()))}
            )
        return code

    def may_hold(self):
        return "\n".join(f"{code} – {label}" for code, label in self.field.flatchoices if code)


class Number(Cell):
    is_number = True

    def clean(self, value, row=None, **kwargs):
        return self.form_field.clean(re.sub(r"\s", "", value).replace(",", "."))

    def render(self, value, obj=None, **kwargs):
        if isinstance(value, Decimal):
            return format(value.normalize(), "f") if value else "0"
        return "" if value is None else str(value)

    @cached_property
    def form_field(self):
        return self.field.formfield(required=False, localize=False)


class Day(Cell):
    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value.isoformat()

    @cached_property
    def form_field(self):
        return forms.DateField(required=False, input_formats=DAYS)

    def may_hold(self):
        return "2026-10-31"


class Moment(Cell):
    """A day and an hour in Kyiv."""

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        local = timezone.localtime(value).replace(tzinfo=None)
        return local.isoformat(" ") if local.second or local.microsecond else local.isoformat(" ", "minutes")

    @cached_property
    def form_field(self):
        return forms.DateTimeField(required=False, input_formats=MOMENTS)

    def may_hold(self):
        return "2026-10-31 18:30"


def natural_key(model) -> str:
    """The field by which outsiders know the rows of a model."""
    return "katottg" if any(field.name == "katottg" for field in model._meta.concrete_fields) else "slug"


def key_of(row) -> str:
    """What tells a row in a cell: its code or address, else its number."""
    return getattr(row, natural_key(type(row))) or f"#{row.pk}"


class Rows:
    """Finds the rows of another table that cells name; each name is looked up once."""

    def __init__(self, model):
        self.model = model
        self.known = {}

    def find(self, name):
        """The row of this code, address or number; None where there is none."""
        if name not in self.known:
            self.known[name] = self.model.objects.filter(**self._lookup(name)).first()
        return self.known[name]

    def _lookup(self, name):
        if number := _NUMBER.match(name):
            return {"pk": int(number[1])}
        if natural_key(self.model) == "katottg" and name.upper().startswith("UA"):
            return {"katottg": name.upper()}
        return {"slug": name.lower()}


def _unknown(model, names):
    return ValidationError(
        _("There is no such row in “%(table)s”: %(names)s.")
        % {"table": model._meta.verbose_name_plural, "names": ", ".join(names)[:200]}
    )


def _named_by(model):
    named = _("code of the state codifier") if natural_key(model) == "katottg" else _("last part of the address")
    return _("%(table)s: %(named)s, or # and the number") % {"table": model._meta.verbose_name_plural, "named": named}


class Reference(Cell):
    """One row of another table."""

    @cached_property
    def rows(self):
        return Rows(self.field.related_model)

    def clean(self, value, row=None, **kwargs):
        name = value.strip()
        if not name:
            return None
        found = self.rows.find(name)
        if found is None:
            raise _unknown(self.field.related_model, [name])
        return found

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else key_of(value)

    def may_hold(self):
        return _named_by(self.field.related_model)


class References(ManyToManyWidget):
    """Rows of another table, with a semicolon between them."""

    is_number = False

    def __init__(self, field):
        super().__init__(field.related_model)
        self.rows = Rows(field.related_model)

    def __deepcopy__(self, memo):
        copied = type(self).__new__(type(self))
        vars(copied).update(vars(self) | {"rows": Rows(self.model)})
        return copied

    def clean(self, value, row=None, **kwargs):
        names = [name for name in _BETWEEN_ENTRIES.split(value) if name]
        found = {name: self.rows.find(name) for name in names}
        if unknown := [name for name, entry in found.items() if entry is None]:
            raise _unknown(self.model, unknown)
        return list(found.values())

    def render(self, value, obj=None, **kwargs):
        entries = value.all() if hasattr(value, "all") else value or ()
        return "; ".join(sorted(map(key_of, entries)))

    def may_hold(self):
        return _("%(rows)s; several with a semicolon between them") % {"rows": _named_by(self.model)}


def cell_of(field):
    """The cell for a field of a model."""
    if isinstance(field, models.ManyToManyField):
        return References(field)
    if isinstance(field, models.ForeignKey):
        return Reference(field)
    if field.choices:
        return Choice(field)
    kinds = {
        models.SlugField: Slug,
        models.BooleanField: YesNo,
        models.DateTimeField: Moment,  # before the day, which it is a kind of
        models.DateField: Day,
        models.IntegerField: Number,
        models.DecimalField: Number,
    }
    return next((cell for kind, cell in kinds.items() if isinstance(field, kind)), Cell)(field)
