"""News, and all that a city does, for programs that follow sites."""

from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cities.models import City
from initiatives.models import Initiative
from news.forms import NewsFilter
from news.models import Article, Event
from portal.atom import MOST_ENTRIES, atom
from portal.lookup import find_published
from portal.politeness import politely
from portal.publishing.stamp import unless_changed


@require_safe
@politely
@unless_changed
def news(request):
    """The newest of the news that the filters of the address leave."""
    published = Article.objects.published()
    form = NewsFilter(request.GET, years=published.years(), cities=published.cities())
    page = reverse("news:news")
    if query := request.GET.urlencode():
        page = f"{page}?{query}"
    return atom(
        request, title=gettext("News"), page=page, rows=form.narrow(published).latest_published()[:MOST_ENTRIES]
    )


@require_safe
@politely
@unless_changed
def city(request, slug):
    """The initiatives, news and events of a city, in one."""
    city = find_published(City.objects.all(), page_of=_city_feed, slug=slug)
    kinds = [
        Initiative.objects.published().of_city(city),
        Article.objects.published().about_city(city),
        Event.objects.published().in_city(city),
    ]
    rows = [row for kind in kinds for row in kind.latest_published()[:MOST_ENTRIES]]
    rows.sort(key=lambda row: row.published_at, reverse=True)
    return atom(request, title=city.name, page=city.get_absolute_url(), rows=rows[:MOST_ENTRIES])


def _city_feed(city):
    return reverse("news:city_feed", args=[city.slug])
