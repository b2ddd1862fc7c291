"""Page after page of a list: a cursor says which row was the last, so that nothing is skipped when rows are added."""

import datetime
import hashlib
from decimal import Decimal
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Q

PAGE = 50
LARGEST_PAGE = 200


class WrongCursor(Exception):
    """The cursor is not one that this list gave."""


class Page(NamedTuple):
    """Some rows of a list and the cursor of what comes after them, "" at the end."""

    rows: list[Any]
    next_cursor: str


def page_of(rows, *, asked: str, cursor: str = "", size: int = PAGE) -> Page:
    """The rows of a QuerySet that follow the cursor, in its own order.

    ``asked`` is the address of the list with its filters: a cursor holds for it alone. Raises WrongCursor.
    """
    names = _order(rows)
    rows = rows.order_by(*names)
    salt = _salt(asked, names)
    if cursor:
        rows = rows.filter(_after(names, _read(cursor, salt)))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    values = [_packed(_value(last, name.removeprefix("-"))) for name in names]
    return Page(found[:size], signing.dumps(values, salt=salt))


def _order(rows) -> list[str]:
    """The names that the rows are ordered by, one of which is unique; by key alone where they are not mere names."""
    names = list(rows.query.order_by or rows.model._meta.ordering)
    if not all(isinstance(name, str) and name != "?" for name in names):
        return ["pk"]
    return names if {"pk", "-pk"} & set(names) else [*names, "pk"]


def _salt(asked, names):
    return "portal.opendata.pages:" + hashlib.sha256("|".join([asked, *names]).encode()).hexdigest()


def _read(cursor, salt):
    try:
        values = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        raise WrongCursor from None
    return [_unpacked(value) for value in values]


def _after(names, values):
    """What comes after a row: a later first value, or the same and a later second one, and so on."""
    after, same = Q(), Q()
    for name, value in zip(names, values, strict=True):
        path = name.removeprefix("-")
        later = Q(**{f"{path}__{'lt' if name.startswith('-') else 'gt'}": value})
        after |= same & later
        same &= Q(**{path: value})
    return after


def _value(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _packed(value):
    """The value for JSON, without losing microseconds."""
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    return {"number": str(value)} if isinstance(value, Decimal) else value


_READERS = {"moment": datetime.datetime.fromisoformat, "day": datetime.date.fromisoformat, "number": Decimal}


def _unpacked(value):
    if not isinstance(value, dict):
        return value
    [(kind, text)] = value.items()
    return _READERS[kind](text)
