import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cities.models.claims import OfCityQuerySet
from portal.publishing.models import (
    Period,
    PeriodQuerySet,
    Status,
    by_age_of_source,
    source_required,
    ukrainian_required,
)


class NetworkQuerySet(models.QuerySet):
    def in_use(self):
        """Networks that a published city is in today."""
        return self.filter(
            Exists(NetworkMembership.objects.current().filter(network=OuterRef("pk"), city__status=Status.PUBLISHED))
        )


class Network(models.Model):
    """A network that cities join: the association, UNESCO's, others."""

    # The slugs that the portal itself asks for.
    ASSOCIATION = "association"
    GNLC = "gnlc"

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40)
    website = models.URLField(_("website"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["pk"]
        constraints = [*ukrainian_required("name", "short_name")]

    def __str__(self):
        return self.name or ""


class NetworkMembershipQuerySet(PeriodQuerySet, OfCityQuerySet):
    def of_published_cities(self):
        return super().of_published_cities().select_related("city", "network")

    def with_networks(self):
        """With their networks, in the order of these."""
        return self.select_related("network").order_by("network_id", "since")

    def told_by_cities(self):
        """Those that a city itself may confirm: who is in the association, its staff say."""
        return self.exclude(network__slug=Network.ASSOCIATION)


class NetworkMembership(Period):
    """That a city is in a network, since when, and who says so. An empty date is one that no source confirms."""

    max_age = datetime.timedelta(days=2 * 365)

    city = models.ForeignKey(
        "cities.City", on_delete=models.CASCADE, related_name="memberships", verbose_name=_("city")
    )
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("network")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = NetworkMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["since"]
        indexes = [by_age_of_source()]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "network"],
                condition=Q(until=""),
                name="%(app_label)s_%(class)s_one_at_a_time",
                violation_error_message=_("The city is in this network already; say until when, or correct that row."),
            ),
            source_required(),
        ]

    def __str__(self):
        return f"{self.city} – {self.network}"
