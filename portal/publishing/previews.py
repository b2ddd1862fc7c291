"""The page of a publication before readers see it: drawn by the view that will draw it for them."""

from dataclasses import dataclass

from django.utils.cache import add_never_cache_headers

_pages = {}


@dataclass(frozen=True)
class Preview:
    """What the banner says, and where its link leads back to."""

    note: str
    back: str


def page_of(model):
    """The decorated function draws the public page of the model, from a request and a row fetched ``for_page()``."""

    def register(draw):
        _pages[model] = draw
        return draw

    return register


def preview(request, publication, *, note, back=""):
    """The page as it would be published now, marked as a preview; what readers may not see is not shown here either.

    No cache keeps it, no search engine takes it up, and no other site learns its address.
    """
    model = type(publication)
    request.preview = Preview(note, back)  # base.html asks for it
    response = _pages[model](request, model.objects.for_page().get(pk=publication.pk).as_published())
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
