import datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.newsletter.models.subscriber import Subscriber
from portal.publishing.models import known_choice, ukrainian_required
from portal.publishing.workflow import InvalidTransition
from portal.templatetags.portal import partial_date


class DigestQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(state=Digest.State.DRAFT)

    def being_sent(self):
        """Those whose sending has begun and not ended, be it under way or interrupted."""
        return self.filter(state=Digest.State.SENDING)

    def of_month(self, month):
        return self.filter(month=month.replace(day=1))

    def with_chosen_items(self):
        """With ``chosen_items``: how many items are in the letter."""
        chosen = DigestItem.objects.filter(digest=OuterRef("pk"), is_chosen=True).order_by().values("digest")
        return self.annotate(chosen_items=Coalesce(Subquery(chosen.annotate(number=Count("*")).values("number")), 0))


class Digest(models.Model):
    """The letter of one month. Its state changes through the verbs only, each a compare-and-set."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("status", "Draft")
        SENDING = "sending", pgettext_lazy("newsletter", "Being sent")
        SENT = "sent", pgettext_lazy("newsletter", "Sent")

    month = models.DateField(_("month"), unique=True, help_text=_("Any day of the month."))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False, db_index=True
    )
    subject = models.CharField(_("subject"), max_length=150)
    intro = models.TextField(
        _("introduction"),
        max_length=2000,
        blank=True,
        help_text=_("Stands above the list; plain text, an empty line begins a new paragraph."),
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent by"),
    )
    sending_since = models.DateTimeField(_("sending began"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sending ended"), null=True, blank=True, editable=False)
    letters = models.PositiveIntegerField(_("letters"), default=0, editable=False)
    passed_over = models.PositiveIntegerField(
        _("had nothing to read"),
        default=0,
        editable=False,
        help_text=_("Subscribers whose cities and areas nothing of it touched."),
    )

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of the newsletter")
        verbose_name_plural = _("issues of the newsletter")
        ordering = ["-month"]
        constraints = [
            *ukrainian_required("subject"),
            known_choice("state", ["draft", "sending", "sent"]),
            models.CheckConstraint(condition=Q(month__day=1), name="%(app_label)s_%(class)s_month_begins"),
            models.CheckConstraint(
                condition=Q(state="draft", sending_since__isnull=True, sent_at__isnull=True)
                | Q(state="sending", sending_since__isnull=False, sent_at__isnull=True)
                | Q(state="sent", sending_since__isnull=False, sent_at__isnull=False),
                name="%(app_label)s_%(class)s_state_has_times",
            ),
        ]

    def __str__(self):
        return partial_date(f"{self.month:%Y-%m}")

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None and not self._state.adding:
            # A form that was open while the sending began must not take it back.
            kept = {"state", "sent_by", "sending_since", "sent_at", "letters", "passed_over"}
            columns = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            update_fields = columns - kept
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self):
        super().clean()
        if self.month and self.month.replace(day=1) > timezone.localdate():
            raise ValidationError({"month": _("This month is yet to come.")}, code="future")

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_being_sent(self) -> bool:
        return self.state == self.State.SENDING

    @property
    def days(self) -> tuple[datetime.datetime, datetime.datetime]:
        """When the month begins, and the next one, in Kyiv."""
        first = self.month.replace(day=1)
        following = (first + datetime.timedelta(days=31)).replace(day=1)
        return tuple(
            timezone.make_aware(datetime.datetime.combine(day, datetime.time.min)) for day in (first, following)
        )

    def begin_sending(self, *, by):
        """Raises InvalidTransition where somebody was faster, as the second of two clicks is not."""
        began = {"state": self.State.SENDING, "sent_by": by, "sending_since": timezone.now()}
        if not Digest.objects.drafts().filter(pk=self.pk).update(**began):
            raise InvalidTransition(
                gettext("The issue “%(title)s” was sent before; nothing is sent twice.") % {"title": self}
            )
        self.refresh_from_db()

    def count(self, *, letters, passed_over):
        """Add what a step of the sending did."""
        Digest.objects.filter(pk=self.pk).update(
            letters=F("letters") + letters, passed_over=F("passed_over") + passed_over
        )

    def end_sending(self):
        """All were thought of. Who they were is not kept: from now on the state says that nobody gets it again."""
        if Digest.objects.being_sent().filter(pk=self.pk).update(state=self.State.SENT, sent_at=timezone.now()):
            self.deliveries.all().delete()


class DigestItem(models.Model):
    """Something published that the letter tells of."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    publication = GenericForeignKey()
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Within its kind, the smallest number first.")
    )
    is_chosen = models.BooleanField(_("in the letter"), default=True)

    class Meta:
        verbose_name = _("item of the newsletter")
        verbose_name_plural = _("items of the newsletter")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "content_type", "object_id"], name="%(app_label)s_%(class)s_once")
        ]

    def __str__(self):
        return str(capfirst(self.content_type.model_class()._meta.verbose_name))


class Delivery(models.Model):
    """That the sending has thought of a subscriber: written with the letter, in one transaction.

    It holds no address and lives while the sending does.
    """

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["digest", "subscriber"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return f"{self.digest} → {self.subscriber_id}"
