from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portal.page_cache import public_page
from portal.politeness import SEARCHING, SUGGESTING, at_most
from portal.search import finding
from portal.search.forms import SearchForm, kind_choices
from portal.search.models import MissedSearch
from portal.search.questions import clean
from portal.search.results import results
from portal.search.snippets import marker

PAGE_SIZE = 24


@public_page
@require_safe
@at_most(SEARCHING, of_queries=True)
def search(request):
    form = SearchForm(request.GET)
    text, kind = form.values.get("q", ""), form.values.get("kind", "")
    found = finding.search(text)
    listed = found.results(kind)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    is_wanted = marker(found.question, begins=found.begins)
    context = {
        "title": gettext("Search"),
        "form": form,
        "text": text,
        "kind": kind,
        "kinds": [(name, label, found.counts[name]) for name, label in kind_choices() if name in found.counts],
        "found": found,
        "complete": listed.complete,
        "is_capped": listed.complete >= finding.MOST,
        "page": page,
        "results": results(page.object_list, is_wanted),
        "notices": form.notices,
    }
    response = render(request, "search/search.html", context)
    if text and not found.total:
        MissedSearch.objects.note(text)
        patch_cache_control(response, no_cache=True)  # each time counts
    return response


@require_safe
@at_most(SUGGESTING)
def suggestions(request):
    """Titles for an unfinished text, as JSON: ``[{"title": …, "language": "uk", "kind": …, "url": …}]``."""
    found = results(finding.suggest(clean(request.GET.get("q", ""))), is_wanted=lambda _word: False)
    rows = [
        {"title": result.plain_title, "language": result.language, "kind": result.kind, "url": result.url}
        for result in found
    ]
    return JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})


@require_safe
def description(request):
    """How a browser may search here from its address bar (OpenSearch 1.1)."""
    context = {"name": gettext("Learning cities")}  # at most 16 letters
    return render(
        request, "search/description.xml", context, content_type="application/opensearchdescription+xml; charset=utf-8"
    )
