from modeltranslation.translator import TranslationOptions, register

from portal.pages.models import Page
from portal.publishing.history import keep_history


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "menu_title", "lead", "body")
    required_languages = {"uk": ("title",)}


keep_history(Page)
