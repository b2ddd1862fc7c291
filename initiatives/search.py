"""What is found of initiatives: nothing of places, contacts, guests and what the city does not show."""

from django.db.models import Prefetch
from django.utils import timezone

from cities.models import City, Partner
from initiatives.models import (
    Area,
    AssociationTask,
    Initiative,
    InitiativePartner,
    Result,
    Sdg,
    TargetGroup,
    Theme,
)
from portal.search.sources import Document, Source, in_both, register, ukrainian_address

TEXTS = ("problem", "objectives", "activities", "evaluation", "innovation", "lessons", "transfer", "resilience_note")


@register
class InitiativeSource(Source):
    model = Initiative
    joined = {
        City: ["city", "partner_cities"],
        Partner: ["organisation", "partner_roles__partner"],
        InitiativePartner: ["partner_roles"],
        Result: ["results"],
        Area: ["areas"],
        AssociationTask: ["tasks"],
        Sdg: ["sdgs"],
        TargetGroup: ["target_groups"],
        Theme: ["themes"],
    }

    def published(self):
        return (
            Initiative.objects.published()
            .select_related("city", "organisation")
            .prefetch_related(
                Prefetch("partner_cities", City.objects.by_name()),
                "partner_roles__partner",
                "areas",
                "tasks",
                "sdgs",
                "target_groups",
                "themes",
                "results",
            )
        )

    def document(self, initiative):
        cities = [city for city in (initiative.shown_city, *initiative.shown_partner_cities) if city]
        partners = [role.partner for role in initiative.shown_partner_roles]
        if initiative.shown_organisation:
            partners.append(initiative.shown_organisation)
        lists = ("areas", "target_groups", "tasks", "sdgs", "themes")
        references = [entry for name in lists for entry in getattr(initiative, name).all()]
        stage = in_both(initiative.get_stage_display)
        return Document(
            title_uk=initiative.title_uk,
            title_en=initiative.title_en,
            place_uk=", ".join(city.name_uk for city in cities),
            place_en=", ".join(city.name_en or city.name_uk for city in cities),
            summary_uk=initiative.summary_uk,
            summary_en=initiative.summary_en,
            text_uk=self._text(initiative, "uk"),
            text_en=self._text(initiative, "en"),
            also=[
                *(text for row in (*partners, *references) for text in (row.name_uk, row.name_en) if text),
                *stage.values(),
            ],
            tags=[
                *(f"{entry._meta.model_name}{entry.pk}" for entry in references),
                *(f"city{city.pk}" for city in cities),
            ],
            address=ukrainian_address(initiative),
            date=timezone.localdate(initiative.published_at),
        )

    def _text(self, initiative, language):
        own = [getattr(initiative, f"{name}_{language}") for name in TEXTS]
        roles = [getattr(role, f"role_{language}") for role in initiative.shown_partner_roles]
        results = [getattr(result, f"description_{language}") for result in initiative.results.all()]
        return "\n".join(filter(None, [*own, *roles, *results]))
