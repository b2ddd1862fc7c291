"""Feeds as RFC 4287 (Atom) has them, each text in its real language."""

import datetime
import re
from uuid import uuid5

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.languages import text_language
from portal.structured_data import absolute

# What a reader that asks once a week still finds.
MOST_ENTRIES = 50

# Characters that XML 1.0 cannot hold, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY_SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class _Feed(Atom1Feed):
    """Django's Atom, with the language of each entry and no date of today where there is none."""

    def item_attributes(self, item):
        return super().item_attributes(item) | {"xml:lang": item["language"]}

    def latest_post_date(self):
        return super().latest_post_date() if self.items else _EMPTY_SINCE


def atom(request, *, title, page, rows):
    """A feed of published rows, the newest first; ``page`` is the address of the page that shows the same to people.

    Each row has a title and names, as ``lead_field``, the field that tells it in short.
    """
    feed = _Feed(
        title=_clean(f"{title} – {_('Ukrainian Association of Learning Cities')}"),
        link=absolute(page),
        description=None,
        language=get_language(),
        feed_url=absolute(request.get_full_path()),
        feed_guid=absolute(request.get_full_path()),
        author_name=_("Ukrainian Association of Learning Cities"),
        author_link=absolute(reverse("pages:home")),
        feed_copyright="CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    )
    for row in rows:
        feed.add_item(
            title=_clean(row.title),
            link=absolute(row.get_absolute_url()),
            description=_in_short(row),
            # An entry in English is not the Ukrainian one in other words: a reader who follows both gets both.
            unique_id=uuid5(row.lasting_id, get_language()).urn,
            pubdate=row.published_at,
            updateddate=row.changed_at,
            language=text_language(row, "title"),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _in_short(row):
    """HTML, as Atom's summary is sent; marked where it is in another language than the title."""
    text = getattr(row, row.lead_field)
    if not text:
        return None
    language = text_language(row, row.lead_field)
    mark = format_html(' lang="{}"', language) if language != text_language(row, "title") else ""
    return format_html("<p{}>{}</p>", mark, _clean(text))


def _clean(text):
    return _NOT_IN_XML.sub("", text)
