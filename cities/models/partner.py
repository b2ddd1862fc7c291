from django.db import models
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models.city import City
from cities.models.sectors import Sector
from portal.publishing.fields import FoldedField, SortKeyField
from portal.publishing.models import (
    Confirmable,
    ConfirmableQuerySet,
    Publication,
    PublicationQuerySet,
    Sourced,
    SourcedQuerySet,
    known_choice,
    ukrainian_required,
)


class PartnerQuerySet(PublicationQuerySet, ConfirmableQuerySet, SourcedQuerySet):
    def by_name(self):
        """In the alphabetical order of the active language."""
        return self.order_by(f"sort_{get_language()}", "pk")

    def in_sector(self, sector):
        return self.filter(kind=sector)

    def in_city(self, city):
        return self.filter(cities=city)

    def for_cards(self):
        """With all that a card shows."""
        return self.select_related("logo").prefetch_related(Prefetch("cities", City.objects.published().by_name()))


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
