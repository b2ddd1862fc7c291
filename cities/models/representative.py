import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models.city import City
from portal.keys import make_key, read_key
from portal.publishing.models import known_choice


class RepresentativeQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        return self.filter(confirmed_at__isnull=True)

    def speaking(self):
        """Those who act for their city today: confirmed, and able to sign in."""
        return self.confirmed().filter(user__is_active=True)

    def leads(self):
        """Those who may invite and remove others."""
        return self.confirmed().filter(role=Representative.Role.LEAD)

    def of_user(self, user):
        return self.filter(user=user)

    def with_address(self, email):
        return self.filter(user__email=email)

    def of_city(self, city):
        """All who speak for a city, with the people."""
        return self.filter(city=city).select_related("user").order_by("user__email")


class Representative(models.Model):
    """That a person may speak for a city. Counts once staff, or a lead of the city, confirmed it."""

    class Role(models.TextChoices):
        """What a representative may do: a lead also invites others."""

        EDITOR = "editor", _("editor")
        LEAD = "lead", pgettext_lazy("role", "lead")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="representations", verbose_name=_("person")
    )
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="representatives", verbose_name=_("city"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.EDITOR)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.UniqueConstraint(fields=["user", "city"], name="%(app_label)s_%(class)s_once"),
            known_choice("role", ["editor", "lead"]),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(confirmed_at__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_has_date",
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.city}"

    @property
    def is_lead(self) -> bool:
        return self.role == self.Role.LEAD and self.confirmed_at is not None

    def confirm(self, *, by):
        """Let the person act for the city from now on. Confirming again changes nothing."""
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.confirmed_by = by
            self.save(update_fields=["confirmed_at", "confirmed_by"])


def next_fortnight():
    return timezone.now() + datetime.timedelta(days=14)


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Invitations that were neither accepted nor revoked; those that ran out may be renewed."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, now=None):
        """Invitations that may still be accepted."""
        return self.unanswered().filter(expires_at__gt=now or timezone.now())

    def expired(self, now=None):
        """Invitations that nobody answered in time; they may be renewed."""
        return self.unanswered().filter(expires_at__lte=now or timezone.now())

    def sent_to(self, email):
        return self.filter(email=email)

    def expired_before(self, moment):
        """Invitations whose time was over before a moment, whatever became of them."""
        return self.filter(expires_at__lt=moment)


class Invitation(models.Model):
    """Asks somebody, by e-mail, to speak for a city. Holds for a fortnight and for one person."""

    SALT = "cities.invitation"

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("city"))
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    role = models.CharField(
        _("role"), max_length=10, choices=Representative.Role.choices, default=Representative.Role.EDITOR
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("holds until"), default=next_fortnight)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("role", ["editor", "lead"]),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="%(app_label)s_%(class)s_one_end",
            ),
        ]

    def __str__(self):
        return f"{self.email} – {self.city}"

    @property
    def key(self) -> str:
        """The signed part of the address in the letter."""
        return make_key(self.SALT, self.pk)

    @classmethod
    def by_key(cls, key):
        """The invitation behind an address. Raises Http404 for one that we did not make."""
        (pk,) = read_key(cls.SALT, key)
        return get_object_or_404(cls.objects.select_related("city", "invited_by"), pk=pk)

    @property
    def shown_inviter(self):
        """The colleague who invites, where the city may show people; None for staff, who invite for the association."""
        inviter = self.invited_by
        return inviter if inviter and not inviter.is_staff and self.city.shows_contacts else None

    @property
    def is_open(self) -> bool:
        """Whether it may still be accepted."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
