"""What surrounds an initiative while it is written and reviewed; none of it is shown to readers."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models.initiative import Initiative
from portal.keys import make_key, read_key
from portal.publishing.models import Status, known_choice, ukrainian_required
from portal.senders import FromOutside, FromOutsideQuerySet


class Step(models.TextChoices):
    """The short steps in which the 28 fields are written."""

    WHAT = "what", _("What it is")
    STORY = "story", _("The story")
    REPEAT = "repeat", _("How to repeat it")
    CONTACT = "contact", _("Contact and consents")


class SavedStepQuerySet(models.QuerySet):
    def of(self, initiative, step):
        """The row of a step, saved or not yet."""
        row = self.filter(initiative=initiative, step=step).select_related("saved_by").first()
        return row or self.model(initiative=initiative, step=step)

    def with_leftovers(self):
        """Steps in which something waits that the fields cannot hold yet."""
        return self.exclude(leftover={})

    def keep(self, initiative, step, *, seen, leftover, by) -> int | None:
        """Count a save of a step and give its new version; None where somebody else saved since ``seen``.

        ``seen`` is the version that the writer's page showed, 0 for a step never saved. Call it in the transaction
        that writes the fields: the row is the lock, so of two who saw the same version one gets None.
        """
        row, _created = self.get_or_create(initiative=initiative, step=step)
        kept = self.filter(pk=row.pk, version=seen).update(
            version=F("version") + 1, leftover=leftover, saved_at=timezone.now(), saved_by=by
        )
        return seen + 1 if kept else None


class SavedStep(models.Model):
    """How often a step was saved, by whom last, and what was typed that the fields cannot hold yet.

    A draft keeps every character: what is too long, half a date or a broken address waits in ``leftover``, by the name
    of its form field, until it is mended.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="saved_steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    version = models.PositiveIntegerField(default=0)
    leftover = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = SavedStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved step")
        verbose_name_plural = _("saved steps")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "step"], name="%(app_label)s_%(class)s_once"),
            known_choice("step", Step.values),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.step} {self.version}"


class WriterQuerySet(models.QuerySet):
    def mark(self, initiative, user, now=None):
        """Note that the person has the draft open."""
        self.update_or_create(initiative=initiative, user=user, defaults={"seen_at": now or timezone.now()})

    def others(self, initiative, user, now=None):
        """Who else has the draft open, with the people."""
        since = (now or timezone.now()) - Writer.PRESENT_FOR
        return self.filter(initiative=initiative, seen_at__gt=since).exclude(user=user).select_related("user")

    def seen_before(self, moment):
        return self.filter(seen_at__lt=moment)


class Writer(models.Model):
    """Somebody who has a draft open right now."""

    PRESENT_FOR = datetime.timedelta(minutes=2)

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = WriterQuerySet.as_manager()

    class Meta:
        verbose_name = _("writer")
        verbose_name_plural = _("writers")
        constraints = [models.UniqueConstraint(fields=["initiative", "user"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return str(self.user)


class FieldCommentQuerySet(models.QuerySet):
    def sent(self):
        """Comments that authors read."""
        return self.filter(is_draft=False)

    def open(self):
        """Comments that authors read and nobody has answered by a change."""
        return self.sent().filter(resolved_at__isnull=True)

    def drafts(self):
        """What a reviewer has written and authors do not see yet."""
        return self.filter(is_draft=True)

    def keep_drafts(self, initiative, texts, *, by):
        """Store what a reviewer has written so far, by the name of the field; an empty text removes the draft."""
        known = {draft.field: draft for draft in self.drafts().filter(initiative=initiative)}
        for field, text in texts.items():
            draft = known.get(field)
            if draft and not text:
                draft.delete()
            elif text and text != getattr(draft, "text", ""):
                values = {"text": text, "by": by, "at": timezone.now()}
                self.update_or_create(initiative=initiative, field=field, is_draft=True, defaults=values)

    def send_drafts(self, initiative) -> list["FieldComment"]:
        """Let authors read what stands at fields, and give it; the draft of the answer as a whole has done its work."""
        drafts = self.drafts().filter(initiative=initiative)
        drafts.filter(field=FieldComment.ANSWER).delete()
        going = list(drafts)
        drafts.update(is_draft=False, at=timezone.now())
        return going


class FieldComment(models.Model):
    """What a reviewer says of one field; shown at the field until the city submits again."""

    # In the place of a field: the draft of the answer as a whole.
    ANSWER = ""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="field_comments")
    field = models.CharField(
        _("field"), max_length=50, blank=True, help_text=_("The name of the field, without a language.")
    )
    text = models.TextField(_("comment"), max_length=4000)
    is_draft = models.BooleanField(
        _("draft"), default=False, help_text=_("Not shown to the author before the decision.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    objects = FieldCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment at a field")
        verbose_name_plural = _("comments at fields")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "field"], condition=Q(is_draft=True), name="%(app_label)s_%(class)s_one_draft"
            )
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def label(self) -> str:
        """What people call the field."""
        return Initiative.label_of(self.field)


class ReviewedText(models.Model):
    """What an initiative said when changes were asked: with it reviewers compare what comes back.

    The history does not tell, since a draft that saves itself writes no version.
    """

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="reviewed_text")
    words = models.JSONField(help_text=_("By language, then by column or list."))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("reviewed text")
        verbose_name_plural = _("reviewed texts")

    def __str__(self):
        return str(self.initiative)


class AnswerTemplate(models.Model):
    """An answer that reviewers give again and again, in both languages."""

    class Purpose(models.TextChoices):
        """With which decision it goes out."""

        CHANGES = "changes", _("asking for changes")
        DECLINE = "decline", _("declining")
        PUBLISH = "publish", _("publishing")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    name = models.CharField(_("name in the list"), max_length=100)
    text = models.TextField(_("text"), max_length=2000)

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["purpose", "pk"]
        indexes = [models.Index(fields=["purpose", "id"], name="answer_templates_in_order")]
        constraints = [*ukrainian_required("name", "text"), known_choice("purpose", ["changes", "decline", "publish"])]

    def __str__(self):
        return self.name or ""

    def text_for(self, language) -> str:
        """The words for somebody who reads a language; Ukrainian where there are no others."""
        return getattr(self, f"text_{language}") or self.text_uk


class GuestProposalQuerySet(FromOutsideQuerySet):
    def never_confirmed(self):
        return self.filter(confirmed_at__isnull=True)

    def abandoned_before(self, moment):
        """Confirmed ones whose draft is still with the guest, and nobody has saved it since the moment."""
        saved_since = SavedStep.objects.filter(saved_at__gte=moment).values("initiative")
        return self.filter(
            confirmed_at__lt=moment,
            initiative__status=Status.DRAFT,
            initiative__author__isnull=True,
            initiative__updated_at__lt=moment,
        ).exclude(initiative__in=saved_since)

    def of_address(self, email):
        """What somebody proposed, the newest first."""
        return self.filter(email__iexact=email, is_spam=False).order_by("-created_at", "-pk")

    def with_token(self, token):
        """The proposal that the token opens, as a query set; ``is_outdated`` tells whether a newer one took its place.

        Raises Http404 for a forged token.
        """
        pk, edition = read_key(GuestProposal.KEY, token)
        return self.filter(pk=pk).annotate(is_outdated=Q(edition__gt=edition))

    def for_status(self):
        """With all that the guest's own page shows."""
        return self.select_related("initiative__city").prefetch_related("initiative__field_comments")


class GuestProposal(FromOutside):
    """That somebody without an account writes an initiative for a city. Personal data, apart from the text.

    The link in the letter is the key; a new ``edition`` makes earlier links useless.
    """

    KEY = "initiatives.guest"  # the salt of the keys in letters

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="guest")
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True, editable=False)

    objects = GuestProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal by a guest")
        verbose_name_plural = _("proposals by guests")
        constraints = [models.CheckConstraint(condition=~Q(email=""), name="%(app_label)s_%(class)s_has_address")]

    def __str__(self):
        return self.name

    @property
    def token(self) -> str:
        """What the address of the guest's own page bears."""
        return make_key(self.KEY, self.pk, self.edition)

    @property
    def consents(self):
        """What the guest agreed to; a coordinator who took the text over gave theirs under an own name."""
        return self.initiative.consents.filter(given_by__isnull=True)

    @property
    def may_write(self) -> bool:
        """Whether the text is with the guest: nobody reads it now, and no coordinator has taken it over."""
        return self.initiative.status in Status.WITH_AUTHOR and self.initiative.author_id is None

    def confirm_address(self):
        """Record that the address is proven. Confirming again changes nothing."""
        GuestProposal.objects.never_confirmed().filter(pk=self.pk).update(confirmed_at=timezone.now())
        self.refresh_from_db(fields=["confirmed_at"])

    def renew_token(self):
        """Make another token; the earlier ones no longer open anything."""
        GuestProposal.objects.filter(pk=self.pk).update(edition=F("edition") + 1)
        self.refresh_from_db(fields=["edition"])
