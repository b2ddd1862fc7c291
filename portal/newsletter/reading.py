"""What a digest tells its readers: the items that may be read today, and whom each of them touches."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Prefetch
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cities.models import City
from initiatives.models import Initiative
from news.models import Article, Event
from portal.languages import text_language
from portal.structured_data import absolute
from portal.templatetags.portal import day

# The kinds in the order of the letter.
LABELS = {
    Article: _("News"),
    Initiative: pgettext_lazy("newsletter", "New initiatives"),
    Event: _("Events to come"),
    City: _("New member cities"),
}
KINDS = list(LABELS)


@dataclass(frozen=True)
class Entry:
    """An item as readers may have it; ``cities`` and ``areas`` are the keys of all that it touches."""

    publication: object
    shown_cities: tuple
    cities: frozenset
    areas: frozenset

    @property
    def kind(self):
        return type(self.publication)

    @property
    def title_field(self) -> str:
        return "name" if self.kind is City else "title"

    @property
    def title(self) -> str:
        return getattr(self.publication, self.title_field)

    @property
    def lead(self) -> str:
        return getattr(self.publication, self.publication.lead_field)

    @property
    def url(self) -> str:
        return absolute(self.publication.get_absolute_url())

    @property
    def when(self) -> str:
        if self.kind is Event:
            return self.publication.when
        return day(self.publication.date) if self.kind is Article else ""

    @property
    def is_in_ukrainian(self) -> bool:
        """Whether a reader of English gets some of it in Ukrainian, since it was never translated."""
        shown = [name for name in (self.title_field, self.publication.lead_field) if getattr(self.publication, name)]
        return any(text_language(self.publication, name) != get_language() for name in shown)

    def touches(self, cities, areas) -> bool:
        """Whether it belongs in the letter of somebody who chose these; what belongs to no city is for everybody."""
        is_for_all = not self.cities or not (cities or areas)
        return is_for_all or bool(self.cities & cities) or bool(self.areas & areas)


@dataclass(frozen=True)
class Section:
    """The entries of one kind."""

    kind: type
    entries: list[Entry]

    @property
    def label(self) -> str:
        return LABELS[self.kind]


def _with_what_it_touches(initiatives):
    return initiatives.select_related("city").prefetch_related("partner_cities", "areas")


def readable_entries(digest) -> list[Entry]:
    """The chosen items that readers may still see: not withdrawn, not over, not cancelled."""
    initiatives = _with_what_it_touches(Initiative.objects.published())
    publications = GenericPrefetch(
        "publication",
        [
            Article.objects.published().prefetch_related(
                Prefetch("cities", City.objects.by_name()), Prefetch("initiatives", initiatives)
            ),
            initiatives,
            Event.objects.published()
            .going_ahead()
            .select_related("city")
            .prefetch_related(Prefetch("initiative", _with_what_it_touches(Initiative.objects.all()))),
            City.objects.published(),
        ],
    )
    items = digest.items.filter(is_chosen=True).prefetch_related(publications)
    entries = [_entry(item.publication) for item in items if item.publication]
    return sorted(entries, key=lambda entry: KINDS.index(entry.kind))


def sections(entries: Iterable[Entry]) -> list[Section]:
    """The entries by kind, which stand together already."""
    return [Section(kind, list(of_kind)) for kind, of_kind in groupby(entries, lambda entry: entry.kind)]


def _entry(publication):
    named, initiatives = _surroundings(publication)
    touched = [*named, *(city for initiative in initiatives for city in _cities_of(initiative))]
    if isinstance(publication, City):
        touched.append(publication)
    return Entry(
        publication=publication,
        shown_cities=tuple(city for city in named if city.is_published),
        cities=frozenset(city.pk for city in touched),
        areas=frozenset(area.pk for initiative in initiatives for area in initiative.areas.all()),
    )


def _surroundings(publication):
    """The cities to be named beside it, and the initiatives that it is about."""
    match publication:
        case Article():
            return publication.cities.all(), publication.initiatives.all()
        case Event():
            return _present(publication.city), _present(publication.initiative)
        case Initiative():
            return _present(publication.city), [publication]
    return [], []


def _cities_of(initiative):
    return [*_present(initiative.city), *initiative.partner_cities.all()]


def _present(row):
    return [row] if row else []
