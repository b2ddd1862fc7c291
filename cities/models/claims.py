"""What is claimed of a city: each with its source and the day it was checked."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.publishing.fields import PartialDateField
from portal.publishing.models import (
    Period,
    PeriodQuerySet,
    Sourced,
    SourcedQuerySet,
    Status,
    by_age_of_source,
    known_choice,
    source_required,
    ukrainian_required,
)


class OfCityQuerySet(models.QuerySet):
    def of_published_cities(self):
        """What readers may know, city by city, with the cities."""
        return self.filter(city__status=Status.PUBLISHED).select_related("city").order_by("city__katottg", "pk")


class AwardQuerySet(SourcedQuerySet, OfCityQuerySet):
    pass


class Award(Sourced):
    """An award that the city received."""

    # What was awarded stays awarded: only the address of the source may die.
    max_age = datetime.timedelta(days=3 * 365)

    city = models.ForeignKey("cities.City", on_delete=models.CASCADE, related_name="awards", verbose_name=_("city"))
    name = models.CharField(_("award"), max_length=200)
    awarded_by = models.CharField(_("awarded by"), max_length=200, blank=True)
    awarded = PartialDateField(_("when"))
    reason = models.TextField(pgettext_lazy("award", "what for"), max_length=600, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-awarded"]
        indexes = [by_age_of_source()]
        constraints = [*ukrainian_required("name"), source_required()]

    def __str__(self):
        return self.name or ""


class IndicatorQuerySet(SourcedQuerySet, OfCityQuerySet):
    def as_in_form(self):
        """In the order of the membership form, the latest year of each figure first."""
        places = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Indicator.Kind.values)]
        return self.order_by(Case(*places), "-year")


class Indicator(Sourced):
    """A figure about the city, with the year it holds for."""

    class Kind(models.TextChoices):
        """Figures of the published city profile in the UNESCO network's membership form."""

        POPULATION = "population", _("Population")
        AREA = "area", _("Area, km²")
        GDP_PER_HEAD = "gdp_per_head", _("GDP per head of the city, US dollars")
        GDP_PER_HEAD_COUNTRY = "gdp_per_head_country", _("GDP per head of the country, US dollars")
        SCHOOLING_WOMEN = "schooling_women", _("Mean years of schooling, women")
        SCHOOLING_MEN = "schooling_men", _("Mean years of schooling, men")

    city = models.ForeignKey("cities.City", on_delete=models.CASCADE, related_name="indicators", verbose_name=_("city"))
    kind = models.CharField(_("figure"), max_length=30, choices=Kind.choices)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1991), MaxValueValidator(2100)])
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("How it was counted, or “before the occupation”.")
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["kind", "-year"]
        indexes = [by_age_of_source()]
        constraints = [
            models.UniqueConstraint(fields=["city", "kind", "year"], name="%(app_label)s_%(class)s_once_a_year"),
            models.CheckConstraint(condition=Q(value__gte=0), name="%(app_label)s_%(class)s_not_negative"),
            source_required(),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.year}"


class WarStatusQuerySet(PeriodQuerySet, OfCityQuerySet):
    pass


class WarStatus(Period):
    """What Russia's war does to the community, from when to when.

    The state keeps the list of such territories by Cabinet resolution 1364 of December 2022; it changes, so the fact is
    a period with a source and never a yes or no.
    """

    class Kind(models.TextChoices):
        """The kinds of territories of resolution 1364."""

        OCCUPIED = "occupied", _("temporarily occupied by Russia")
        ACTIVE_HOSTILITIES = "active_hostilities", _("area of active hostilities")
        POSSIBLE_HOSTILITIES = "possible_hostilities", _("area of possible hostilities")

    max_age = datetime.timedelta(days=92)

    city = models.ForeignKey(
        "cities.City", on_delete=models.CASCADE, related_name="war_statuses", verbose_name=_("city")
    )
    kind = models.CharField(_("status"), max_length=30, choices=Kind.choices)
    since = PartialDateField(_("since"))
    note = models.TextField(
        _("where the community works now"),
        max_length=600,
        blank=True,
        help_text=_("A relocated university, hubs in other cities, online. No names, no addresses."),
    )

    objects = WarStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("war status")
        verbose_name_plural = _("war status")
        ordering = ["-since"]
        indexes = [by_age_of_source()]
        constraints = [
            models.UniqueConstraint(fields=["city", "kind", "since"], name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(condition=~Q(since=""), name="%(app_label)s_%(class)s_has_a_beginning"),
            known_choice("kind", ["occupied", "active_hostilities", "possible_hostilities"]),
            source_required(),
        ]

    def __str__(self):
        return self.get_kind_display()
