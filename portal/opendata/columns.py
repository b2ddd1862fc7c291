"""What a record holds, said once: JSON, tables, the OpenAPI document and the code book are all made from it.

Nothing leaves the portal that is not a column here.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst

from portal.languages import ENGLISH, UKRAINIAN
from portal.publishing.fields import PartialDateField
from portal.richtext import RichTextField


class Kind(Enum):
    """What a value is."""

    TEXT = auto()
    HTML = auto()
    URL = auto()
    INTEGER = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    DATE = auto()
    MOMENT = auto()
    PARTIAL_DATE = auto()  # 2016, 2016-06 or 2016-06-15
    LIST = auto()

    @property
    def json_type(self) -> str:
        """Its type in JSON Schema."""
        return {
            Kind.INTEGER: "integer",
            Kind.NUMBER: "number",
            Kind.BOOLEAN: "boolean",
            Kind.LIST: "array",
        }.get(self, "string")

    @property
    def json_format(self) -> str | None:
        return {Kind.URL: "uri", Kind.DATE: "date", Kind.MOMENT: "date-time"}.get(self)

    @property
    def table_type(self) -> str:
        """Its type in Table Schema; a list is one text there, its parts divided by semicolons."""
        special = {Kind.DATE: "date", Kind.MOMENT: "datetime", Kind.LIST: "string"}
        return special.get(self, self.json_type)


@dataclass(frozen=True)
class Column:
    """A value of each record. ``of`` takes it from a row as readers may know it."""

    name: str
    about: str | Promise
    of: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, str | Promise], ...] = ()  # the codes that it may hold, with what they mean
    is_required: bool = False  # never empty
    refers_to: str = ""  # the list whose key it holds

    def value(self, row):
        """The value for JSON; None for what is not known."""
        value = self.of(row)
        if self.kind is Kind.LIST:
            return list(value)
        if value is None or value == "":
            return None
        if isinstance(value, datetime.datetime):
            return value.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return float(value)
        return str(value) if self.kind.json_type == "string" else value

    def cell(self, row) -> str:
        """The value for a table."""
        value = self.value(row)
        if value is None:
            return ""
        if self.kind is Kind.LIST:
            return unharmed(";".join(str(part) for part in value))
        if self.kind is Kind.BOOLEAN:
            return "true" if value else "false"
        return unharmed(value) if isinstance(value, str) else str(value)

    def schema(self) -> dict:
        """JSON Schema 2020-12."""
        with translation.override(ENGLISH):
            about = str(self.about)
        if self.kind is Kind.LIST:
            codes = [code for code, _label in self.choices]
            items = {"type": "string", "enum": codes} if codes else {"type": ["string", "integer"]}
            return {"type": "array", "items": items, "description": about}
        types = self.kind.json_type if self.is_required else [self.kind.json_type, "null"]
        schema = {"type": types, "description": about}
        if self.kind.json_format:
            schema["format"] = self.kind.json_format
        if self.choices:
            schema["enum"] = [code for code, _label in self.choices] + ([] if self.is_required else [None])
        if self.kind is Kind.PARTIAL_DATE:
            schema["pattern"] = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
        return schema


# OWASP, "CSV Injection"; the wide forms count too.
_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def unharmed(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: with an apostrophe before a sign that begins one."""
    return f"'{text}" if text.startswith(_BEGIN_FORMULAS) else text


# Columns that are fields: what a field is called, holds and may hold, its model has said already.

_KINDS = [
    (PartialDateField, Kind.PARTIAL_DATE),
    (RichTextField, Kind.HTML),
    (models.URLField, Kind.URL),
    (models.DateTimeField, Kind.MOMENT),
    (models.DateField, Kind.DATE),
    (models.BooleanField, Kind.BOOLEAN),
    (models.IntegerField, Kind.INTEGER),
    (models.DecimalField, Kind.NUMBER),
]


def field(model, name, *, when=None, **options) -> Column:
    """The column of a model's field; ``when``: for which rows readers may know it."""
    return _column(model._meta.get_field(name), name, when, **options)


def translated(model, *names, when=None) -> list[Column]:
    """Two columns for each translated field: Ukrainian, and English where there is a translation."""
    found = []
    for name in names:
        described = model._meta.get_field(name)
        for language in (UKRAINIAN, ENGLISH):
            is_required = language == UKRAINIAN and not described.blank
            found.append(_column(described, f"{name}_{language}", when, is_required=is_required))
    return found


def _column(described, name, when, **options):
    kind = next((kind for of, kind in _KINDS if isinstance(described, of)), Kind.TEXT)
    said = {
        "about": capfirst(described.verbose_name),
        "kind": kind,
        "choices": tuple(described.choices or ()),
        "is_required": not (described.blank or described.null),
    }
    return Column(name=name, of=lambda row: getattr(row, name) if when is None or when(row) else None, **said | options)
