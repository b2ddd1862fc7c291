from django.db import models
from django.db.models import Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models.city import City
from cities.models.sectors import Sector
from portal.languages import fold
from portal.publishing.fields import FoldedField, SortKeyField
from portal.publishing.models import (
    Confirmable,
    ConfirmableQuerySet,
    Publication,
    PublicationQuerySet,
    Sourced,
    SourcedQuerySet,
    Status,
    known_choice,
    ukrainian_required,
)


class PartnerQuerySet(PublicationQuerySet, ConfirmableQuerySet, SourcedQuerySet):
    def by_name(self):
        """In the alphabetical order of the active language."""
        return self.order_by(f"sort_{get_language()}", "pk")

    def in_city(self, city):
        return self.filter(cities=city)

    def first_of_each_sector(self, number):
        """At most so many of each sector, the first by name."""
        place = Window(RowNumber(), partition_by="kind", order_by=[f"sort_{get_language()}", "pk"])
        return self.alias(place_in_sector=place).filter(place_in_sector__lte=number)

    def listed_or_of(self, city):
        """Those that readers see and those that the city has named."""
        return self.filter(Q(status=Status.PUBLISHED) | Q(cities=city)).distinct()

    def called(self, name) -> list["Partner"]:
        """Those of exactly this name in either language, whatever its case and apostrophes."""
        folded = fold(name)
        found = self.filter(search_text__contains=folded)
        return [partner for partner in found if folded in (fold(partner.name_uk), fold(partner.name_en or ""))]

    def for_cards(self):
        """With all that a card shows."""
        return self.select_related("logo").prefetch_related(Prefetch("cities", City.objects.published().by_name()))

    def for_page(self):
        """With all that the partner's own page shows."""
        return self.for_cards()

    def for_data(self):
        """With all that open data tell of it."""
        return self.prefetch_related(
            Prefetch("cities", City.objects.published().by_name().prefetch_related("war_statuses"))
        )


class Partner(Confirmable, Sourced, Publication):
    """An organisation that cities learn with: a council, firm, school, library, NGO or a body from abroad."""

    kind = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    name = models.CharField(_("name"), max_length=250)
    cities = models.ManyToManyField(City, related_name="partners", blank=True, verbose_name=_("cities"))
    website = models.URLField(_("website"), max_length=300, blank=True)
    logo = models.ForeignKey(
        "media.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    description = models.TextField(_("description"), max_length=2000, blank=True)

    search_text = FoldedField(of=("name_uk", "name_en"))
    sort_uk = SortKeyField(of=("name_uk",), db_index=True)
    sort_en = SortKeyField(of=("name_en", "name_uk"), db_index=True)

    url_name = "cities:partner"

    objects = PartnerQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = False
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            *Publication.Meta.constraints,
            *Confirmable.Meta.constraints,
            *ukrainian_required("name"),
            known_choice("kind", Sector.values),
        ]

    def __str__(self):
        return self.name or ""

    def slug_sources(self):
        return (self.name_en or self.name_uk,)
