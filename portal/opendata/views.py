"""What programs read at /api/v1/, and the pages that tell people about it."""

import json

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portal.media.views import file_response
from portal.opendata import codebook, examples, openapi
from portal.opendata.answering import for_programs, limit_of
from portal.opendata.datasets import DATASETS
from portal.opendata.models import Release
from portal.opendata.pages import page_of
from portal.opendata.tables import csv_lines, geojson_pieces
from portal.opendata.terms import LICENCE_TEXT, LICENCE_URL
from portal.page_cache import public_page
from portal.politeness import PER_MINUTE, politely
from portal.structured_data import absolute

# A link from a page of people takes the number of its page along.
_ALWAYS_KNOWN = ("page",)


def dataset_called(name, *, with_places=False):
    """The list of this name. Raises Http404."""
    dataset = DATASETS.get(name)
    if dataset is None or (with_places and not dataset.has_places):
        raise Http404
    return dataset


@for_programs
def index(request):  # noqa: ARG001
    """Where everything is."""
    lists = {name: absolute(reverse("api:list", args=[name])) for name in DATASETS}
    here = {"lists": lists, "openapi": absolute(reverse("api:openapi")), "licence": LICENCE_URL}
    return _json(here)


@for_programs
def openapi_document(request):  # noqa: ARG001
    return _json(openapi.document())


@for_programs
def records(request, name):
    """A page of a list."""
    dataset = dataset_called(name)
    size = limit_of(request)
    rows, form = dataset.select(request.GET)
    filters = request.GET.copy()
    cursor = "".join(filters.pop("cursor", [])[-1:])
    filters.pop("limit", None)
    page = page_of(rows, asked=f"{name}?{filters.urlencode()}", cursor=cursor, size=size)
    following = None
    if page.next_cursor:
        query = request.GET.copy()
        query["cursor"] = page.next_cursor
        following = absolute(f"{request.path}?{query.urlencode()}")
    answer = {
        "data": [dataset.record(row) for row in page.rows],
        "total": rows.count(),
        "next": following,
        "notices": dataset.notices(form, request.GET, known=("cursor", "limit", *_ALWAYS_KNOWN)),
        "licence": LICENCE_URL,
    }
    response = _json(answer)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@for_programs
def record(request, name, key):  # noqa: ARG001
    """One record of a list."""
    dataset = dataset_called(name)
    if not dataset.find:
        raise Http404
    return _json({"data": dataset.record(dataset.find(key)), "licence": LICENCE_URL})


@for_programs
def table(request, name):
    """A whole list as CSV; what was not understood of the address stands in a header."""
    dataset = dataset_called(name)
    rows, form = dataset.select(request.GET)
    response = StreamingHttpResponse(
        csv_lines(dataset, rows, bom=request.GET.get("bom") == "1"),
        content_type="text/csv; charset=utf-8; header=present",
    )
    return _named(response, dataset, "csv", dataset.notices(form, request.GET, known=("bom", *_ALWAYS_KNOWN)))


@for_programs
def geojson(request, name):
    """A whole list with its places."""
    dataset = dataset_called(name, with_places=True)
    rows, form = dataset.select(request.GET)
    notices = dataset.notices(form, request.GET, known=_ALWAYS_KNOWN)
    pieces = geojson_pieces(dataset, rows, members={"licence": LICENCE_URL, "notices": notices})
    response = StreamingHttpResponse(pieces, content_type="application/geo+json")
    return _named(response, dataset, "geojson", notices)


@for_programs
def nothing(request):  # noqa: ARG001
    raise Http404


def _named(response, dataset, extension, notices):
    response.headers["Content-Disposition"] = f'attachment; filename="{dataset.name}.{extension}"'
    response.headers["Link"] = f'<{LICENCE_URL}>; rel="license"'
    if notices:
        response.headers["X-Notices"] = json.dumps([notice["en"] for notice in notices])
    return response


def _json(data):
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


# For people


@public_page
@require_safe
def data(request):
    return render(
        request,
        "opendata/data.html",
        {
            "title": gettext("Open data"),
            "datasets": DATASETS.values(),
            "examples": examples.requests(),
            "program": examples.program(),
            "releases": Release.objects.all(),
            "licence_url": LICENCE_URL,
            "openapi_url": reverse("api:openapi"),
            "per_minute": PER_MINUTE,
            "home": absolute(reverse("pages:home")),
        },
    )


@public_page
@require_safe
def code_book(request):
    return render(
        request,
        "opendata/code_book.html",
        {
            "title": gettext("Code book"),
            "trail": [(gettext("Open data"), reverse("opendata:data"))],
            "chapters": codebook.chapters(),
            "rules": codebook.rules(),
        },
    )


@require_safe
def licence(request):  # noqa: ARG001
    return HttpResponse(LICENCE_TEXT.read_text(encoding="utf-8"), content_type="text/plain; charset=utf-8")


@require_safe
@politely
def release(request, version):  # noqa: ARG001
    """The package of a release, to save."""
    found = get_object_or_404(Release, version=version)
    return file_response(
        default_storage,
        found.path,
        content_type="application/zip",
        headers={
            "Cache-Control": "public, max-age=3600",
            "Content-Disposition": f'attachment; filename="{found.file_name}"',
        },
    )
