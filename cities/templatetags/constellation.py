"""The map of cities as a tag."""

from django import template

register = template.Library()


@register.inclusion_tag("cities/_constellation.html")
def constellation(map, selected=()):  # noqa: A002 – what a template's author calls it
    """The map and, folded below it, the same as a list.

    ``map`` comes from :func:`cities.constellation.constellation`; the ``selected`` oblasts stand out. It stands once on
    a page, on a ground of its own unless that is the night already (an ancestor of class ``night``).
    """
    # Drawn last, so that no neighbour's border lies on its own.
    oblasts = sorted(map.oblasts, key=lambda shape: shape.oblast in selected) if map else []
    return {"map": map, "oblasts": oblasts, "selected": selected}
