from modeltranslation.translator import TranslationOptions, register

from portal.publishing.history import keep_history

from .models import Document, Photo


@register(Photo)
class PhotoTranslationOptions(TranslationOptions):
    fields = ("alt", "caption")
    required_languages = {"uk": ("alt",)}


@register(Document)
class DocumentTranslationOptions(TranslationOptions):
    fields = ("title",)
    required_languages = {"uk": ("title",)}


# Left out is all that goes with a file, because a file that was replaced cannot come back.
keep_history(Photo, without=["image", "uuid", "width", "height", "rendition_widths", "rendition_bytes"])
keep_history(Document, without=["file", "uuid", "kind", "size"])
