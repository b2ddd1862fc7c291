"""Photos on pages, and what stands in their place for readers who save data."""

from django import template

from portal.media.middleware import saves_data

register = template.Library()


@register.inclusion_tag("media/_photo_or_link.html", takes_context=True)
def picture(context, photo, sizes="100vw", *, eager=False, enlarges=False):
    """A Photo in the best format and size that the browser takes; for readers who save data, a link to it.

    ``sizes`` says how wide the page shows it, as the attribute of that name; ``eager`` is for the large photo at the
    top of a page. A photo that ``enlarges`` leads to its largest copy.
    """
    request = getattr(context, "request", None)
    return {
        "photo": photo,
        "sizes": sizes,
        "eager": eager,
        "enlarges": enlarges,
        "on_request": request is not None and saves_data(request),
    }
