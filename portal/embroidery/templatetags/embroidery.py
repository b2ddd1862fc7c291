"""Ornaments and preview pictures in templates. All take plain codes; an empty one means the association itself."""

from django import template

from portal.embroidery.drawing import drawn_area, drawn_motif, drawn_tile
from portal.embroidery.previews import preview_address

register = template.Library()

OWN_CODE = "association"
# How many tiles there are to fill the widest place of each kind.
TILES = {"card": 6, "banner": 20}


@register.inclusion_tag("embroidery/band.html", takes_context=True)
def ornament_band(context, code="", size="card"):
    """A band that shows as many whole motifs as its place is wide. ``size`` is "card" or "banner"."""
    return {
        "drawing": drawn_tile(code or OWN_CODE),
        "id": new_id(context),
        "size": size,
        "others": range(1, TILES[size]),
    }


@register.inclusion_tag("embroidery/motif.html", takes_context=True)
def ornament_medallion(context, code=""):
    """The single motif of a place. CSS says how large: ``--medallion`` on it or around it."""
    return {"drawing": drawn_motif(code or OWN_CODE), "id": new_id(context)}


@register.inclusion_tag("embroidery/motif.html", takes_context=True)
def area_motif(context, slug):
    """The motif of an area, in the size of a medallion."""
    return {"drawing": drawn_area(slug), "id": new_id(context)}


@register.simple_tag
def preview_url(title, kicker="", code=""):
    """The absolute address of a preview picture in the active language."""
    return preview_address(title=str(title), kicker=str(kicker or ""), code=code or OWN_CODE)


def new_id(context):
    """An id that no other ornament of the page has."""
    # Included templates get copies of the context, but all of a page share its request.
    page = getattr(context, "request", None) or context
    page.ornaments = getattr(page, "ornaments", 0) + 1
    return f"o{page.ornaments}"
