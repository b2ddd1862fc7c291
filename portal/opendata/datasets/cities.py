"""Cities, what is claimed of them, partners."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.forms.filters import DirectoryFilter, PartnerFilter
from cities.models import Award, City, Indicator, Network, NetworkMembership, Partner, WarStatus
from cities.oblasts import Oblast
from portal.lookup import find_published
from portal.opendata.columns import Column, Kind, field, translated
from portal.opendata.datasets.base import Dataset, Selection, page_columns, unfiltered


def select_cities(query):
    form = DirectoryFilter(query, cities=City.objects.published())
    return Selection(form.found().by_name().for_data(), form)


def find_city(katottg):
    return find_published(
        City.objects.for_data(),
        page_of=lambda city: reverse("api:record", args=["cities", city.katottg]),
        known_by="katottg",
        katottg=katottg,
    )


def coordinates_of(row):
    return [row.shown_coordinates] if row.shown_coordinates else []


def member_since(city, slug):
    return next((each.since for each in city.memberships.all() if each.network.slug == slug), None)


def origin_columns(model):
    return [
        field(model, "origin"),
        Column(
            "is_confirmed",
            _("Whether the words are the city’s own or confirmed by it"),
            lambda row: not row.is_unconfirmed,
            kind=Kind.BOOLEAN,
            is_required=True,
        ),
    ]


def source_columns(model):
    return [field(model, "source_title"), field(model, "source_url"), field(model, "checked_on")]


def date_columns(model):
    return [
        field(model, "published_at", is_required=True),
        Column("changed_at", _("Changed at"), lambda row: row.changed_at, kind=Kind.MOMENT, is_required=True),
    ]


CITIES = Dataset(
    name="cities",
    title=_("Cities"),
    about=_("Communities (hromadas) that have a page on the portal, each named after the city that is its centre."),
    page="cities:directory",
    key="katottg",
    find=find_city,
    select=select_cities,
    places=coordinates_of,
    columns=[
        field(City, "katottg"),
        field(City, "settlement_katottg"),
        *translated(City, "name", "hromada"),
        field(City, "oblast", about=_("Oblast (ISO 3166-2)")),
        Column(
            "oblast_katottg",
            _("KATOTTG code of the oblast"),
            lambda city: Oblast(city.oblast).katottg,
            is_required=True,
        ),
        Column(
            "latitude",
            _("Latitude of the centre (WGS 84); to a tenth of a degree where more could endanger people"),
            lambda city: city.shown_coordinates and city.shown_coordinates[0],
            kind=Kind.NUMBER,
        ),
        Column(
            "longitude",
            _("Longitude of the centre (WGS 84); to a tenth of a degree where more could endanger people"),
            lambda city: city.shown_coordinates and city.shown_coordinates[1],
            kind=Kind.NUMBER,
        ),
        Column(
            "networks",
            _("Networks that the city is in today"),
            lambda city: [each.network.slug for each in city.memberships.all()],
            kind=Kind.LIST,
            refers_to="networks",
        ),
        Column(
            "association_since",
            _("Member of the association since, where a source confirms the date"),
            lambda city: member_since(city, Network.ASSOCIATION),
            kind=Kind.PARTIAL_DATE,
        ),
        Column(
            "gnlc_since",
            _("Member of the UNESCO Global Network of Learning Cities since"),
            lambda city: member_since(city, Network.GNLC),
            kind=Kind.PARTIAL_DATE,
        ),
        Column(
            "war_status",
            _("What the war does to the community today"),
            lambda city: [status.kind for status in city.current_war_statuses],
            kind=Kind.LIST,
            choices=tuple(WarStatus.Kind.choices),
        ),
        Column(
            "partners_wanted",
            _("Sectors in which the city looks for partners"),
            lambda city: [wanted.kind for wanted in city.partners_wanted.all()],
            kind=Kind.LIST,
            choices=tuple(Partner._meta.get_field("kind").choices),
        ),
        *translated(City, "summary", "vision", "challenges", "plan_policy", "plan_practice"),
        field(City, "website"),
        *page_columns("cities:city"),
        *origin_columns(City),
        *source_columns(City),
        *date_columns(City),
    ],
)

NETWORKS = Dataset(
    name="networks",
    title=_("Networks"),
    about=_("Networks of cities that a city on the portal is in today."),
    key="slug",
    find=lambda slug: get_object_or_404(Network.objects.in_use(), slug=slug),
    select=unfiltered(Network.objects.in_use),
    columns=[
        field(Network, "slug"),
        *translated(Network, "name", "short_name", "description"),
        field(Network, "website"),
    ],
)


def city_column():
    return Column(
        "city_katottg",
        _("KATOTTG code of the hromada"),
        lambda claim: claim.city.katottg,
        is_required=True,
        refers_to="cities",
    )


MEMBERSHIPS = Dataset(
    name="memberships",
    title=_("Memberships"),
    about=_("Which city is or was in which network, from when to when; each with its source."),
    select=unfiltered(NetworkMembership.objects.of_published_cities),
    columns=[
        city_column(),
        Column(
            "network",
            _("Short name of the network"),
            lambda claim: claim.network.slug,
            is_required=True,
        ),
        field(NetworkMembership, "since"),
        field(NetworkMembership, "until"),
        *translated(NetworkMembership, "note"),
        *source_columns(NetworkMembership),
    ],
)

AWARDS = Dataset(
    name="awards",
    title=_("Awards"),
    about=_("Awards that cities received; each with its source."),
    select=unfiltered(Award.objects.of_published_cities),
    columns=[
        city_column(),
        *translated(Award, "name", "awarded_by", "reason"),
        field(Award, "awarded"),
        *source_columns(Award),
    ],
)

INDICATORS = Dataset(
    name="indicators",
    title=_("Figures"),
    about=_("Figures about cities, each with its year and source."),
    unique=("city_katottg", "kind", "year"),
    select=unfiltered(Indicator.objects.of_published_cities),
    columns=[
        city_column(),
        field(Indicator, "kind"),
        field(Indicator, "value"),
        field(Indicator, "year"),
        *translated(Indicator, "note"),
        *source_columns(Indicator),
    ],
)

WAR_STATUSES = Dataset(
    name="war-statuses",
    title=_("War status"),
    about=_("What Russia’s war does or did to communities, from when to when; each with its source."),
    unique=("city_katottg", "kind", "since"),
    select=unfiltered(WarStatus.objects.of_published_cities),
    columns=[
        city_column(),
        field(WarStatus, "kind"),
        field(WarStatus, "since"),
        field(WarStatus, "until"),
        *translated(WarStatus, "note"),
        *source_columns(WarStatus),
    ],
)


def select_partners(query):
    form = PartnerFilter(query)
    return Selection(form.found(Partner.objects.published()).by_name().for_data(), form)


PARTNERS = Dataset(
    name="partners",
    title=_("Partners"),
    about=_("Organisations with which cities learn."),
    page="cities:partners",
    key="slug",
    find=lambda slug: find_published(
        Partner.objects.for_data(),
        page_of=lambda row: reverse("api:record", args=["partners", row.slug]),
        slug=slug,
    ),
    select=select_partners,
    places=lambda partner: [point for city in partner.cities.all() if (point := city.shown_coordinates)],
    columns=[
        field(Partner, "slug", is_required=True),
        field(Partner, "kind"),
        *translated(Partner, "name", "description"),
        Column(
            "cities",
            _("KATOTTG codes of its cities"),
            lambda partner: [city.katottg for city in partner.cities.all()],
            kind=Kind.LIST,
            refers_to="cities",
        ),
        field(Partner, "website"),
        *page_columns("cities:partner"),
        *origin_columns(Partner),
        *source_columns(Partner),
        *date_columns(Partner),
    ],
)
