"""The dated facts that a city itself may say are still true.

Not among them: membership of the association, which its staff confirm, and the war status, which the state's list
decides (Cabinet resolution 1364).
"""

from dataclasses import dataclass

from cities.models import City
from portal.publishing.models import Sourced

FACTS = {
    "page": lambda city: City.objects.filter(pk=city.pk),
    "membership": lambda city: city.memberships.current().told_by_cities().with_networks(),
    "award": lambda city: city.awards.all(),
    "indicator": lambda city: city.indicators.as_in_form(),
}


@dataclass(frozen=True)
class Fact:
    """A claim and the kind under which addresses name it."""

    kind: str
    claim: Sourced


def facts_of(city, kind):
    """The rows of a kind that the city may confirm; none for an unknown kind."""
    return FACTS[kind](city) if kind in FACTS else City.objects.none()


def stale_facts(city) -> list[Fact]:
    """What was last checked longer ago than its kind allows, or never."""
    return [Fact(kind, claim) for kind, rows in FACTS.items() for claim in rows(city).stale()]
