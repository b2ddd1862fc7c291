"""What is found of news and events. The place of an event is not in the index: in some cities it is shown to nobody."""

from django.db.models import Prefetch
from django.utils import timezone

from cities.models import City
from initiatives.models import AssociationTask, Initiative
from news.models import Article, Event
from portal.richtext import plain_text
from portal.search.sources import Document, Source, register, ukrainian_address


@register
class ArticleSource(Source):
    model = Article
    is_dated = True
    joined = {City: ["cities"], Initiative: ["initiatives"], AssociationTask: ["tasks"]}

    def published(self):
        return Article.objects.published().prefetch_related(
            Prefetch("cities", City.objects.published().by_name()),
            Prefetch("initiatives", Initiative.objects.published().by_title()),
            "tasks",
        )

    def document(self, article):
        cities = article.cities.all()
        return Document(
            title_uk=article.title_uk,
            title_en=article.title_en,
            place_uk=", ".join(city.name_uk for city in cities),
            place_en=", ".join(city.name_en or city.name_uk for city in cities),
            summary_uk=article.lead_uk,
            summary_en=article.lead_en,
            text_uk=plain_text(article.body_uk),
            text_en=plain_text(article.body_en),
            also=[
                *(text for row in article.initiatives.all() for text in (row.title_uk, row.title_en) if text),
                *(text for task in article.tasks.all() for text in (task.name_uk, task.name_en) if text),
            ],
            tags=[
                *(f"city{city.pk}" for city in cities),
                *(f"associationtask{task.pk}" for task in article.tasks.all()),
            ],
            address=ukrainian_address(article),
            date=article.date,
        )


@register
class EventSource(Source):
    model = Event
    is_dated = True
    joined = {City: ["city"], Initiative: ["initiative"]}

    def published(self):
        return Event.objects.published().select_related("city", "initiative")

    def document(self, event):
        city, initiative = event.host_city, event.shown_initiative
        return Document(
            title_uk=event.title_uk,
            title_en=event.title_en,
            place_uk=city.name_uk if city else "",
            place_en=(city.name_en or city.name_uk) if city else "",
            summary_uk=event.summary_uk,
            summary_en=event.summary_en,
            text_uk=plain_text(event.body_uk),
            text_en=plain_text(event.body_en),
            also=[text for text in (initiative.title_uk, initiative.title_en) if text] if initiative else [],
            tags=[f"city{city.pk}"] if city else [],
            address=ukrainian_address(event),
            date=timezone.localdate(event.starts_at),
        )
