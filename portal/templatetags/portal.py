"""Tags and filters that every template may use: text in its real language, dates of reduced precision, JSON-LD."""

import datetime
import json
import re

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext

from portal.kept_posts import fields_to_send_again as fields_of
from portal.languages import text_language
from portal.structured_data import absolute

register = template.Library()


@register.simple_tag(takes_context=True)
def fields_to_send_again(context):
    """What was posted, as ``portal.kept_posts`` lets it be sent once more."""
    return fields_of(context["request"])


@register.simple_tag
def text(obj, field):
    """The field's text; marked ``lang="uk"`` where an English page has to show Ukrainian."""
    value = getattr(obj, field)
    if value and text_language(obj, field) != get_language():
        return format_html('<span lang="{}">{}</span>', text_language(obj, field), value)
    return value or ""


@register.simple_tag
def lang_attr(obj, field):
    """`` lang="uk"`` for an element whose text is in another language than the page, else nothing."""
    if getattr(obj, field) and text_language(obj, field) != get_language():
        return format_html(' lang="{}"', text_language(obj, field))
    return ""


@register.simple_tag
def paragraphs(obj, field):
    """Plain text as paragraphs, marked with its language where that is not the page's."""
    value = getattr(obj, field)
    if not value:
        return ""
    html = linebreaks(value, autoescape=True)
    return format_html("<div{}>{}</div>", lang_attr(obj, field), mark_safe(html))  # noqa: S308 – escaped above


@register.simple_tag
def rich(obj, field):
    """Rich text, which its field cleaned on saving, marked with its language where that is not the page's."""
    html = getattr(obj, field)
    return format_html("<div{}>{}</div>", lang_attr(obj, field), mark_safe(html)) if html else ""  # noqa: S308


def _parts(value):
    numbers = [int(part) for part in value.split("-")]
    return datetime.date(*[*numbers, 1, 1][:3]), len(numbers)


@register.filter
def partial_date(value):
    """A partial date as it stands alone: "2016", "червень 2016", "14 лютого 2024"."""
    if not value:
        return ""
    date, precision = _parts(value)
    if precision == 1:
        return str(date.year)
    if precision == 2:
        return date_format(date, "F Y").lower() if get_language() == "uk" else date_format(date, "F Y")
    return date_format(date, "j E Y") if get_language() == "uk" else date_format(date, "j F Y")


@register.filter
def since(value):
    """A partial date as a beginning: "since June 2016", "з червня 2016 року"."""
    if not value:
        return ""
    date, precision = _parts(value)
    uk_format, en_format = {1: ("Y", "Y"), 2: ("E Y", "F Y"), 3: ("j E Y", "j F Y")}[precision]
    shown = date_format(date, uk_format if get_language() == "uk" else en_format)
    return pgettext("a beginning, the date in the genitive", "since %(date)s") % {"date": shown}


@register.filter(expects_localtime=True)
def day(value):
    """A date, or the local date of a time, as "14 лютого 2024 року" / "14 February 2024"."""
    if not value:
        return ""
    if get_language() == "uk":
        return date_format(value, "j E Y") + " року"
    return date_format(value, "j F Y")


@register.simple_tag
def scheme_script():
    """The script that applies the reader's scheme before anything is drawn."""
    return format_html("<script>{}</script>", mark_safe(settings.SCHEME_SCRIPT))  # noqa: S308 – a file of ours


@register.simple_tag
def feed_link(address, title):
    """A feed that programs find by themselves; stands in the head of the page that shows the same to people."""
    return format_html('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, address)


@register.simple_tag
def json_ld(data):
    """Structured data for search engines, safe inside the page."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    content = content.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{content}</script>')  # noqa: S308 – escaped above


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(here, trail=()):
    """The way from the home page to this page, for people and, as schema.org's BreadcrumbList, for search engines.

    ``trail`` holds pairs of label and address of the pages between; ``here`` is what this page is called.
    """
    steps = [(pgettext("breadcrumbs", "Home"), reverse("pages:home")), *trail]
    items = [
        {"@type": "ListItem", "position": position, "name": str(label), "item": absolute(url)}
        for position, (label, url) in enumerate(steps, start=1)
    ]
    last = {"@type": "ListItem", "position": len(items) + 1, "name": str(here)}
    data = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [*items, last]}
    return {"steps": steps, "here": here, "data": data}


@register.simple_block_tag
def listing(content, *, form, panel, action, name, found):
    """A list with its facets: what stands between the tags is the list itself, ``found`` says how long it is.

    ``form`` is a FacetForm and ``panel`` its Panel, ``action`` the address of the list, ``name`` what the form is for.
    """
    values = {"form": form, "panel": panel, "action": action, "name": name, "found": found, "rows": content}
    return render_to_string("components/listing.html", values)


@register.filter
def host(url):
    """The host of an address, as readers recognise it: "uil.unesco.org"."""
    authority = re.split(r"[/\\?#]", url.split("//", 1)[-1], maxsplit=1)[0]
    return authority.rpartition("@")[2].removeprefix("www.")


@register.filter
def page_range(paginator, number):
    """Page numbers with gaps, for long lists."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.filter
def shows_ukrainian(obj, field):
    """Whether a page in another language has to show the field's Ukrainian text."""
    return bool(getattr(obj, field)) and text_language(obj, field) != get_language()
