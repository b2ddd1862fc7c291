"""What the portal forgets, and how: deleted, or, where the row has to stay, without the person in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cities.models import CityQuestion, Invitation, MembershipApplication
from cities.models.application import unsent_decisions
from initiatives.models import GuestProposal, Initiative, Writer
from portal.mail.models import Letter
from portal.media.models import Document
from portal.newsletter.models import SubscriptionRequest
from portal.pages.models import Message
from portal.publishing.sharing import SecretLink
from portal.search.models import MissedSearch
from portal.visits.models import VisitSum
from portal.workspace import periods


def delete(rows):
    rows.delete()


def delete_applications(applications):
    """The applications, and the decisions of councils that came with them."""
    Document.objects.filter(application__in=applications).delete()
    applications.delete()


def delete_guest_drafts(proposals):
    """The proposals with the drafts they are about, down to the history of these."""
    drafts = list(proposals.values_list("initiative", flat=True))
    Initiative.objects.filter(pk__in=drafts).delete()
    Initiative.history.filter(id__in=drafts).delete()


def forget_applicants(applications):
    applications.update(contact_name="", contact_role="", contact_email="", contact_phone="", sender="")


def clear_creation_keys(initiatives):
    initiatives.update(creation_key=None)


@dataclass(frozen=True)
class Rule:
    """What is forgotten: which rows, seen from a moment, and how."""

    label: str
    rows: Callable[[datetime], QuerySet]
    forget: Callable[[QuerySet], None] = delete


RULES = (
    Rule("letters that were sent or given up", lambda now: Letter.objects.ended_before(now - periods.LETTERS)),
    Rule("answered messages", lambda now: Message.objects.answered_before(now - periods.ANSWERED)),
    Rule("spam among messages", lambda now: Message.objects.spam().received_before(now - periods.SPAM)),
    Rule("answered questions to cities", lambda now: CityQuestion.objects.answered_before(now - periods.ANSWERED)),
    Rule("spam among questions", lambda now: CityQuestion.objects.spam().received_before(now - periods.SPAM)),
    Rule(
        "applications never confirmed",
        lambda now: MembershipApplication.objects.never_confirmed().received_before(now - periods.NEVER_CONFIRMED),
        delete_applications,
    ),
    Rule(
        "files of applications never sent",
        lambda now: unsent_decisions().filter(uploaded_at__lt=now - periods.UNSENT_FILES),
    ),
    Rule(
        "proposals by guests never confirmed",
        lambda now: GuestProposal.objects.never_confirmed().received_before(now - periods.NEVER_CONFIRMED),
        delete_guest_drafts,
    ),
    Rule(
        "requests for the newsletter never confirmed",
        lambda now: SubscriptionRequest.objects.received_before(now - periods.NEVER_CONFIRMED),
    ),
    Rule(
        "people in declined applications",
        lambda now: MembershipApplication.objects.with_applicant().declined_before(now - periods.DECLINED),
        forget_applicants,
    ),
    Rule("invitations", lambda now: Invitation.objects.expired_before(now - periods.INVITATIONS)),
    Rule("secret links", lambda now: SecretLink.objects.ended_before(now - periods.SECRET_LINKS)),
    Rule("people who had a draft open", lambda now: Writer.objects.seen_before(now - periods.WRITERS)),
    Rule(
        "keys of drafts",
        lambda now: Initiative.objects.with_creation_key().begun_before(now - periods.CREATION_KEYS),
        clear_creation_keys,
    ),
    Rule(
        "searches without result",
        lambda now: MissedSearch.objects.before(timezone.localdate(now - periods.MISSED_SEARCHES)),
    ),
    Rule("sums of visits", lambda now: VisitSum.objects.before(timezone.localdate(now - periods.VISITS))),
    Rule("expired sessions", lambda now: Session.objects.filter(expire_date__lt=now)),
)


def forget_all(*, dry_run=False):
    """Yield the label of each rule and how many rows it forgot, or would forget."""
    now = timezone.now()
    for rule in RULES:
        with transaction.atomic():
            rows = rule.rows(now)
            number = rows.count()
            if number and not dry_run:
                rule.forget(rows)
        yield rule.label, number
