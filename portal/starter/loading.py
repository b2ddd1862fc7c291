"""Content with which a new portal begins: real, sourced, and from then on the staff's own.

A row is added once. What staff then change, rename or delete stays so.
"""

import datetime
import tomllib
from pathlib import Path

from django.utils import timezone

from cities.models import Award, City, Network, NetworkMembership, Partner, WarStatus
from cities.register import settlements
from initiatives.models import (
    AnswerTemplate,
    Area,
    AssociationTask,
    Initiative,
    InitiativeLink,
    InitiativePartner,
    Resource,
    Result,
    Sdg,
    TargetGroup,
    Theme,
)
from news.models import Article, Event
from portal.pages.models import Page
from portal.publishing.models import Origin
from portal.search.keeping import gathered
from portal.starter.models import LoadedRow

DATA = Path(__file__).parent / "data"


def load_starter() -> int:
    """Add what is missing, all or nothing; gives the number of rows added."""
    before = LoadedRow.objects.count()
    with gathered():
        references = _read("references")
        for model, table in (
            (Network, "network"),
            (Area, "area"),
            (AssociationTask, "task"),
            (Sdg, "sdg"),
            (TargetGroup, "target_group"),
            (Theme, "theme"),
        ):
            for fields in _new(model, references[table]):
                _create(model, fields)
        for fields in _new(AnswerTemplate, _read("answers")["answer"], key="name_uk"):
            _create(AnswerTemplate, fields | {name: fields[name].strip() for name in ("text_uk", "text_en")})
        for fields in _new(City, _read("cities")["city"], key="katottg"):
            _load_city(fields)
        for fields in _new(Partner, _read("partners")["partner"]):
            cities = fields.pop("cities", [])
            partner = _create(Partner, fields | {"origin": Origin.SOURCES})
            partner.cities.set(City.objects.filter(slug__in=cities))
            partner.publish(by=None)
        for fields in _new(Initiative, _read("initiatives")["initiative"]):
            _load_initiative(fields)
        news = _read("news")
        for fields in _new(Article, news["article"]):
            _load_article(fields)
        for fields in _new(Event, news["event"]):
            _load_event(fields)
        for fields in _new(Page, sorted(_read("pages")["page"], key=lambda page: page["path"]), key="path"):
            _load_page(fields)
    return LoadedRow.objects.count() - before


def _read(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def _new(model, rows, key="slug"):
    """The rows that were never loaded and whose key no row of the model bears; from now on they count as loaded."""
    kind = model._meta.model_name
    known = {
        *LoadedRow.objects.filter(kind=kind).values_list("key", flat=True),
        *model.objects.values_list(key, flat=True),
    }
    for row in rows:
        if row[key] not in known:
            LoadedRow.objects.create(kind=kind, key=row[key])
            yield row


def _create(model, fields):
    row = model(**fields)
    row.full_clean()
    row.save()
    return row


def _by_slug(model, slug):
    """The row, or None where there is no slug or staff removed the row."""
    return model.objects.filter(slug=slug).first() if slug else None


def _load_city(fields):
    parts = {
        model: fields.pop(table, [])
        for model, table in (
            (NetworkMembership, "memberships"),
            (Award, "awards"),
            (WarStatus, "war_statuses"),
        )
    }
    settlement = settlements().get(fields.get("settlement_katottg", fields["katottg"]))
    place = {"latitude": f"{settlement.lat:.5f}", "longitude": f"{settlement.lon:.5f}"} if settlement else {}
    city = _create(City, fields | place | {"origin": Origin.SOURCES})
    for model, rows in parts.items():
        for row in rows:
            if "network" in row:
                row["network"] = Network.objects.get(slug=row["network"])
            _create(model, row | {"city": city})
    city.publish(by=None)


def _load_initiative(fields):
    lists = {
        "partner_cities": City.objects.filter(slug__in=fields.pop("partner_cities", [])),
        "areas": Area.objects.filter(slug__in=fields.pop("areas", [])),
        "themes": Theme.objects.filter(slug__in=fields.pop("themes", [])),
        "sdgs": Sdg.objects.filter(number__in=fields.pop("sdgs", [])),
        "tasks": AssociationTask.objects.filter(slug__in=fields.pop("tasks", [])),
        "target_groups": TargetGroup.objects.filter(slug__in=fields.pop("target_groups", [])),
    }
    partners, results = fields.pop("partners", []), fields.pop("results", [])
    resources, links = fields.pop("resources", []), fields.pop("links", [])
    fields["city"] = _by_slug(City, fields.get("city"))
    fields["organisation"] = _by_slug(Partner, fields.get("organisation"))
    initiative = _create(Initiative, fields | {"origin": Origin.SOURCES})
    for name, rows in lists.items():
        getattr(initiative, name).set(rows)
    for role in partners:
        if partner := _by_slug(Partner, role.pop("partner")):
            _create(InitiativePartner, role | {"initiative": initiative, "partner": partner})
    for model, rows in ((Result, results), (Resource, resources)):
        for row in rows:
            _create(model, row | {"initiative": initiative})
    for link in links:
        _create(
            InitiativeLink,
            {"initiative": initiative, "source_url": link["url"], "checked_on": link["checked_on"]},
        )
    initiative.publish(by=None)


def _load_article(fields):
    lists = {
        "cities": City.objects.filter(slug__in=fields.pop("cities", [])),
        "tasks": AssociationTask.objects.filter(slug__in=fields.pop("tasks", [])),
        "initiatives": Initiative.objects.filter(slug__in=fields.pop("initiatives", [])),
    }
    article = _create(Article, fields)
    for name, rows in lists.items():
        getattr(article, name).set(rows)
    article.publish(by=None)


def _load_event(fields):
    first, last = fields.pop("start"), fields.pop("end")
    fields |= {
        "city": _by_slug(City, fields.get("city")),
        "starts_at": timezone.make_aware(datetime.datetime.combine(first, datetime.time.min)),
        "ends_at": timezone.make_aware(datetime.datetime.combine(last, datetime.time(23, 59))),
        "all_day": True,
    }
    _create(Event, fields).publish(by=None)


def _load_page(fields):
    above, _, slug = fields.pop("path").rpartition("/")
    parent = Page.objects.filter(path=above).first()
    if above and not parent:
        return
    _create(Page, fields | {"slug": slug, "parent": parent}).publish(by=None)
