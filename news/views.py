from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news import structured_data
from news.forms import NewsFilter
from news.models import Article, Event
from portal.lookup import find_published
from portal.page_cache import public_page
from portal.publishing.previews import page_of

PER_PAGE = 24


@public_page
@require_safe
def news(request):
    published = Article.objects.published()
    form = NewsFilter(request.GET, years=published.years(), cities=published.cities())
    articles = form.narrow(published).newest_first().for_cards()
    return render(
        request,
        "news/news.html",
        {
            "form": form,
            "page": Paginator(articles, PER_PAGE).get_page(request.GET.get("page")),
            "notices": form.notices,
        },
    )


@public_page
@require_safe
def article(request, slug):
    return show_article(request, find_published(Article.objects.for_page(), slug=slug))


@page_of(Article)
def show_article(request, article):
    return render(
        request,
        "news/article.html",
        {
            "article": article,
            "trail": [(_("News"), reverse("news:news"))],
            "structured_data": structured_data.news_article(article),
        },
    )


@public_page
@require_safe
def events(request):
    published = Event.objects.published().for_cards()
    page = Paginator(published.past(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "news/events.html", {"upcoming": published.upcoming(), "page": page})


@public_page
@require_safe
def event(request, slug):
    return show_event(request, find_published(Event.objects.for_page(), slug=slug))


@page_of(Event)
def show_event(request, event):
    return render(
        request,
        "news/event.html",
        {
            "event": event,
            "trail": [(_("Events"), reverse("news:events"))],
            "structured_data": structured_data.event(event),
        },
    )
