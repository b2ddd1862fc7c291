"""What the lists of cities and partners are narrowed by."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from cities.models import City, Network, NetworkMembership, Partner
from cities.models.sectors import Sector
from cities.oblasts import oblast_options
from portal.facets import Choices, Column, Facet, FacetForm, Links, Option, Part, Rows, Years
from portal.languages import fold
from portal.publishing.models import Status


def _networks():
    return Part(NetworkMembership.objects.current(), "city", "network")


def _years_of_joining():
    return Part(NetworkMembership.objects.current(), "city", Substr("since", 1, 4))


class HasInitiatives(Column):
    """Whether a city leads a published initiative or takes part in one; asked anew for each page."""

    def __init__(self):
        pass

    @property
    def expression(self):
        busy = Q(pk__in=City.objects.with_initiatives().values("pk"))
        return Case(When(busy, then=Value("with")), default=Value("without"))


class DirectoryFilter(FacetForm):
    """What the directory of cities is narrowed by.

    Any oblast and any network is understood; the facets offer those where ``cities`` are.
    """

    q = forms.CharField(label=_("Name of a city or hromada"), max_length=100, required=False, widget=forms.SearchInput)
    # Chosen by links, never typed.
    initial = forms.CharField(label=_("First letter"), max_length=1, required=False, widget=forms.HiddenInput)
    network = Facet(Links(_networks), Rows(Network.objects.all), label=_("Network"), is_open=True)
    oblast = Facet(Column("oblast"), Choices(oblast_options), label=_("Oblast"), is_open=True, most=8)
    year = Facet(Links(_years_of_joining), Years(), label=_("Year of joining"), most=8)
    initiatives = Facet(
        HasInitiatives(),
        Choices(
            lambda: [
                Option("with", "with", _("with initiatives")),
                Option("without", "without", _("without initiatives yet")),
            ]
        ),
        label=_("Initiatives"),
    )

    def __init__(self, data, *, cities):
        self.cities = cities
        super().__init__(data)

    def clean_q(self):
        return fold(self.cleaned_data["q"])

    def clean_initial(self):
        letter = self.cleaned_data["initial"].upper()
        if letter and letter not in self.cities.initials():
            raise ValidationError(_("No name begins with this letter."), code="unknown_initial")
        return letter

    def search(self, rows):
        rows = self._named(rows)
        return rows.starting_with(self.values["initial"]) if "initial" in self.values else rows

    def found(self):
        """The cities that the filters leave."""
        return self.narrowed(self.cities)

    def _named(self, rows):
        return rows.named(self.values["q"]) if "q" in self.values else rows

    def initials(self) -> list[str]:
        """The letters with which the cities begin that the other filters leave."""
        return self.by_facets(self._named(self.cities)).initials()


def _cities_of_partners():
    return Part(Partner.cities.through.objects.filter(city__status=Status.PUBLISHED), "partner", "city")


class PartnerFilter(FacetForm):
    """What the list of partners is narrowed by.

    Any published city is understood; the facet offers those with partners.
    """

    kind = Facet(Column("kind"), Choices.of(Sector), label=_("Sector"), is_open=True)
    city = Facet(
        Links(_cities_of_partners),
        Rows(lambda: City.objects.published().by_name()),
        label=_("City"),
        is_open=True,
        most=12,
    )

    def found(self, partners):
        """The partners that the filters leave."""
        return self.narrowed(partners)
