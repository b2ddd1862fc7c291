"""All public pages for search engines: an index, and a map for each kind of page with both languages of each."""

from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Max
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cities.models import City, Partner
from initiatives.models import Area, AssociationTask, Initiative, Sdg, TargetGroup, Theme
from news.models import Article, Event
from portal.pages.models import Page
from portal.structured_data import absolute


class TwoLanguages(Sitemap):
    """Pages that are in both languages; each names the other."""

    i18n = alternates = x_default = True
    limit = 10_000

    def number_of_pages(self) -> int:
        return -(-self.number_of_items() * len(settings.LANGUAGES) // self.limit)

    def number_of_items(self) -> int:
        return len(self.items())


class Publications(TwoLanguages):
    """The pages of published rows, with the day on which each changed last."""

    def __init__(self, model):
        self.model = model

    def items(self):
        columns = ("updated_at", "published_at", "path" if self.model is Page else "slug")
        return self.model.objects.published().only(*columns).order_by("pk")

    def number_of_items(self):
        return self.items().count()

    def lastmod(self, item):
        return item.changed_at

    def get_latest_lastmod(self):
        latest = self.items().aggregate(changed=Max("updated_at"), published=Max("published_at"))
        return max(filter(None, latest.values()), default=None)


class References(TwoLanguages):
    """The pages of the lists that initiatives are sorted by."""

    def items(self):
        return [entry for model in (Area, AssociationTask, Sdg, TargetGroup, Theme) for entry in model.objects.all()]


class Lists(TwoLanguages):
    """Pages without a row of their own."""

    def items(self):
        return [
            "pages:home",
            "cities:directory",
            "cities:partners",
            "cities:contacts",
            "initiatives:catalogue",
            "initiatives:areas",
            "initiatives:tasks",
            "initiatives:sdgs",
            "initiatives:target_groups",
            "initiatives:themes",
            "news:news",
            "news:events",
            "opendata:data",
            "opendata:code_book",
            "pages:contact",
            "newsletter:subscribe",
            "initiatives:propose",
            "cities:apply",
        ]

    def location(self, item):
        return reverse(item)


SITEMAPS = {
    "lists": Lists(),
    "pages": Publications(Page),
    "cities": Publications(City),
    "partners": Publications(Partner),
    "initiatives": Publications(Initiative),
    "news": Publications(Article),
    "events": Publications(Event),
    "references": References(),
}


@require_safe
@x_robots_tag
def index(request):
    maps = []
    for name, pages in SITEMAPS.items():
        address, changed = absolute(reverse("sitemap", args=[name])), pages.get_latest_lastmod()
        maps.append(SitemapIndexItem(address, changed))
        further = range(2, pages.number_of_pages() + 1)
        maps += [SitemapIndexItem(f"{address}?p={number}", changed) for number in further]
    return render(request, "sitemap_index.xml", {"sitemaps": maps}, content_type="application/xml")


@require_safe
@x_robots_tag
def section(request, name):
    if name not in SITEMAPS:
        raise Http404
    site = urlsplit(settings.SITE_URL)
    try:
        urls = SITEMAPS[name].get_urls(
            page=request.GET.get("p", 1), site=SimpleNamespace(domain=site.netloc), protocol=site.scheme
        )
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    return render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")
