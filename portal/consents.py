"""Consents as the law on personal data wants them kept: which text, when, by whom, and when it was taken back."""

from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The version of the sentences beside the boxes; a new date whenever one of them says something else.
TEXT_VERSION = "2026-11"


class ConsentKind(models.TextChoices):
    """One box each, none ticked beforehand (law 2297-VI of 1 June 2010; separate consents as in GDPR, art. 7)."""

    PERSONAL_DATA = "personal_data", _("processing of personal data")
    PUBLICATION = "publication", _("publication under CC BY 4.0")
    FOR_THE_CITY = "for_the_city", _("right to submit for the city")
    UNESCO = "unesco", _("use for a UNESCO nomination")

    # Without these nothing is handed in, accepted or published.
    REQUIRED = nonmember(("personal_data", "publication", "for_the_city"))


class GivenConsentQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def lost(self):
        """The required ones that were taken back and not given again, one of each kind."""
        required = [consent for consent in self.all() if consent.kind in ConsentKind.REQUIRED]
        standing = {consent.kind for consent in required if consent.stands}
        return list({consent.kind: consent for consent in required if consent.kind not in standing}.values())


class GivenConsent(models.Model):
    """A consent that was given for something; ``subject_field`` of the concrete model says for what."""

    kind = models.CharField(_("consent"), max_length=20, choices=ConsentKind.choices)
    text_version = models.CharField(_("version of the text"), max_length=20, default=TEXT_VERSION)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # Of what stood beside the button that takes it back; empty while the consent stands.
    withdrawal_version = models.CharField(_("version of the text of the withdrawal"), max_length=20, blank=True)

    objects = GivenConsentQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at"]

    def __str__(self):
        return self.get_kind_display()

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    def mark_taken_back(self) -> bool:
        """Record that it was taken back, and under which text; False where it had been already."""
        rows = type(self).objects.standing().filter(pk=self.pk)
        changed = rows.update(withdrawn_at=timezone.now(), withdrawal_version=TEXT_VERSION)
        self.refresh_from_db()
        return bool(changed)


def consent_once(subject):
    """A constraint for ``Meta.constraints``: each consent stands once, until it is withdrawn."""
    return models.UniqueConstraint(
        fields=[subject, "kind"], condition=Q(withdrawn_at__isnull=True), name="%(app_label)s_%(class)s_once"
    )
