"""What reviewers need to know of an initiative: since when it waits, for whom, and whether it changed meanwhile."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from portal.languages import UKRAINIAN
from portal.publishing.models import PublicationQuerySet, Status, Transition
from portal.publishing.workflow import AlreadyMoved
from portal.working_days import working_day_after, working_days_between

# What the association promises to everybody who hands in an initiative; pages and letters name it.
ANSWER_WITHIN_WORKING_DAYS = 10


def answer_due(day):
    """The day by which staff answer what was handed in on a day."""
    return working_day_after(day, ANSWER_WITHIN_WORKING_DAYS)


class ReviewQuerySet(PublicationQuerySet):
    def known_to_staff(self):
        """What was handed in; drafts are their authors' own, and what guests wrote is the city's first."""
        return self.exclude(status__in=(Status.DRAFT, Status.WITH_CITY))

    def with_submission_time(self):
        """Each with ``submitted_at``, when it was last handed in, and ``was_returned``, whether not for the first time.

        A row without a log counts from its last change.
        """
        log = Transition.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=OuterRef("pk")
        )
        handed_in = log.filter(target=Status.SUBMITTED).order_by("-at", "-pk").values("at")
        return self.annotate(
            submitted_at=Coalesce(Subquery(handed_in[:1]), "updated_at"),
            was_returned=Exists(log.filter(source=Status.CHANGES_ASKED)),
        )

    def in_review_queue(self):
        """What waits for staff, with all that the queue shows, the longest wait first."""
        return (
            self.waiting_for_staff()
            .with_submission_time()
            .select_related("city", "reviewer")
            .order_by("submitted_at", "pk")
        )

    def for_review(self):
        """What staff may read, with all that the review page shows."""
        return (
            self.known_to_staff()
            .for_page()
            .with_submission_time()
            .select_related("author", "reviewer", "replaces", "guest")
            .prefetch_related("consents__given_by")
        )

    def reviewed_by(self, user):
        return self.filter(reviewer=user)

    def without_reviewer(self):
        return self.filter(reviewer__isnull=True)


class Reviewed:
    """The side of an initiative that reviewers see."""

    @property
    def waiting_days(self) -> int:
        """Working days since it was handed in; of rows fetched ``with_submission_time``."""
        return working_days_between(timezone.localdate(self.submitted_at), timezone.localdate())

    @property
    def answer_due_on(self):
        """The day by which it is to be answered; of rows fetched ``with_submission_time``."""
        return answer_due(timezone.localdate(self.submitted_at))

    @property
    def is_late(self) -> bool:
        return self.waiting_days > ANSWER_WITHIN_WORKING_DAYS

    @property
    def waits_for_staff(self) -> bool:
        return self.status in Status.WITH_STAFF

    @property
    def review_version(self) -> str:
        """Changes with the state, the reviewer and the words, those of the published version included."""
        moments = [self.updated_at, *([self.replaces.updated_at] if self.replaces_id else [])]
        return " ".join([self.status, str(self.reviewer_id or "-"), *(moment.isoformat() for moment in moments)])

    def ensure_version(self, seen):
        """Raise AlreadyMoved unless the initiative is as it was on the page that somebody decides from."""
        if seen != self.review_version:
            raise AlreadyMoved.of(self)

    def is_in_hands_of(self, user) -> bool:
        """Whether the person reviews it now, and so decides."""
        return self.status == Status.IN_REVIEW and self.reviewer_id == user.pk

    def ensure_in_hands_of(self, user):
        """Raise AlreadyMoved unless the person reviews it now."""
        if not self.is_in_hands_of(user):
            raise AlreadyMoved(gettext("“%(title)s” is not in your hands. Take it first.") % {"title": self})

    @property
    def base_has_changed(self) -> bool:
        """Whether the published version was changed or withdrawn after this proposal was begun."""
        if not self.replaces_id:
            return False
        return self.replaces.updated_at != self.based_on or not self.replaces.is_published

    @property
    def drafted_partners(self) -> list:
        """Organisations that its author named and readers do not see yet."""
        named = [self.organisation, *(role.partner for role in self.partner_roles.all())]
        return list(dict.fromkeys(partner for partner in named if partner and not partner.is_published))

    @property
    def answer_language(self) -> str:
        """The language of the person whom the answer reaches first."""
        guest = getattr(self, "guest", None)
        writer = guest or self.author
        return writer.language if writer else UKRAINIAN

    @classmethod
    def label_of(cls, name) -> str:
        """What people call a field or a repeated part, by its name without a language."""
        try:
            field = cls._meta.get_field(name)
        except FieldDoesNotExist:
            return name
        if not field.auto_created:
            return capfirst(field.verbose_name)
        part = field.related_model._meta
        return capfirst(part.verbose_name if field.one_to_one else part.verbose_name_plural)
