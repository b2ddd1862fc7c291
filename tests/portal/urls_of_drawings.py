"""Pages that show how often anything was drawn, each with something else about it."""

import time
from itertools import count

from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.vary import vary_on_headers

from portal.media.middleware import saves_data
from portal.page_cache import public_page
from portal.publishing.generation import Generation
from portal.urls import urlpatterns as portal_urlpatterns

drawings = count(1)


def draw(request, **options):
    return HttpResponse(f"Drawing {next(drawings)} of {request.get_full_path()} " + "–" * 300, **options)


def form(request):
    get_token(request)
    return draw(request)


def session(request):
    request.session["seen"] = True
    return draw(request)


def asks_who(request):
    bool(request.user.is_authenticated)
    return draw(request)


def message(request):
    messages.info(request, "Saved.")
    return draw(request)


def nonce(request):
    str(request.csp_nonce)
    return draw(request)


def cookie(request):
    response = draw(request)
    response.set_cookie("colour", "blue")
    return response


def streamed(request):
    return StreamingHttpResponse([draw(request).content])


def missing(request):
    return draw(request, status=404)


def moved(request):
    return draw(request, status=302, headers={"Location": "/"})


def failing(request):
    if "fails" in request.META:
        raise RuntimeError
    return draw(request)


def with_photos(request):
    saves_data(request)
    return draw(request)


def publishing(request):
    response = draw(request)
    Generation.objects.begin()
    return response


def slow(request):
    time.sleep(0.3)
    return draw(request)


OF_SOMEBODY = {
    "form": form,
    "session": session,
    "asks-who": asks_who,
    "message": message,
    "nonce": nonce,
    "cookie": cookie,
    "private": cache_control(private=True)(draw),
    "no-store": never_cache(draw),
    "varies": vary_on_headers("Accept-Language")(draw),
    "streamed": streamed,
    "missing": missing,
    "moved": moved,
}
OTHERS = {"plain": draw, "failing": failing, "with-photos": with_photos, "publishing": publishing, "slow": slow}

urlpatterns = [
    *i18n_patterns(
        *(
            path(f"drawn/{name}/", public_page(lambda request, view=view: view(request)))
            for name, view in (OF_SOMEBODY | OTHERS).items()
        ),
        path("drawn/unmarked/", draw),
        prefix_default_language=False,
    ),
    *portal_urlpatterns,
]
