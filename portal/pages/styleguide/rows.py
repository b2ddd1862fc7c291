"""Rows that no database holds: what the samples of the style page show. All texts say that they are samples."""

import datetime
from urllib.parse import urlsplit

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cities.models import City, Network, NetworkMembership, Partner, WarStatus
from cities.models.sectors import Sector
from initiatives.models import Area, Exchange, Initiative, Resource, Result, TargetGroup, TransferNeed
from news.models import Article, Event
from portal.embroidery.previews import preview_address
from portal.languages import ENGLISH, UKRAINIAN
from portal.media.models import Photo
from portal.publishing.models import Status

BOTH = (UKRAINIAN, ENGLISH)
UKRAINIAN_ONLY = (UKRAINIAN,)
# Of no place: codes of oblasts begin at 01.
CODE = "UA" + "0" * 17
ADDRESS = "https://example.org/"


class Rows(tuple):
    """Rows as a relation hands them out."""

    __slots__ = ()

    def all(self):
        return self

    def for_constellation(self, most):
        return self[:most]


class Sample:
    """An unsaved row with what it cannot have without a database: relations, counts, an address.

    Whatever is not given comes from the row; properties of its model are computed from the sample, so that they use
    the relations that are given.
    """

    def __init__(self, row, **given):
        self._row = row
        vars(self).update(given)

    def __getattr__(self, name):
        on_model = getattr(type(self._row), name, None)
        return on_model.fget(self) if isinstance(on_model, property) else getattr(self._row, name)

    def __str__(self):
        return str(self._row)

    def get_absolute_url(self):
        return "#content"


def texts(languages, **messages):
    """The columns for these texts in each of the languages."""
    columns = {}
    for language in languages:
        with translation.override(language):
            columns |= {f"{field}_{language}": str(message) for field, message in messages.items()}
    return columns


def claim(**overrides):
    """A source, and the day that somebody looked at it."""
    return {"source_title": "", "source_url": ADDRESS, "checked_on": timezone.localdate()} | overrides


def photo(languages=BOTH, *, caption=True, **given):
    """A photo; where it would lie in a file stands a picture that the portal draws."""
    drawn = preview_address(title=translation.gettext("Sample photo"), kicker="", code=CODE)
    words = {"alt": _("A picture that stands for a photo")}
    if caption:
        words["caption"] = _("Sample caption: what the photo shows, where and when.")
    row = Photo(
        width=1200,
        height=630,
        author=translation.gettext("Sample author"),
        licence=Photo.Licence.CC_BY_4,
        source_url=ADDRESS,
        **texts(languages, **words),
    )
    address = urlsplit(drawn).path
    return Sample(row, **{"src": address, "large_url": address, "sources": (), "jpeg_srcset": ""} | given)


def network(languages=BOTH):
    return Network(**texts(languages, name=_("Sample network"), short_name=_("Network")))


def membership(**dates):
    return NetworkMembership(network=network(), **claim(), **dates)


def war_status(kind, languages=BOTH, **overrides):
    note = texts(languages, note=_("Sample note: where the community works now."))
    return WarStatus(**{"kind": kind, "since": "2024-03"} | claim() | note | overrides)


def city(languages=BOTH, **given):
    row = City(katottg=CODE, slug="sample", status=Status.PUBLISHED, **texts(languages, name=_("Sample city")))
    return Sample(
        row,
        **{
            "get_oblast_display": _("Sample oblast"),
            "photo": None,
            "memberships": Rows(),
            "war_statuses": Rows(),
            "partners_wanted": Rows(),
            "initiative_count": 0,
        }
        | given,
    )


def partner(languages=BOTH, **given):
    described = texts(
        languages,
        name=_("Sample partner"),
        description=_("Sample text: an organisation with which cities learn, told in one or two sentences."),
    )
    row = Partner(kind=Sector.EDUCATION, status=Status.PUBLISHED, **described)
    return Sample(row, **{"logo": None, "cities": Rows()} | given)


def area(languages=BOTH, **given):
    """An entry of a list that has motifs."""
    row = Area(
        slug="families-communities",
        group=Area.Group.BLOCKS,
        **texts(languages, name=_("Sample area"), goal=_("Sample goal of a learning city")),
    )
    return Sample(row, **{"initiative_count": 3} | given)


def target_group(languages=BOTH, **given):
    """An entry of a list without motifs."""
    words = texts(languages, name=_("Sample target group"), description=_("Sample text: whom this is for."))
    return Sample(TargetGroup(slug="sample", **words), **{"initiative_count": 0} | given)


def initiative(languages=BOTH, stage=Initiative.Stage.ONGOING, *, fields=None, **given):
    """An initiative of which only title, summary and city are told, unless more is given."""
    story = texts(
        languages,
        title=_("Sample initiative"),
        summary=_("Sample summary: what is done, for whom and what comes of it, in two sentences."),
    )
    row = Initiative(slug="sample", status=Status.PUBLISHED, stage=stage, **story | (fields or {}))
    relations = ("areas", "themes", "sdgs", "tasks", "target_groups", "initiative_photos", "partner_cities")
    parts = ("transfer_needs", "resources", "exchanges", "results")
    return Sample(
        row,
        **{"number": "000", "city": city(), "organisation": None}
        | {name: Rows() for name in (*relations, *parts)}
        | given,
    )


def told_initiative(languages=BOTH):
    """An initiative of which everything is told that its facts and its card for other cities can show."""
    fields = texts(
        languages,
        transfer=_("Sample text: what another city has to prepare before it begins."),
        resilience_note=_("Sample note: what happens when the light goes out."),
        accessibility_note=_("Sample note: which part can be reached without steps."),
        place=_("Sample district"),
    )
    money = Resource(kind=Resource.Kind.MONEY, amount=12345, currency=Resource.Currency.UAH)
    people = Resource(kind=Resource.Kind.PEOPLE, amount=3, **texts(languages, source=_("Sample partner")))
    premises = Resource(kind=Resource.Kind.PREMISES, **texts(languages, note=_("Sample note: which room, how often.")))
    counted = texts(
        languages, description=_("Sample result"), method=_("Sample method: by the lists of those present.")
    )
    return initiative(
        languages,
        fields=fields
        | {
            "start": "2024-09",
            "end": "2025-06-30",
            "education_kind": Initiative.EducationKind.NON_FORMAL,
            "delivery": Initiative.Delivery.MIXED,
            "learning_language": Initiative.LearningLanguage.UKRAINIAN,
            "location_precision": Initiative.LocationPrecision.DISTRICT,
            "works_without_power": True,
            "works_without_internet": True,
            "works_in_shelter": False,
            "accessibility": Initiative.Accessibility.PARTIAL,
        },
        organisation=partner(languages),
        areas=Rows([area(languages)]),
        themes=Rows([target_group(languages)]),
        sdgs=Rows([target_group(languages)]),
        tasks=Rows([target_group(languages)]),
        target_groups=Rows([target_group(languages)]),
        transfer_needs=Rows(TransferNeed(kind=kind) for kind in TransferNeed.Kind.values),
        resources=Rows([money, people, premises]),
        exchanges=Rows(
            [
                Exchange(direction=Exchange.Direction.OFFER, kind=Exchange.Kind.ADVICE),
                Exchange(direction=Exchange.Direction.OFFER, kind=Exchange.Kind.STUDY_VISIT),
                Exchange(direction=Exchange.Direction.SEEK, kind=Exchange.Kind.PROJECT_PARTNER),
            ]
        ),
        results=Rows(
            [
                Result(kind=Result.Kind.PARTICIPANTS, value=1200, year=2025),
                Result(kind=Result.Kind.OTHER, value=12, year=2024, **counted),
            ]
        ),
    )


def article(languages=BOTH, **given):
    words = texts(languages, title=_("Sample news"), lead=_("Sample lead: what happened, in one sentence."))
    return Sample(Article(date=timezone.localdate(), **words), **{"photo": None, "cities": Rows()} | given)


def event(languages=BOTH, *, days=0, **fields):
    """An event of next month that lasts an afternoon, or so many whole ``days``."""
    starts_at = timezone.localtime().replace(hour=14, minute=0) + datetime.timedelta(days=30)
    words = texts(languages, title=_("Sample event"), summary=_("Sample summary: what happens and who may come."))
    length = datetime.timedelta(days=days - 1) if days else datetime.timedelta(hours=3)
    host = fields.pop("city", None)
    row = Event(starts_at=starts_at, ends_at=starts_at + length, all_day=bool(days), **words | fields)
    return Sample(row, city=host)
