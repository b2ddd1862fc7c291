from django.contrib import admin, messages
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.publishing.admin import ContentAdmin, FoldedSearch

from .models import Document, Photo, is_new_file
from .tasks import make_renditions

THUMBNAIL_SIDE = 96  # pixels


class UploadAdmin(FoldedSearch, ContentAdmin):
    """What photos and documents have in common: who uploaded them, and search that ignores case and apostrophes."""

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Photo)
class PhotoAdmin(UploadAdmin):
    list_display = ["thumbnail", "__str__", "author", "licence", "consent", "uploaded_at"]
    list_display_links = ["thumbnail", "__str__"]
    list_filter = ["licence", "consent"]
    readonly_fields = ["thumbnail", "pixels", "uploaded_by", "uploaded_at"]
    fieldsets = [
        (None, {"fields": ["image", ("thumbnail", "pixels")]}),
        (_("Words"), {"fields": [("alt_uk", "alt_en"), ("caption_uk", "caption_en")]}),
        (_("Rights"), {"fields": ["author", "licence", "consent", "source_url"]}),
        (_("Origin"), {"fields": ["uploaded_by", "uploaded_at"]}),
    ]
    actions = ["make_renditions_again"]

    @admin.display(description=_("photo"))
    def thumbnail(self, photo):
        if not photo.image or is_new_file(photo.image):  # the second: the form came back with errors
            return "–"
        scale = THUMBNAIL_SIDE / max(photo.width, photo.height)
        return format_html(
            '<img src="{}" alt="" width="{}" height="{}" loading="lazy">',
            photo.thumbnail_url,
            max(1, round(photo.width * scale)),
            max(1, round(photo.height * scale)),
        )

    @admin.display(description=_("size"))
    def pixels(self, photo):
        return f"{photo.width} × {photo.height}" if photo.width else "–"

    @admin.action(description=_("Make the smaller copies again"), permissions=["change"])
    def make_renditions_again(self, request, queryset):
        ids = list(queryset.values_list("pk", flat=True))
        for photo_id in ids:
            make_renditions.enqueue(photo_id)
        message = ngettext(
            "The smaller copies of %(count)d photo will be made within minutes.",
            "The smaller copies of %(count)d photos will be made within minutes.",
            len(ids),
        )
        self.message_user(request, message % {"count": len(ids)}, messages.SUCCESS)


@admin.register(Document)
class DocumentAdmin(UploadAdmin):
    list_display = ["__str__", "kind", "size_for_people", "language", "is_public", "uploaded_at"]
    list_filter = ["is_public", "kind", "language"]
    readonly_fields = ["kind", "size_for_people", "uploaded_by", "uploaded_at"]
    fieldsets = [
        (None, {"fields": ["file", ("kind", "size_for_people")]}),
        (None, {"fields": [("title_uk", "title_en"), "language", "is_public"]}),
        (_("Origin"), {"fields": ["uploaded_by", "uploaded_at"]}),
    ]

    @admin.display(description=_("size"), ordering="size")
    def size_for_people(self, document):
        return filesizeformat(document.size) if document.size else "–"
