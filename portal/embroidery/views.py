from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from portal.csp import hash_source

from .drawing import squares
from .icons import core
from .motif import motif
from .previews import preview_png
from .threads import THREADS, pair_of

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def ornament(request, katottg):  # noqa: ARG001
    """The heart of a place's motif in solid squares, for a browser's tab. It follows the device's scheme by itself."""
    grid = core(motif(katottg))
    first, second = (THREADS[name] for name in pair_of(katottg))
    light = f".a{{fill:{first.light}}}.b{{fill:{second.light}}}"
    dark = f".a{{fill:{first.dark}}}.b{{fill:{second.dark}}}"
    style = f"{light}@media(prefers-color-scheme:dark){{{dark}}}"
    svg = render_to_string(
        "embroidery/icon.svg",
        {"style": style, "size": len(grid), "first": squares(grid, 1), "second": squares(grid, 2)},
    )
    return HttpResponse(
        svg,
        content_type="image/svg+xml",
        headers={
            "Cache-Control": FOR_EVER,
            # The page's policy knows no style inside a document.
            "Content-Security-Policy": f"default-src 'none'; style-src {hash_source(style)}",
        },
    )


@require_safe
def preview(request, token):  # noqa: ARG001
    """The picture that networks and messengers show beside a link. 404 for a token that is not ours."""
    try:
        png = preview_png(token)
    except BadSignature:
        raise Http404 from None
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": FOR_EVER})
