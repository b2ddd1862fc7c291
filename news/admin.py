from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from news.exchange import ArticleTable, EventTable
from news.models import Article, Event
from portal.exchange.admin import ExchangeMixin
from portal.publishing.admin import SOURCE_FIELDSET, STATE_FIELDSET, AttentionFilter, PublicationAdmin, languages


@admin.register(Article)
class ArticleAdmin(ExchangeMixin, PublicationAdmin):
    table = ArticleTable
    list_display = ["title_uk", "title_en", "date", "status", languages, "updated_at"]
    list_filter = ["status", AttentionFilter, "tasks", "date"]
    ordering = ["-date", "-pk"]
    autocomplete_fields = ["photo", "cities", "initiatives"]
    checkboxes = ["tasks"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("title_uk", "title_en"),
                    "slug",
                    "date",
                    ("lead_uk", "lead_en"),
                    ("body_uk", "body_en"),
                    "photo",
                ]
            },
        ),
        (_("What it is about"), {"fields": ["cities", "initiatives", "tasks"]}),
        SOURCE_FIELDSET,
        STATE_FIELDSET,
    ]


@admin.register(Event)
class EventAdmin(ExchangeMixin, PublicationAdmin):
    table = EventTable
    list_display = ["title_uk", "title_en", "starts_at", "city", "status", languages]
    list_filter = ["status", AttentionFilter, "starts_at"]
    list_select_related = ["city"]
    ordering = ["-starts_at", "-pk"]
    autocomplete_fields = ["photo", "city", "initiative"]
    fieldsets = [
        (None, {"fields": [("title_uk", "title_en"), "slug", ("summary_uk", "summary_en"), ("body_uk", "body_en")]}),
        (
            _("When and where"),
            {"fields": [("starts_at", "ends_at"), "all_day", ("place_uk", "place_en"), "online_url", "is_cancelled"]},
        ),
        (_("Who"), {"fields": ["city", "initiative", "photo"]}),
        SOURCE_FIELDSET,
        STATE_FIELDSET,
    ]
