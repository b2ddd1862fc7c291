"""The one door through which a publication changes its state.

The maps of allowed moves stand beside the states, and :func:`move` is the only code that writes a status.
"""

from enum import nonmember

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.publishing.parity import english_without_ukrainian, parts_in_english_alone


class Status(models.TextChoices):
    """Where a publication stands between its first line and its readers."""

    DRAFT = "draft", pgettext_lazy("status", "Draft")
    WITH_CITY = "with_city", pgettext_lazy("status", "With the city")
    SUBMITTED = "submitted", pgettext_lazy("status", "Submitted")
    IN_REVIEW = "in_review", pgettext_lazy("status", "In review")
    CHANGES_ASKED = "changes_asked", pgettext_lazy("status", "Changes asked")
    PUBLISHED = "published", pgettext_lazy("status", "Published")
    DECLINED = "declined", pgettext_lazy("status", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("status", "Withdrawn")
    ACCEPTED = "accepted", pgettext_lazy("status", "Accepted into the published version")

    # Groups of states, named once for query sets, constraints and templates.
    WITH_AUTHOR = nonmember(("draft", "changes_asked"))
    CITY_ANSWERS = nonmember(("with_city", "changes_asked"))
    WITH_STAFF = nonmember(("submitted", "in_review"))
    ONCE_PUBLIC = nonmember(("published", "withdrawn"))
    ENDED = nonmember(("declined", "accepted"))


# What a city submits is reviewed; what a stranger proposes for it, its coordinators see first …
REVIEWED_MOVES = {
    Status.DRAFT: {Status.SUBMITTED, Status.WITH_CITY},
    Status.WITH_CITY: {Status.SUBMITTED, Status.DRAFT, Status.DECLINED},
    Status.SUBMITTED: {Status.IN_REVIEW, Status.DRAFT},
    Status.IN_REVIEW: {Status.CHANGES_ASKED, Status.PUBLISHED, Status.DECLINED},
    Status.CHANGES_ASKED: {Status.SUBMITTED},
    Status.PUBLISHED: {Status.WITHDRAWN},
    Status.WITHDRAWN: {Status.PUBLISHED},
}
# … so is a change to what stands published, but it ends inside the published version, not beside it …
PROPOSAL_MOVES = {
    Status.DRAFT: {Status.SUBMITTED},
    Status.SUBMITTED: {Status.IN_REVIEW, Status.DRAFT},
    Status.IN_REVIEW: {Status.CHANGES_ASKED, Status.ACCEPTED, Status.DECLINED},
    Status.CHANGES_ASKED: {Status.SUBMITTED},
}
# … an application for membership is accepted or declined …
APPLICATION_MOVES = {
    Status.DRAFT: {Status.SUBMITTED},
    Status.SUBMITTED: {Status.IN_REVIEW},
    Status.IN_REVIEW: {Status.ACCEPTED, Status.DECLINED},
}
# … and what the association's own staff write goes straight to readers.
EDITORIAL_MOVES = {
    Status.DRAFT: {Status.PUBLISHED},
    Status.PUBLISHED: {Status.WITHDRAWN},
    Status.WITHDRAWN: {Status.PUBLISHED},
}


class InvalidTransition(Exception):
    """A move that may not be made; the text is a sentence for people in the active language."""


class AlreadyMoved(InvalidTransition):
    """Somebody was faster: the row is no longer as it was seen."""

    @classmethod
    def of(cls, publication):
        return cls(
            gettext("Somebody changed “%(title)s” a moment ago. Look at it again before you decide.")
            % {"title": publication}
        )


class TransitionQuerySet(models.QuerySet):
    def of(self, publication):
        """The log of one publication, oldest first, with the people in it."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(publication), object_id=publication.pk
        ).select_related("by")


class Transition(models.Model):
    """A row of the review log: who moved what, when, from where to where, and what they said."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    publication = GenericForeignKey()
    source = models.CharField(_("from"), max_length=20, choices=Status.choices)
    target = models.CharField(_("to"), max_length=20, choices=Status.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty where the portal itself acted."),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    note = models.TextField(_("comment"), blank=True)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("review log entry")
        verbose_name_plural = _("review log")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "at"], name="transition_of_publication")]

    def __str__(self):
        return f"{self.get_source_display()} → {self.get_target_display()}"


@transaction.atomic
def move(publication, target: Status, *, by, note: str = "") -> Transition:
    """Take a publication to another status and give the row of the review log that says so.

    ``by`` is the person who decides, None where the portal itself does. The update is a compare-and-set: it counts
    only where the row still has the status seen on ``publication``. The first publication fixes date and slug.

    Raises InvalidTransition for a move outside ``publication.moves`` or for English text without its Ukrainian
    counterpart (State language law, art. 27 p. 6), AlreadyMoved when somebody was faster; neither changes anything.
    """
    seen = Status(publication.status)
    if target not in publication.moves.get(seen, ()):
        raise InvalidTransition(
            gettext("“%(title)s” cannot go from “%(source)s” to “%(target)s”.")
            % {"title": publication, "source": seen.label, "target": target.label}
        )
    if target in (Status.SUBMITTED, Status.PUBLISHED, Status.ACCEPTED):
        refuse_english_alone(publication)

    changes = {"status": target, "updated_at": timezone.now()}
    if target == Status.PUBLISHED and publication.published_at is None:
        changes |= {"published_at": changes["updated_at"], "slug": publication.slug or publication.free_slug()}
    try:
        with transaction.atomic():
            moved = type(publication).objects.filter(pk=publication.pk, status=seen).update(**changes)
    except IntegrityError:  # somebody took the slug, or opened the same thing, between our look and this write
        moved = 0
    if not moved:
        raise AlreadyMoved.of(publication)
    logged = Transition.objects.create(publication=publication, source=seen, target=target, by=by, note=note)
    for field, value in changes.items():
        setattr(publication, field, value)
    return logged


def refuse_english_alone(publication):
    if fields := [*english_without_ukrainian(publication), *parts_in_english_alone(publication)]:
        raise InvalidTransition(
            gettext("“%(title)s” has English text that is missing in Ukrainian: %(fields)s.")
            % {"title": publication, "fields": ", ".join(fields)}
        )
