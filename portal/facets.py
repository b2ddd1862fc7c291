"""Facets: what a list is narrowed by, each value with the number of rows that choosing it would give."""

from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.validators import EMPTY_VALUES, validate_slug
from django.db.models import F, QuerySet
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.translation import get_language

from portal.forms import FilterForm
from portal.languages import text_language
from portal.publishing.generation import Generation


class Option(NamedTuple):
    """A value as readers meet it: in the database, in addresses, in words, and under which heading."""

    key: object
    text: str
    label: str
    lang: str = ""
    heading: str = ""


# Where the values of a row stand


class Column:
    """One value for each row: a column of the list's own table, or an expression over its columns."""

    def __init__(self, expression):
        self.expression = _expression(expression)

    def narrow(self, rows, keys):
        return rows.filter(In(self.expression, list(keys)))

    def pairs(self, rows):
        return _pairs(rows, "pk", self.expression)


class Part(NamedTuple):
    """Rows that each link a row of the list to a value, with the paths to both; the second may be an expression."""

    links: QuerySet
    row: str
    value: object


class Links:
    """Any number of values for each row, in other tables; ``parts``, called for each page, each give a ``Part``."""

    def __init__(self, *parts):
        self.parts = parts

    @classmethod
    def of(cls, many_to_many):
        """Along a many-to-many field, such as ``Initiative.areas.field``."""
        through = many_to_many.remote_field.through
        ends = many_to_many.m2m_field_name(), many_to_many.m2m_reverse_field_name()
        return cls(lambda: Part(through.objects.all(), *ends))

    def narrow(self, rows, keys):
        # A union, since neither database uses an index for one condition or another.
        first, *others = [
            part.links.filter(In(_expression(part.value), list(keys))).order_by().values(part.row)
            for part in (part() for part in self.parts)
        ]
        return rows.filter(pk__in=first.union(*others) if others else first)

    def pairs(self, rows):
        # One after the other: in a union translated models mix up the columns.
        return chain.from_iterable(_pairs(*part()) for part in self.parts)


def _expression(value):
    return F(value) if isinstance(value, str) else value


def _pairs(rows, row, value):
    return (
        rows.order_by()
        .annotate(facet_row=F(row), facet_value=_expression(value))
        .values_list("facet_row", "facet_value")
    )


class Census:
    """Which rows of a list have which values: each set of rows is a whole number with a bit for each row.

    To count with these costs next to nothing however long the list is, and it does not matter how much is chosen. One
    query for the rows, which come in the list's own order, and one for each facet and part.
    """

    def __init__(self, rows, facets):
        self.pks = list(rows.values_list("pk", flat=True))
        self.places = {pk: place for place, pk in enumerate(self.pks)}
        self.all = (1 << len(self.places)) - 1
        self.sets = {name: self._sets(facet.place.pairs(rows)) for name, facet in facets.items()}
        self.facets = facets
        self.named = {}

    def _sets(self, pairs):
        size = len(self.places) // 8 + 1
        sets = {}
        for row, key in pairs:
            place = self.places.get(row)
            if place is not None and key not in EMPTY_VALUES:
                if key not in sets:
                    sets[key] = bytearray(size)
                sets[key][place >> 3] |= 1 << (place & 7)
        return {key: int.from_bytes(taken, "little") for key, taken in sets.items()}

    def options(self, name) -> list[Option]:
        """All values that rows have, in the order of the facet and the words of the active language; asked for once."""
        wanted = name, get_language()
        if wanted not in self.named:
            self.named[wanted] = self.facets[name].names.describe(self.sets[name])
        return self.named[wanted]

    def with_any(self, name, keys) -> int:
        """The rows that have any of the values."""
        found = 0
        for key in keys:
            found |= self.sets[name].get(key, 0)
        return found

    def ids(self, found, most) -> list[int]:
        """The ids of at most so many rows of a set, the first in the list's order."""
        octets = found.to_bytes(len(self.pks) // 8 + 1, "little")
        places = (
            8 * place + bit for place, octet in enumerate(octets) if octet for bit in range(8) if octet >> bit & 1
        )
        return [self.pks[place] for place in islice(places, most)]

    def among(self, pks) -> int:
        """Those rows that have one of these ids."""
        taken = bytearray(len(self.places) // 8 + 1)
        for pk in pks:
            if (place := self.places.get(pk)) is not None:
                taken[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(taken, "little")


# So many rows and fewer are named to the database one by one.
FEW = 1000

# The last census of each form, with what it holds for. Every process takes its own.
_taken = {}
_taking = Lock()


def census(form_class, rows, facets) -> Census:
    """A census of the rows; the last one as long as nothing that readers see has changed, and for the day."""
    moment = Generation.objects.current(), timezone.localdate()
    with _taking:  # whoever comes meanwhile waits for it, instead of taking another one
        kept = _taken.get(form_class)
        if kept and kept[0] == moment and moment[0] is not None:
            return kept[1]
        taken = Census(rows, facets)
        _taken[form_class] = moment, taken
        return taken


# How values are called


class Choices:
    """Values known beforehand; ``options``, called for each page, gives them in their order."""

    def __init__(self, options):
        self.options = options

    @classmethod
    def of(cls, enumeration):
        """The values of a TextChoices, by which addresses call them too."""
        return cls(lambda: [Option(value, value, label) for value, label in enumeration.choices])

    def understand(self, texts) -> dict[object, str]:
        return {option.key: option.text for option in self.options() if option.text in texts}

    def describe(self, keys) -> list[Option]:
        return [option for option in self.options() if option.key in keys]


class Rows:
    """Rows that addresses call by their slug; ``rows``, called for each page, gives those that may be chosen."""

    def __init__(self, rows, *, numbered=False, headed=False):
        self.rows = rows
        self.numbered = numbered
        self.headed = headed

    def understand(self, texts) -> dict[object, str]:
        slugs = [text for text in texts if _is_slug(text)]
        return {row.pk: row.slug for row in self.rows().filter(slug__in=slugs)} if slugs else {}

    def describe(self, keys) -> list[Option]:
        return [self._option(row) for row in self.rows().filter(pk__in=list(keys))]

    def _option(self, row):
        language = text_language(row, "name")
        return Option(
            row.pk,
            row.slug,
            f"{row.number}. {row.name}" if self.numbered else row.name,
            language if language != get_language() else "",
            row.heading if self.headed else "",
        )


def _is_slug(text):
    try:
        validate_slug(text)
    except forms.ValidationError:
        return False
    return True


class Years:
    """Years, the latest first."""

    def understand(self, texts) -> dict[object, str]:
        return {text: text for text in texts if len(text) == 4 and text.isascii() and text.isdigit()}

    def describe(self, keys) -> list[Option]:
        return [Option(year, year, year) for year in sorted(keys, reverse=True) if year]


# What a form is made of


class Facet(forms.Field):
    """One of the things by which a list is narrowed: rows stay that have any of the values in the address.

    Cleaned, it is a dict of keys and the texts that name them. ``place`` is a :class:`Column` or :class:`Links`,
    ``names`` are :class:`Choices`, :class:`Rows` or :class:`Years`. ``is_open``: whether its values are seen before a
    reader unfolds it; ``most``: how many of them, the most frequent, before the reader asks for all.
    """

    widget = forms.SelectMultiple

    def __init__(self, place, names, *, label, is_open=False, most=None):
        super().__init__(label=label, required=False)
        self.place = place
        self.names = names
        self.is_open = is_open
        self.most = most

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.place, copy.names = self.place, self.names
        return copy

    def clean(self, texts):
        given = {text for text in texts if text not in EMPTY_VALUES}
        known = self.names.understand(given)
        if len(known) < len(given):
            raise forms.ValidationError("Unknown.", code="unknown")
        return known

    def understandable(self, texts) -> list[str]:
        return list(self.names.understand(set(texts)).values())


@dataclass(frozen=True)
class Value:
    """A value to choose or to leave. ``is_further``: its ``number`` comes on top of what is chosen."""

    text: str
    label: str
    lang: str
    heading: str
    is_chosen: bool
    number: int
    is_further: bool


@dataclass(frozen=True)
class Group:
    """The values of a facet. ``total`` of them there are; ``all_query`` shows them where that is more than these."""

    name: str
    label: str
    values: list[Value]
    is_open: bool
    total: int = 0
    all_query: str = ""

    @property
    def chosen(self) -> list[Value]:
        return [value for value in self.values if value.is_chosen]


@dataclass(frozen=True)
class Chip:
    """Something chosen; ``query`` is the address without it."""

    label: str
    value: str
    lang: str
    query: str


@dataclass(frozen=True)
class Panel:
    """What a page shows of its facets: the groups, what is chosen, the orders as links; and the rows that are left."""

    groups: list[Group]
    chips: list[Chip]
    orders: list[tuple[str, str, bool]]
    census: Census | None = None
    rows: int = 0

    @property
    def found(self) -> int:
        """How many rows are left."""
        return self.rows.bit_count()

    @property
    def chosen(self) -> int:
        """How many values of facets are chosen."""
        return sum(len(group.chosen) for group in self.groups)

    def numbers(self, name) -> dict[str, int]:
        """The number beside each value of a facet."""
        return {value.text: value.number for group in self.groups if group.name == name for value in group.values}

    def known(self, end, *, in_order) -> list[int] | None:
        """Ids with which the database finds the rows of a page that ends so far down; None where they would be many.

        ``in_order``: whether the page has the order of the list itself.
        """
        if in_order and end <= FEW:
            return self.census.ids(self.rows, end)
        return self.census.ids(self.rows, FEW) if self.found <= FEW else None


class FacetForm(FilterForm):
    """A filter form with facets. The address holds everything: see :meth:`query`."""

    # Of which facet all values are shown.
    more = forms.CharField(required=False, widget=forms.HiddenInput)

    # Fields that are no filter, so that no chip removes them.
    ORDERING = ("sort", "more")
    # What the field ``sort`` offers, pairs of value and label, the one without which the list comes first.
    orders = ()

    def clean_more(self):
        name = self.cleaned_data["more"]
        if name and not (name in self.facets and self.facets[name].most):
            raise forms.ValidationError("Unknown.", code="unknown")
        return name

    @property
    def facets(self) -> dict[str, Facet]:
        return {name: field for name, field in self.fields.items() if isinstance(field, Facet)}

    @property
    def is_narrowing(self) -> bool:
        """Whether the address leaves out anything."""
        return any(name not in self.ORDERING for name in self.values)

    @property
    def seeks(self) -> bool:
        """Whether fields that are no facets narrow the list too."""
        return any(name not in self.ORDERING and name not in self.facets for name in self.values)

    def search(self, rows):
        """The rows as fields that are no facets narrow them."""
        return rows

    def narrowed(self, rows, known=None):
        """The rows that match everything in the address that was understood.

        ``known``: ids of those that are wanted, from this form's panel, so that the database need not look once more.
        """
        return self.by_facets(self.search(rows)) if known is None else self.search(rows.filter(pk__in=known))

    def by_facets(self, rows):
        """The rows as the facets narrow them."""
        for name, facet in self.facets.items():
            if name in self.values:
                rows = facet.place.narrow(rows, self.values[name])
        return rows

    def panel(self, rows) -> Panel:
        """What the page shows beside the list; ``rows`` are all that the list could show, in its own order."""
        known = census(type(self), rows, self.facets)
        within = known.all
        if self.seeks:
            within = known.among(self.search(rows).order_by().values_list("pk", flat=True))
        fitting = {name: known.with_any(name, self.values[name]) for name in self.facets if name in self.values}
        groups = []
        for name, facet in self.facets.items():
            others = within
            for other, found in fitting.items():
                if other != name:
                    others &= found
            groups.append(self._group(name, facet, known, others, others & fitting.get(name, 0)))
        for found in fitting.values():
            within &= found
        return Panel(
            groups=[group for group in groups if group.values],
            chips=self._chips(groups),
            orders=self._orders(),
            census=known,
            rows=within,
        )

    def _group(self, name, facet, known, others, taken):
        """The group of a facet, by the rows that the other facets leave and those of them that it leaves itself."""
        sets = known.sets[name]
        chosen = self.values.get(name, {})
        alone = {key: number for key, rows in sets.items() if (number := (rows & others).bit_count())}
        alone = dict.fromkeys(chosen, 0) | alone
        wanted = self._wanted(name, facet, alone, chosen)
        # No row may have what was chosen; then the census cannot name it.
        options = known.options(name) if wanted <= sets.keys() else facet.names.describe(wanted)
        values = [
            Value(
                text=option.text,
                label=str(option.label),
                lang=option.lang,
                heading=option.heading,
                is_chosen=option.key in chosen,
                number=alone[option.key]
                if option.key in chosen or not chosen
                else (sets[option.key] & others & ~taken).bit_count(),
                is_further=bool(chosen) and option.key not in chosen,
            )
            for option in options
            if option.key in wanted
        ]
        return Group(
            name=name,
            label=facet.label,
            values=values,
            is_open=facet.is_open or bool(chosen) or self.values.get("more") == name,
            total=len(alone),
            all_query=self.query(more=name) if len(wanted) < len(alone) else "",
        )

    def _wanted(self, name, facet, numbers, chosen):
        """The keys to show: the most frequent and what is chosen, unless all were asked for."""
        if not facet.most or self.values.get("more") == name:
            return set(numbers)
        by_number = sorted(numbers, key=lambda key: (-numbers[key], key))
        return set(by_number[: facet.most]) | set(chosen)

    def query(self, *, toggle=None, **changes) -> str:
        """The address's query, "" or with its question mark, in the order of the fields and without the page.

        ``toggle``: a pair of facet and value to choose, or to leave. ``changes``: single values, "" to leave them out.
        """
        pairs = [
            (name, text)
            for name in self.fields
            for text in ([changes.get(name)] if name in changes else self._texts(name, toggle))
            if text
        ]
        return f"?{urlencode(pairs)}" if pairs else ""

    def _texts(self, name, toggle):
        value = self.values.get(name, "")
        if name not in self.facets:
            return [self.data.get(name)] if value else []
        texts = list(value.values()) if value else []
        if toggle and toggle[0] == name:
            texts = [text for text in texts if text != toggle[1]] if toggle[1] in texts else [*texts, toggle[1]]
        return texts

    def _chips(self, groups):
        typed = [
            Chip(str(self.fields[name].label), self.data.get(name), "", self.query(**{name: ""}))
            for name in self.values
            if name not in self.facets and name not in self.ORDERING
        ]
        chosen = [
            Chip(str(group.label), value.label, value.lang, self.query(toggle=(group.name, value.text)))
            for group in groups
            for value in group.chosen
        ]
        return typed + chosen

    def _orders(self):
        if not self.orders:
            return []
        default = self.orders[0][0]
        current = self.values.get("sort", default)
        return [
            (label, self.query(sort="" if value == default else value), value == current)
            for value, label in self.orders
        ]
