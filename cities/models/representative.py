from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models.city import City
from portal.publishing.models import known_choice


class RepresentativeQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


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

    def confirm(self, *, by):
        """Let the person act for the city from now on. Confirming again changes nothing."""
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.confirmed_by = by
            self.save(update_fields=["confirmed_at", "confirmed_by"])
