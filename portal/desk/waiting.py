"""What waits for the staff, as the first page of the admin shows it. One query for each kind of thing."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db.models import Count, Min, Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import (
    Award,
    City,
    CityQuestion,
    Indicator,
    Invitation,
    MembershipApplication,
    NetworkMembership,
    Partner,
    Representative,
    WarStatus,
)
from initiatives.models import Initiative
from news.models import Article, Event
from portal.doubles.models import Pair
from portal.links.models import Link
from portal.mail.models import Letter
from portal.newsletter.models import Digest
from portal.pages.models import Message, Page
from portal.publishing.parity import lacks_english


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits.

    ``rows`` are those that wait, ``since`` is their column that says since when ("" where none does), ``query`` narrows
    the admin's list to them, ``view`` names another page where the work is done.
    """

    label: str
    model: type[Model]
    rows: Callable[[], QuerySet]
    since: str = ""
    query: str = ""
    view: str = ""

    @property
    def url(self) -> str:
        return f"{reverse(self.view or admin_urlname(self.model._meta, 'changelist'))}{self.query}"

    def is_for(self, user) -> bool:
        """Whether the person may do what is waited for."""
        return user.has_perm(f"{self.model._meta.app_label}.change_{self.model._meta.model_name}")


def _english(model) -> Callable[[], QuerySet]:
    return lambda: model.objects.published().filter(lacks_english(model))


# People who wait for an answer first, then what is wrong, then what could be better.
ANSWERS = (
    Kind(
        _("Applications for membership"),
        MembershipApplication,
        MembershipApplication.objects.waiting_for_staff,
        "created_at",
        "?attention=waiting_for_staff",
    ),
    Kind(
        _("Initiatives handed in"),
        Initiative,
        lambda: Initiative.objects.waiting_for_staff().filter(replaces=None).with_submission_time(),
        "submitted_at",
        view="initiatives:review_queue",
    ),
    Kind(
        _("Proposed changes"),
        Initiative,
        lambda: Initiative.objects.waiting_for_staff().exclude(replaces=None).with_submission_time(),
        "submitted_at",
        view="initiatives:review_queue",
    ),
    Kind(_("Messages without an answer"), Message, Message.objects.unanswered, "created_at", "?answer=wanted"),
    Kind(
        _("Questions that cities have not answered"),
        CityQuestion,
        CityQuestion.objects.unanswered,
        "created_at",
        "?answer=wanted",
    ),
    Kind(
        _("People who wait to act for their city"),
        Representative,
        Representative.objects.waiting,
        "created_at",
        "?confirmed=no",
    ),
    Kind(_("Issues of the newsletter not sent yet"), Digest, Digest.objects.drafts, "month", "?state__exact=draft"),
    Kind(_("Invitations that ran out"), Invitation, Invitation.objects.expired, "expires_at", "?state=expired"),
)
FAULTS = (
    Kind(_("Letters that no mail server took"), Letter, Letter.objects.given_up, "given_up_at", "?outcome=given_up"),
    Kind(_("Addresses that do not work any more"), Link, Link.objects.dead, "failing_since", "?state=dead"),
    Kind(_("Addresses that moved for good"), Link, Link.objects.moved, "checked_at", "?state=moved"),
    *(
        Kind(label, model, rows, "checked_on", "?attention=stale")
        for label, model, rows in (
            (_("Cities to compare with their source"), City, lambda: City.objects.published().stale()),
            (_("Partners to compare with their source"), Partner, lambda: Partner.objects.published().stale()),
            (_("Memberships to compare with their source"), NetworkMembership, NetworkMembership.objects.stale),
            (_("War status to compare with its source"), WarStatus, WarStatus.objects.stale),
            (_("Awards to compare with their source"), Award, Award.objects.stale),
            (_("Figures to compare with their source"), Indicator, Indicator.objects.stale),
        )
    ),
)
IMPROVEMENTS = (
    Kind(_("Pairs that are probably the same"), Pair, Pair.objects.open),
    *(
        Kind(label, model, model.objects.unconfirmed, "created_at", "?attention=unconfirmed")
        for label, model in (
            (_("Cities that have not confirmed their page"), City),
            (_("Initiatives that their city has not confirmed"), Initiative),
            (_("Partners from public sources, not confirmed"), Partner),
        )
    ),
    *(
        Kind(label, model, _english(model), "updated_at", "?attention=lacks_english&status__exact=published")
        for label, model in (
            (_("Cities without some of their English"), City),
            (_("Initiatives without some of their English"), Initiative),
            (_("Partners without some of their English"), Partner),
            (_("News without some of their English"), Article),
            (_("Events without some of their English"), Event),
            (_("Pages without some of their English"), Page),
        )
    ),
)
# What the portal is to do by itself, and what it could not.
CONTENT = (
    (_("Cities"), City),
    (_("Partners"), Partner),
    (_("Initiatives"), Initiative),
    (_("News"), Article),
    (_("Events"), Event),
    (_("Pages"), Page),
)
REFUSED = tuple(
    Kind(label, model, model.objects.with_refused_plan, query="?attention=with_refused_plan")
    for label, model in CONTENT
)
PLANNED = tuple(Kind(label, model, model.objects.planned, query="?attention=planned") for label, model in CONTENT)
GROUPS = (
    (_("People wait for an answer"), ANSWERS),
    (_("Something went wrong or out of date"), FAULTS),
    (_("Planned, but it could not be published or withdrawn"), REFUSED),
    (_("Planned to be published or withdrawn"), PLANNED),
    (_("Could be better"), IMPROVEMENTS),
)


@dataclass(frozen=True)
class Waiting:
    """How many of a kind wait, and since when the oldest does (None where nothing says so)."""

    label: str
    url: str
    count: int
    since: datetime.date | None

    @property
    def days(self) -> int:
        return (timezone.localdate() - self.since).days


def waiting_for(user) -> list[tuple[str, list[Waiting]]]:
    """What waits for somebody of the staff, in groups with their headings, the oldest first; empty groups are left out.

    Only what the person may change.
    """
    groups = [(heading, [found for kind in kinds if (found := _look(kind, user))]) for heading, kinds in GROUPS]
    return [(heading, sorted(found, key=_age)) for heading, found in groups if found]


def _look(kind, user) -> Waiting | None:
    if not kind.is_for(user):
        return None
    asked = {"count": Count("pk")} | ({"since": Min(kind.since)} if kind.since else {})
    found = kind.rows().order_by().aggregate(**asked)
    if not found["count"]:
        return None
    since = found.get("since")
    if isinstance(since, datetime.datetime):
        since = timezone.localdate(since)
    return Waiting(kind.label, kind.url, found["count"], since)


def _age(waiting):
    return waiting.since or datetime.date.min
