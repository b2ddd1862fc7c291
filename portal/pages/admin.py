import re

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.pages.models import Message, Page
from portal.publishing.admin import (
    SOURCE_FIELDSET,
    STATE_FIELDSET,
    AttentionFilter,
    PatternSearch,
    PublicationAdmin,
    PublicationForm,
    SturdyAdmin,
    languages,
)


class PageForm(PublicationForm):
    """Lets through only addresses that the site can answer."""

    def clean_slug(self):
        slug = super().clean_slug()
        if slug and not re.fullmatch("[-a-z0-9]+", slug):
            raise ValidationError(_("Use Latin letters, digits and hyphens only."))
        return slug

    def clean(self):
        cleaned = super().clean()
        parent, slug = cleaned.get("parent"), cleaned.get("slug") or ""
        path = f"{parent.path}/{slug}" if parent else slug
        below = Page.objects.under(self.instance).values_list("path", flat=True) if self.instance.path else []
        lengths = [len(path), *(len(path) + len(lower) - len(self.instance.path) for lower in below)]
        if max(lengths) > Page._meta.get_field("path").max_length:
            self.add_error("slug", _("With this, the address of the page or of one below it would be too long."))
        return cleaned


@admin.register(Page)
class PageAdmin(PublicationAdmin):
    form = PageForm
    list_display = ["title_uk", "title_en", "path", "status", "in_menu", "menu_order", languages, "updated_at"]
    list_filter = ["status", AttentionFilter, "in_menu"]
    ordering = ["path"]
    readonly_fields = [*PublicationAdmin.readonly_fields, "path"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("title_uk", "title_en"),
                    ("parent", "slug", "path"),
                    ("lead_uk", "lead_en"),
                    ("body_uk", "body_en"),
                ]
            },
        ),
        (_("Menu"), {"fields": [("menu_title_uk", "menu_title_en"), ("in_menu", "menu_order")]}),
        SOURCE_FIELDSET,
        STATE_FIELDSET,
    ]


class AnsweredFilter(admin.SimpleListFilter):
    """Letters that still want an answer."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [("wanted", _("not answered yet"))]

    def queryset(self, request, queryset):
        return queryset.unanswered() if self.value() == "wanted" else queryset


@admin.register(Message)
class MessageAdmin(PatternSearch, SturdyAdmin):
    """Letters from the contact form: read, marked, and deleted when they are no longer needed; never rewritten."""

    list_display = ["created_at", "topic", "name", "email", "language", "answered_at", "is_spam"]
    list_display_links = ["created_at", "topic"]
    list_filter = [AnsweredFilter, "topic", "is_spam", "language", "created_at"]
    search_fields = ["name", "email", "text"]
    search_help_text = _("Words of the letter, name or e-mail.")
    ordering = ["-pk"]
    actions = ["mark_answered", "mark_spam"]
    readonly_fields = ["topic", "name", "email", "language", "text", "created_at"]
    fields = ["topic", ("name", "email", "language"), "text", "created_at", "answered_at", "is_spam"]

    def has_add_permission(self, request):
        return False

    @admin.action(description=_("Mark as answered now"), permissions=["change"])
    def mark_answered(self, request, queryset):
        count = queryset.filter(answered_at__isnull=True).update(answered_at=timezone.now())
        text = ngettext("%(count)d letter is marked as answered.", "%(count)d letters are marked as answered.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Mark as spam"), permissions=["change"])
    def mark_spam(self, request, queryset):
        count = queryset.update(is_spam=True)
        text = ngettext("%(count)d letter is marked as spam.", "%(count)d letters are marked as spam.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
