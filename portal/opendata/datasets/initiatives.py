"""Initiatives, their measured results, and the lists that they are sorted by."""

from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from initiatives.forms import InitiativeFilterForm
from initiatives.models import (
    Area,
    AssociationTask,
    Exchange,
    Initiative,
    Result,
    Sdg,
    TargetGroup,
    Theme,
    TransferNeed,
)
from portal.lookup import find_published
from portal.opendata.columns import Column, Kind, field, translated
from portal.opendata.datasets.base import Dataset, Selection, number_of, page_columns, unfiltered
from portal.opendata.datasets.cities import coordinates_of, date_columns, origin_columns


def select_initiatives(query):
    form = InitiativeFilterForm(query)
    return Selection(form.narrow(Initiative.objects.published()).for_data(), form)


def find_initiative(number):
    return find_published(Initiative.objects.for_data(), pk=number_of(number))


def tags(name, dataset):
    """The entries of a reference list that an initiative bears, by their slugs."""
    return Column(
        name,
        capfirst(Initiative._meta.get_field(name).verbose_name),
        lambda initiative: [entry.slug for entry in getattr(initiative, name).all()],
        kind=Kind.LIST,
        refers_to=dataset,
    )


def exchanges(name, about, direction):
    return Column(
        name,
        about,
        lambda initiative: [each.kind for each in initiative.exchanges.all() if each.direction == direction],
        kind=Kind.LIST,
        choices=tuple(Exchange.Kind.choices),
    )


def number_column(about, of, **options):
    return Column("number", about, of, kind=Kind.INTEGER, is_required=True, **options)


INITIATIVES = Dataset(
    name="initiatives",
    title=_("Initiatives"),
    about=_("Lifelong-learning initiatives of Ukrainian cities, told so that another city can repeat them."),
    page="initiatives:catalogue",
    key="number",
    find=find_initiative,
    select=select_initiatives,
    places=coordinates_of,
    columns=[
        number_column(_("Public number"), lambda initiative: initiative.number),
        field(Initiative, "slug", is_required=True),
        *translated(Initiative, "title", "summary"),
        Column(
            "city_katottg",
            _("KATOTTG code of the leading city’s hromada"),
            lambda initiative: initiative.shown_city and initiative.shown_city.katottg,
            refers_to="cities",
        ),
        Column(
            "oblast",
            _("Oblast of the leading city (ISO 3166-2)"),
            lambda initiative: initiative.shown_city and initiative.shown_city.oblast,
        ),
        Column(
            "partner_cities",
            _("KATOTTG codes of the cities that take part"),
            lambda initiative: [city.katottg for city in initiative.shown_partner_cities],
            kind=Kind.LIST,
            refers_to="cities",
        ),
        Column(
            "organisation",
            _("Organisation in charge"),
            lambda initiative: initiative.shown_organisation and initiative.shown_organisation.slug,
            refers_to="partners",
        ),
        Column(
            "partners",
            _("Partners"),
            lambda initiative: [role.partner.slug for role in initiative.shown_partner_roles],
            kind=Kind.LIST,
            refers_to="partners",
        ),
        field(Initiative, "stage"),
        field(Initiative, "start"),
        field(Initiative, "end"),
        tags("areas", "areas"),
        tags("themes", "themes"),
        tags("sdgs", "sdgs"),
        tags("tasks", "tasks"),
        tags("target_groups", "target-groups"),
        field(Initiative, "education_kind"),
        field(Initiative, "delivery"),
        field(Initiative, "learning_language"),
        *translated(
            Initiative, "problem", "objectives", "activities", "evaluation", "innovation", "lessons", "transfer"
        ),
        Column(
            "transfer_needs",
            _("What another city needs: the checklist"),
            lambda initiative: [need.kind for need in initiative.transfer_needs.all()],
            kind=Kind.LIST,
            choices=tuple(TransferNeed.Kind.choices),
        ),
        exchanges("offers", _("What it offers other cities"), Exchange.Direction.OFFER),
        exchanges("seeks", _("What it seeks from other cities"), Exchange.Direction.SEEK),
        field(Initiative, "works_without_power"),
        field(Initiative, "works_without_internet"),
        field(Initiative, "works_in_shelter"),
        *translated(Initiative, "resilience_note"),
        field(Initiative, "accessibility"),
        *translated(Initiative, "accessibility_note"),
        *translated(Initiative, "place", when=lambda initiative: initiative.shows_place),
        field(Initiative, "latitude", when=lambda initiative: initiative.shows_coordinates),
        field(Initiative, "longitude", when=lambda initiative: initiative.shows_coordinates),
        Column(
            "links",
            _("Links and sources"),
            lambda initiative: [link.source_url for link in initiative.links.all()],
            kind=Kind.LIST,
        ),
        *page_columns("initiatives:initiative"),
        *origin_columns(Initiative),
        *date_columns(Initiative),
    ],
)

RESULTS = Dataset(
    name="results",
    title=_("Results"),
    about=_("Measured results of initiatives, with their year and how they were counted."),
    select=unfiltered(Result.objects.of_published),
    columns=[
        Column(
            "initiative",
            _("Public number of the initiative"),
            lambda result: result.initiative_id,
            kind=Kind.INTEGER,
            is_required=True,
            refers_to="initiatives",
        ),
        field(Result, "kind"),
        field(Result, "value"),
        field(Result, "year"),
        *translated(Result, "description", "method"),
    ],
)


def reference_list(name, model, about):
    """The data of a reference list, entries that are retired among them: old initiatives bear them."""
    return Dataset(
        name=name,
        title=capfirst(model._meta.verbose_name_plural),
        about=about,
        page=model.list_url_name,
        key="slug",
        find=lambda slug: get_object_or_404(model, slug=slug),
        select=unfiltered(lambda: model.objects.order_by("number", "pk")),
        columns=[
            field(model, "slug"),
            field(model, "number"),
            field(model, "edition"),
            *translated(model, "name", "description"),
            *([field(Area, "group"), *translated(Area, "goal")] if model is Area else []),
            field(model, "retired_on"),
            *page_columns(model.url_name),
        ],
    )


AREAS = reference_list("areas", Area, _("The twelve areas of UNESCO’s key features; six are goals of a learning city."))
TASKS = reference_list("tasks", AssociationTask, _("What the association does for cities that learn."))
SDGS = reference_list("sdgs", Sdg, _("The Sustainable Development Goals of the United Nations."))
TARGET_GROUPS = reference_list("target-groups", TargetGroup, _("For whom initiatives are made."))
THEMES = reference_list("themes", Theme, _("Themes of the UNESCO Global Network of Learning Cities."))
