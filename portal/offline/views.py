import hashlib
import json

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.embroidery.icons import NIGHT, PAPER

# What every page loads, so that a kept page looks as it does with a network.
SHELL = [
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/pages.css",
    "js/search.js",
    "js/site.js",
    "fonts/onest-cyrillic.woff2",
    "fonts/onest-latin.woff2",
    "favicon.svg",
]
# Pages that readers have without a network, though they never opened them.
PAGES = ["offline:page", "cities:contacts"]


@require_safe
@cache_control(no_cache=True)
def service_worker(request):
    """The script that keeps pages for times without a network; it changes with what the pages load."""
    files = [static(path) for path in SHELL]
    data = {
        "version": hashlib.sha256("\n".join(files).encode()).hexdigest()[:12],
        "files": json.dumps(files),
        "pages": json.dumps([address for language, _name in settings.LANGUAGES for address in pages_in(language)]),
    }
    return render(request, "offline/service-worker.js", data, content_type="text/javascript; charset=utf-8")


def pages_in(language) -> list[str]:
    """The addresses of ``PAGES`` in a language."""
    with translation.override(language):
        return [reverse(name) for name in PAGES]


@require_safe
def page(request):
    return render(request, "offline/offline.html", {"title": gettext("The site cannot be reached")})


@require_safe
@cache_control(public=True, max_age=60 * 60)
def manifest(request):  # noqa: ARG001
    """What a device needs to put the portal on its home screen."""
    home = reverse("pages:home")
    return JsonResponse(
        {
            "name": gettext("Ukrainian Association of Learning Cities"),
            "short_name": pgettext("under the icon on a home screen", "Learning Cities"),
            "lang": get_language(),
            "id": home,
            "start_url": home,
            "scope": "/",
            "display": "minimal-ui",
            "theme_color": NIGHT,
            "background_color": PAPER,
            "icons": [
                {"src": static("favicon.svg"), "type": "image/svg+xml", "sizes": "any"},
                *(
                    {
                        "src": static(f"icon-{side}.png"),
                        "type": "image/png",
                        "sizes": f"{side}x{side}",
                        "purpose": "any maskable",
                    }
                    for side in (192, 512)
                ),
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
