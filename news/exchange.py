"""Lists of this room as spreadsheets."""

from news.models import Article, Event
from portal.exchange.tables import SOURCE_COLUMNS, Table


class ArticleTable(Table):
    class Meta:
        model = Article
        fields = (
            *("id", "slug", "status", "date", "title_uk", "title_en", "lead_uk", "lead_en", "body_uk", "body_en"),
            *("cities", "initiatives", "tasks", *SOURCE_COLUMNS, "published_at", "updated_at"),
        )


class EventTable(Table):
    class Meta:
        model = Event
        fields = (
            *("id", "slug", "status", "title_uk", "title_en", "summary_uk", "summary_en", "body_uk", "body_en"),
            *("starts_at", "ends_at", "all_day", "place_uk", "place_en", "online_url", "is_cancelled"),
            *("city", "initiative", *SOURCE_COLUMNS, "published_at", "updated_at"),
        )
