"""Fields that the rooms share: dates of reduced precision, and columns derived from Cyrillic text."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import fold, sort_key

# [0-9] and \Z, not \d and $: digits of other scripts would sort elsewhere, and a line break could follow.
PARTIAL_DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")


def validate_calendar_date(value):
    """Refuse what has the shape of a date but is none, such as 2024-02-30; other shapes are not its business."""
    if not PARTIAL_DATE.match(value):
        return
    parts = [int(part) for part in value.split("-")]
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except ValueError as error:
        raise ValidationError(_("There is no such date."), code="invalid") from error


class PartialDateField(models.CharField):
    """A year, month or day as ISO 8601 writes them with reduced precision: ``2016``, ``2016-06``, ``2016-06-15``.

    The text sorts as the dates do.
    """

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
        self.validators = [
            *self.validators,
            RegexValidator(PARTIAL_DATE, _("Write a year, a month or a day: 2016, 2016-06 or 2016-06-15.")),
            validate_calendar_date,
        ]


class FoldedField(models.TextField):
    """The text of other columns folded for searching (SQLite folds no Cyrillic); filled whenever the row is saved."""

    def __init__(self, of=(), **kwargs):
        self.of = tuple(of)
        super().__init__(**kwargs | {"editable": False, "blank": True, "default": ""})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, instance, add):
        value = " ".join(fold(text) for name in self.of if (text := getattr(instance, name)))
        setattr(instance, self.attname, value)
        return value


class SortKeyField(models.CharField):
    """A key that puts rows into the order of the Ukrainian alphabet on every database.

    Made from the first of the columns ``of`` that is not empty, whenever the row is saved.
    """

    def __init__(self, of=(), **kwargs):
        self.of = tuple(of)
        super().__init__(**kwargs | {"editable": False, "blank": True, "default": "", "max_length": 400})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, instance, add):
        text = next((text for name in self.of if (text := getattr(instance, name))), "")
        value = sort_key(text)[: self.max_length]
        setattr(instance, self.attname, value)
        return value
