from functools import partial

from django import forms
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import City
from cities.models.sectors import Sector
from cities.oblasts import oblast_options
from initiatives.models import Area, AssociationTask, Exchange, Initiative, InitiativePartner, Sdg, TargetGroup
from portal.facets import Choices, Column, Facet, FacetForm, Links, Option, Part, Rows, Years
from portal.publishing.models import Origin, Status
from portal.search.finding import matching


def cities_by_name():
    return City.objects.published().by_name()


# Cities lead initiatives and take part in them; organisations are in charge of them and take part.


def _led(value="city"):
    return Part(Initiative.objects.filter(city__status=Status.PUBLISHED), "pk", value)


def _joint(value="city"):
    return Part(Initiative.partner_cities.through.objects.filter(city__status=Status.PUBLISHED), "initiative", value)


def _in_charge():
    return Part(Initiative.objects.filter(organisation__status=Status.PUBLISHED), "pk", "organisation__kind")


def _taking_part():
    return Part(InitiativePartner.objects.filter(partner__status=Status.PUBLISHED), "initiative", "partner__kind")


def _exchanges():
    return Part(Exchange.objects.all(), "initiative", "direction")


IN_ENGLISH = Case(When(Q(title_en="") | Q(title_en__isnull=True), then=Value("uk")), default=Value("en"))
CONFIRMED = Case(
    When(Q(origin=Origin.SOURCES, confirmed_at__isnull=True), then=Value("sources")), default=Value("confirmed")
)


class InitiativeFilterForm(FacetForm):
    """What the catalogue is narrowed by; every value is one that people can read in the address."""

    q = forms.CharField(label=_("What you look for"), required=False, max_length=100, widget=forms.SearchInput)
    area = Facet(
        Links.of(Initiative.areas.field),
        Rows(lambda: Area.objects.current().in_list_order(), headed=True),
        label=_("Area"),
        is_open=True,
    )
    city = Facet(Links(_led, _joint), Rows(cities_by_name), label=_("City"), is_open=True, most=8)
    oblast = Facet(
        Links(partial(_led, "city__oblast"), partial(_joint, "city__oblast")),
        Choices(oblast_options),
        label=_("Oblast"),
        most=8,
    )
    group = Facet(
        Links.of(Initiative.target_groups.field),
        Rows(TargetGroup.objects.current),
        label=_("Target group"),
        is_open=True,
        most=8,
    )
    stage = Facet(Column("stage"), Choices.of(Initiative.Stage), label=_("Stage"))
    form = Facet(Column("delivery"), Choices.of(Initiative.Delivery), label=_("Form of learning"))
    works = Facet(
        Column("works_without_power"),
        Choices(lambda: [Option(True, "without-power", _("works without power"))]),
        label=_("In a blackout"),
    )
    exchange = Facet(
        Links(_exchanges),
        Choices(
            lambda: [
                Option(Exchange.Direction.OFFER, "offers", _("offers something to others")),
                Option(Exchange.Direction.SEEK, "seeks", _("seeks something from others")),
            ]
        ),
        label=_("Exchange between cities"),
    )
    partner = Facet(Links(_in_charge, _taking_part), Choices.of(Sector), label=_("Partners by sector"))
    task = Facet(
        Links.of(Initiative.tasks.field),
        Rows(AssociationTask.objects.current, numbered=True),
        label=_("Task of the association"),
    )
    sdg = Facet(
        Links.of(Initiative.sdgs.field),
        Rows(Sdg.objects.current, numbered=True),
        label=_("Sustainable Development Goal"),
        most=8,
    )
    year = Facet(Column(Substr("start", 1, 4)), Years(), label=_("Year of beginning"), most=8)
    language = Facet(
        Column(IN_ENGLISH),
        Choices(lambda: [Option("en", "en", _("in English too")), Option("uk", "uk", _("in Ukrainian only"))]),
        label=_("Language of the text"),
    )
    origin = Facet(
        Column(CONFIRMED),
        Choices(
            lambda: [
                Option("confirmed", "confirmed", _("by the city or confirmed by it")),
                Option("sources", "sources", _("from public sources")),
            ]
        ),
        label=_("Who says so"),
    )
    sort = forms.ChoiceField(
        label=pgettext_lazy("of a list", "Order"),
        required=False,
        choices=[("best", _("best match first")), ("newest", _("newest first")), ("title", _("by title"))],
        widget=forms.HiddenInput,
    )

    @property
    def orders(self):
        """Without words nothing matches better than anything else."""
        return self.fields["sort"].choices if "q" in self.values else self.fields["sort"].choices[1:]

    @property
    def order(self) -> str:
        asked, default = self.values.get("sort"), self.orders[0][0]
        return asked if asked in dict(self.orders) else default

    def search(self, rows):
        return matching(rows, self.values["q"]) if "q" in self.values else rows

    def narrow(self, initiatives, known=None):
        """Those of the initiatives that match every value that was understood, in the order asked for."""
        found = self.narrowed(initiatives, known)
        if self.order == "title":
            return found.by_title()
        return found.best_first() if self.order == "best" else found.newest_first()
