from modeltranslation.translator import TranslationOptions, register

from news.models import Article, Event
from portal.publishing.history import keep_history


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "lead", "body")
    required_languages = {"uk": ("title",)}


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "place")
    required_languages = {"uk": ("title",)}


keep_history(Article, m2m_fields=["cities", "initiatives", "tasks"])
keep_history(Event)
