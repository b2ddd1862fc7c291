from modeltranslation.translator import TranslationOptions, register

from cities.models import (
    Award,
    City,
    CityFocus,
    CityPhoto,
    FormerName,
    Indicator,
    Network,
    NetworkMembership,
    Partner,
    PartnerWanted,
    Representative,
    WarStatus,
)
from portal.publishing.history import keep_history


@register(City)
class CityTranslation(TranslationOptions):
    fields = (
        "name",
        "hromada",
        "summary",
        "vision",
        "challenges",
        "plan_policy",
        "plan_practice",
        "head_title",
        "head_name",
        "contact_office",
        "contact_person",
    )
    required_languages = {"uk": ("name",)}


@register(FormerName)
class FormerNameTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = {"uk": ("name",)}


@register(PartnerWanted)
class PartnerWantedTranslation(TranslationOptions):
    fields = ("note",)


@register(Network)
class NetworkTranslation(TranslationOptions):
    fields = ("name", "short_name", "description")
    required_languages = {"uk": ("name", "short_name")}


@register(NetworkMembership)
class NetworkMembershipTranslation(TranslationOptions):
    fields = ("note",)


@register(Award)
class AwardTranslation(TranslationOptions):
    fields = ("name", "awarded_by", "reason")
    required_languages = {"uk": ("name",)}


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("note",)


@register(WarStatus)
class WarStatusTranslation(TranslationOptions):
    fields = ("note",)


@register(Partner)
class PartnerTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = {"uk": ("name",)}


for model in (
    Award,
    City,
    CityFocus,
    CityPhoto,
    FormerName,
    Indicator,
    Network,
    NetworkMembership,
    PartnerWanted,
    Representative,
    WarStatus,
):
    keep_history(model)
keep_history(Partner, m2m_fields=["cities"])
