from modeltranslation.translator import TranslationOptions, register

from initiatives.models import (
    AnswerTemplate,
    Area,
    AssociationTask,
    Exchange,
    Initiative,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    Sdg,
    TargetGroup,
    Theme,
    TransferNeed,
)
from portal.publishing.history import keep_history


@register([AssociationTask, Sdg, TargetGroup, Theme])
class ReferenceTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = {"uk": ("name",)}


@register(Area)
class AreaTranslation(ReferenceTranslation):
    fields = ("goal",)


@register(AnswerTemplate)
class AnswerTemplateTranslation(TranslationOptions):
    fields = ("name", "text")
    required_languages = {"uk": ("name", "text")}


@register(Initiative)
class InitiativeTranslation(TranslationOptions):
    fields = (
        "title",
        "summary",
        "problem",
        "objectives",
        "activities",
        "evaluation",
        "innovation",
        "lessons",
        "transfer",
        "resilience_note",
        "accessibility_note",
        "place",
    )
    required_languages = {"uk": ("title",)}


@register(InitiativePartner)
class InitiativePartnerTranslation(TranslationOptions):
    fields = ("role",)


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ("source", "note")


@register(Result)
class ResultTranslation(TranslationOptions):
    fields = ("description", "method")


for model in (
    Area,
    AssociationTask,
    Exchange,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    Sdg,
    TargetGroup,
    Theme,
    TransferNeed,
):
    keep_history(model)
keep_history(
    Initiative,
    without=["reviewer", "creation_key"],
    m2m_fields=["partner_cities", "areas", "themes", "sdgs", "tasks", "target_groups"],
)
