import re

from django.conf import settings
from django.utils.translation import get_language

from portal.languages import ENGLISH, other_language

# Browsers read a backslash as a slash, and two of them as the beginning of another site's address.
_ENGLISH_AND_SLASHES = re.compile(r"([/\\]+en(?=[/\\?]|\Z))*[/\\]*")


def in_language(path, language):
    """The address of the same page in a language, the query kept; always on this site, whatever the path."""
    rest = path[_ENGLISH_AND_SLASHES.match(path).end() :]
    return f"/en/{rest}" if language == ENGLISH else f"/{rest}"


def site(request):
    """What every page shows: its address in both languages. No queries.

    ``page_languages`` pairs a language code with the absolute address of this page, for search engines; ``switch_url``
    is the same page in the other language with the filters kept, for readers.
    """
    page = request.GET.get("page", "")
    # Further pages of a list are pages of their own; filters and nonsense are not.
    part = f"?page={int(page)}" if re.fullmatch(r"[0-9]{1,6}", page) and int(page) > 1 else ""
    return {
        "site_url": settings.SITE_URL,
        "page_url": settings.SITE_URL + request.path + part,
        "page_languages": [
            (code, settings.SITE_URL + in_language(request.path, code) + part) for code, _name in settings.LANGUAGES
        ],
        "language": get_language(),
        "switch_language": other_language(),
        "switch_url": in_language(request.get_full_path(), other_language()),
    }
