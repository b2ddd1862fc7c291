from modeltranslation.translator import TranslationOptions, register

from portal.newsletter.models import Digest
from portal.publishing.history import keep_history


@register(Digest)
class DigestTranslation(TranslationOptions):
    fields = ("subject", "intro")
    required_languages = {"uk": ("subject",)}


keep_history(Digest, without=["letters", "passed_over"])
