import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        """Letters that no mail server has taken and that are still worth trying."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due(self, now=None):
        """Waiting letters whose turn has come, the oldest first."""
        return self.waiting().filter(next_try_at__lte=now or timezone.now()).order_by("next_try_at", "pk")

    def are_enough(self, kind, to, now=None) -> bool:
        """Whether strangers have had so many letters of a kind sent to one address that a day allows no more."""
        day_ago = (now or timezone.now()) - datetime.timedelta(days=1)
        return self.filter(kind=kind, to__iexact=to, created_at__gt=day_ago).count() >= Letter.MOST_A_DAY

    def given_up(self):
        return self.filter(given_up_at__isnull=False)

    def ended_before(self, moment):
        """Letters that the mail server took, or that were given up, before a moment."""
        return self.filter(Q(sent_at__lt=moment) | Q(given_up_at__lt=moment))


class Letter(models.Model):
    """A letter to one person: written in the transaction that gave rise to it, sent by a worker afterwards.

    A worker takes a letter by moving ``next_try_at``: one that is killed leaves a letter whose turn comes again. So a
    letter may arrive twice, but never not at all.
    """

    # How long to wait after each failure; after the last one the letter is given up and shown to staff.
    WAITS = [
        datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 48 * 60)
    ]

    # Of one kind to one address, where a public form causes them: nobody's mailbox is flooded through us.
    MOST_A_DAY = 5

    kind = models.CharField(_("kind"), max_length=50, help_text=_("The folder of its templates."))
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    reply_to = models.EmailField(_("answers go to"), blank=True)
    unsubscribe_url = models.URLField(max_length=500, blank=True, editable=False)
    is_secret = models.BooleanField(
        _("secret"), default=False, help_text=_("Holds a code or a key; its text is erased once it is sent.")
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["kind"], name="letters_kind"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="letters_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="%(app_label)s_%(class)s_one_end"
            )
        ]

    def __str__(self):
        return self.subject
