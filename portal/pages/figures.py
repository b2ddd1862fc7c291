"""The figures of the home page: counted in the database, each with the year it holds for."""

from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from cities.models import City, Network, NetworkMembership, Partner
from initiatives.models import Initiative


@dataclass(frozen=True)
class Figures:
    """Published rows only. ``unesco_year`` is the year in which every membership had been checked, None without any."""

    unesco_cities: int
    unesco_year: int | None
    initiatives: int
    partners: int
    year: int


def count_all() -> Figures:
    """The figures of today, in three queries."""
    unesco = (
        NetworkMembership.objects.current()
        .filter(network__slug=Network.GNLC, city__in=City.objects.published())
        .aggregate(cities=Count("city", distinct=True), checked_on=Min("checked_on"))
    )
    return Figures(
        unesco_cities=unesco["cities"],
        unesco_year=unesco["checked_on"] and unesco["checked_on"].year,
        initiatives=Initiative.objects.published().count(),
        partners=Partner.objects.published().count(),
        year=timezone.localdate().year,
    )
