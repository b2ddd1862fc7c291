from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from portal.publishing.admin import AttentionFilter, ContentAdmin, FoldedSearch

from .models import Document, Photo, is_new_file
from .tasks import make_renditions
from .use import uses

THUMBNAIL_SIDE = 96  # pixels


class UseFilter(admin.SimpleListFilter):
    """What is shown somewhere, and what lies unused."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", pgettext_lazy("photos and documents", "used")), ("unused", _("not used anywhere"))]

    def queryset(self, request, queryset):
        return getattr(queryset, self.value())() if self.value() in ("used", "unused") else queryset


class UploadAdmin(FoldedSearch, ContentAdmin):
    """What photos and documents have in common: who uploaded them, where they are used, search in stored words."""

    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_uses()

    @admin.display(description=_("used"), ordering="uses")
    def use_count(self, upload):
        return upload.uses

    @admin.display(description=_("used by"))
    def used_by(self, upload):
        if not upload.pk or not upload.uses:
            return _("nothing")
        owners = dict.fromkeys(filter(None, map(self._owner, uses(upload))))
        return format_html_join(", ", '<a href="{}">{}</a>', ((self._change_url(owner), owner) for owner in owners))

    def _owner(self, row):
        """The row itself, or what it is a part of: whatever has a page in the admin."""
        if self.admin_site.is_registered(type(row)):
            return row
        parents = [
            getattr(row, field.name)
            for field in row._meta.concrete_fields
            if field.many_to_one and field.related_model is not self.model
        ]
        return next((parent for parent in parents if self.admin_site.is_registered(type(parent))), None)

    def _change_url(self, row):
        return reverse(admin_urlname(row._meta, "change"), args=[row.pk])

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Photo)
class PhotoAdmin(UploadAdmin):
    list_display = ["thumbnail", "__str__", "use_count", "author", "licence", "consent", "uploaded_at"]
    list_display_links = ["thumbnail", "__str__"]
    list_filter = [UseFilter, AttentionFilter, "licence", "consent"]
    readonly_fields = ["thumbnail", "pixels", "used_by", "uploaded_by", "uploaded_at"]
    fieldsets = [
        (None, {"fields": ["image", ("thumbnail", "pixels"), "focus", "used_by"]}),
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
    list_display = ["__str__", "kind", "size_for_people", "use_count", "language", "is_public", "uploaded_at"]
    list_filter = [UseFilter, "is_public", "kind", "language"]
    readonly_fields = ["kind", "size_for_people", "used_by", "uploaded_by", "uploaded_at"]
    fieldsets = [
        (None, {"fields": ["file", ("kind", "size_for_people"), "used_by"]}),
        (None, {"fields": [("title_uk", "title_en"), "language", "is_public"]}),
        (_("Origin"), {"fields": ["uploaded_by", "uploaded_at"]}),
    ]

    @admin.display(description=_("size"), ordering="size")
    def size_for_people(self, document):
        return filesizeformat(document.size) if document.size else "–"
