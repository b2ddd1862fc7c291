"""News and events."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.forms import NewsFilter
from news.models import Article, Event
from portal.lookup import find_published
from portal.opendata.columns import Column, Kind, field, translated
from portal.opendata.datasets.base import Dataset, Selection, page_columns, unfiltered
from portal.opendata.datasets.cities import date_columns, source_columns


def select_news(query):
    published = Article.objects.published()
    form = NewsFilter(query, years=published.years(), cities=published.cities())
    return Selection(form.narrow(published).newest_first().for_data(), form)


NEWS = Dataset(
    name="news",
    title=_("News"),
    about=_("What learning cities and their association have done; each item with its source."),
    page="news:news",
    key="slug",
    find=lambda slug: find_published(
        Article.objects.for_data(),
        page_of=lambda row: reverse("api:record", args=["news", row.slug]),
        slug=slug,
    ),
    select=select_news,
    columns=[
        field(Article, "slug", is_required=True),
        field(Article, "date"),
        *translated(Article, "title", "lead", "body"),
        Column(
            "cities",
            _("KATOTTG codes of the cities that it is about"),
            lambda article: [city.katottg for city in article.cities.all()],
            kind=Kind.LIST,
            refers_to="cities",
        ),
        Column(
            "initiatives",
            _("Public numbers of the initiatives that it is about"),
            lambda article: [initiative.number for initiative in article.initiatives.all()],
            kind=Kind.LIST,
            refers_to="initiatives",
        ),
        Column(
            "tasks",
            _("Tasks of the association that it is about"),
            lambda article: [task.slug for task in article.tasks.all()],
            kind=Kind.LIST,
            refers_to="tasks",
        ),
        *page_columns("news:article"),
        *source_columns(Article),
        *date_columns(Article),
    ],
)


def host_place(event):
    point = event.host_city and event.host_city.shown_coordinates
    return [point] if point else []


EVENTS = Dataset(
    name="events",
    title=_("Events"),
    about=_("Meetings, forums, fairs and study visits, past and to come."),
    page="news:events",
    key="slug",
    find=lambda slug: find_published(
        Event.objects.for_data(),
        page_of=lambda row: reverse("api:record", args=["events", row.slug]),
        slug=slug,
    ),
    select=unfiltered(lambda: Event.objects.published().for_data().by_start()),
    places=host_place,
    columns=[
        field(Event, "slug", is_required=True),
        *translated(Event, "title", "summary", "body"),
        field(Event, "starts_at"),
        field(Event, "ends_at"),
        field(Event, "all_day"),
        field(Event, "is_cancelled"),
        *translated(Event, "place", when=lambda event: event.shows_place),
        field(Event, "online_url"),
        Column(
            "city_katottg",
            _("KATOTTG code of the host city’s hromada"),
            lambda event: event.host_city and event.host_city.katottg,
            refers_to="cities",
        ),
        Column(
            "initiative",
            _("Public number of the initiative"),
            lambda event: event.shown_initiative and event.shown_initiative.number,
            kind=Kind.INTEGER,
            refers_to="initiatives",
        ),
        *page_columns("news:event"),
        *source_columns(Event),
        *date_columns(Event),
    ],
)
