"""A list of open data: its columns, its rows, what narrows it, where its rows lie."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import translation
from django.utils.functional import Promise, cached_property

from portal.forms import FilterForm
from portal.languages import ENGLISH, UKRAINIAN
from portal.opendata.columns import Column, Kind
from portal.structured_data import absolute_in


class Selection(NamedTuple):
    """Rows that an address asks for, in their order, and the form that understood it."""

    rows: QuerySet
    form: FilterForm | None = None


def unfiltered(rows: Callable[[], QuerySet]) -> Callable[[QueryDict], Selection]:
    """The selection of a list that nothing narrows; ``rows`` gives it anew."""
    return lambda _query: Selection(rows())


@dataclass(frozen=True)
class Dataset:
    """A list that the portal gives away."""

    name: str  # in addresses and file names
    title: str | Promise
    about: str | Promise
    columns: list[Column]
    select: Callable[[QueryDict], Selection]
    key: str = ""  # the column by which one record is asked for; none: the list has no addresses for records
    find: Callable[[str], Any] | None = None  # the row with a key; raises what portal.lookup raises
    places: Callable[[Any], list[tuple[float, float]]] | None = None  # latitudes and longitudes of a row
    page: str = ""  # the name of the page that shows the list to people
    unique: tuple[str, ...] = field(default=())  # columns that together name a record

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def has_places(self) -> bool:
        return self.places is not None

    @property
    def primary_key(self) -> tuple[str, ...]:
        return (self.key,) if self.key else self.unique

    def record(self, row) -> dict:
        return {column.name: column.value(row) for column in self.columns}

    def cells(self, row) -> list[str]:
        return [column.cell(row) for column in self.columns]

    def feature(self, row) -> dict:
        """The row as RFC 7946 (GeoJSON) has it: longitude first; no geometry where the place is not known or hidden."""
        points = [[longitude, latitude] for latitude, longitude in self.places(row)]
        geometry = None
        if len(points) == 1:
            geometry = {"type": "Point", "coordinates": points[0]}
        elif points:
            geometry = {"type": "MultiPoint", "coordinates": points}
        properties = self.record(row)
        return {"type": "Feature", "id": properties[self.key], "geometry": geometry, "properties": properties}

    def whole(self) -> Selection:
        """All its rows."""
        return self.select(QueryDict())

    def notices(self, form, asked, *, known=()) -> list[dict]:
        """What was not understood of an address, in both languages; ``asked`` and ``known``: names of parameters."""
        fields = form.fields if form else ()
        strange = sorted(set(asked) - set(fields) - set(known))
        notices = {language: [] for language in (UKRAINIAN, ENGLISH)}
        for language, sentences in notices.items():
            with translation.override(language):
                sentences.extend(form.notices if form else [])
                sentences.extend(_unknown(name) for name in strange[:MOST_NOTICES])
        return [
            {UKRAINIAN: ukrainian, ENGLISH: english}
            for ukrainian, english in zip(notices[UKRAINIAN], notices[ENGLISH], strict=True)
        ]


MOST_NOTICES = 10


def _unknown(name):
    return translation.gettext("There is no parameter “%(name)s”; it is ignored.") % {"name": name[:40]}


def page_columns(url_name) -> list[Column]:
    """The addresses of a row's page."""

    def column(language, about):
        return Column(
            f"url_{language}",
            about,
            lambda row: absolute_in(language, url_name, row.slug),
            kind=Kind.URL,
            is_required=True,
        )

    return [
        column(UKRAINIAN, translation.gettext_lazy("Address of the page in Ukrainian")),
        column(ENGLISH, translation.gettext_lazy("Address of the page in English")),
    ]


def number_of(key) -> int:
    """A key that is a number; raises Http404 where it is none that a database could hold."""
    if not (key.isascii() and key.isdecimal() and len(key) <= 18):
        raise Http404
    return int(key)
