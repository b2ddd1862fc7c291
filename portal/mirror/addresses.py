"""Which addresses of the site a mirror holds, and in which file each lies.

An address is a path with its query, in one spelling: "/initiatives/?area=culture&page=2".
"""

import mimetypes
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from portal.languages import ENGLISH, UKRAINIAN

# Pages with a form; in its place the mirror says that it works on the site alone.
FORMS = {"pages:contact", "newsletter:subscribe", "initiatives:propose", "cities:apply"}
# Every name stands here because somebody decided that all may read it, so nothing gets into a mirror by itself.
MIRRORED = FORMS | {
    *("pages:home", "pages:page", "robots", "embroidery:ornament", "embroidery:preview", "media:photo"),
    *("media:document", "cities:directory", "cities:city", "cities:contacts", "cities:partners", "cities:partner"),
    *("initiatives:catalogue", "initiatives:initiative", "initiatives:handout", "initiatives:areas"),
    *("initiatives:area", "initiatives:tasks", "initiatives:task", "initiatives:sdgs", "initiatives:sdg"),
    *("initiatives:themes", "initiatives:theme", "initiatives:target_groups", "initiatives:target_group"),
    *("initiatives:feed", "initiatives:area_feed", "initiatives:cite"),
    *("news:news", "news:article", "news:events", "news:event"),
    *("news:news_feed", "news:city_feed", "news:calendar", "news:event_calendar", "news:city_calendar"),
    *("sitemaps", "sitemap", "opendata:data", "opendata:code_book", "api:index", "api:openapi"),
    *("api:list", "api:table", "api:map", "api:licence", "api:release"),
}

# What programs read is mirrored whole: narrowed as the reader likes the site alone gives it.
FOR_PROGRAMS = {"api:list", "api:table", "api:map", "initiatives:feed", "news:news_feed", "news:calendar"}

# What is not a filter of a list: a page of it, a mark at the beginning of a table.
_NO_FILTERS = {"page", "p", "bom"}
_ORDERING = {"sort", "more"}

_PLAIN = re.compile(r"(?!\.+\Z)[\w.=-]{1,80}", re.ASCII)


def address_of(link: str, page: str) -> str | None:
    """The address that a link on a page of the site leads to; None where it leads elsewhere."""
    return _address_of(settings.SITE_URL, link.strip(), "/" if link.startswith("/") else page)


@lru_cache(maxsize=50_000)
def _address_of(site, link, page):
    try:
        whole = urlsplit(urljoin(site + page, link))
    except ValueError:
        return None
    if f"{whole.scheme}://{whole.netloc}" != site:
        return None
    asked = sorted({(name, value) for name, value in parse_qsl(whole.query) if (name, value) != ("page", "1")})
    return (whole.path or "/") + (f"?{urlencode(asked)}" if asked else "")


def path_of(address: str) -> str:
    return address.partition("?")[0]


def language_of(address: str) -> str:
    return ENGLISH if address.startswith("/en/") else UKRAINIAN


def filters_of(address: str) -> list[str]:
    """The names of what an address narrows a list by, or orders it by."""
    return [name for name, _value in parse_qsl(address.partition("?")[2]) if name not in _NO_FILTERS]


def name_of(address: str) -> str:
    """The name of the view that answers; "" where none does."""
    return _name_at(path_of(address))


@lru_cache(maxsize=50_000)
def _name_at(path):
    with translation.override(language_of(path)):
        try:
            return resolve(unquote(path)).view_name
        except Resolver404:
            return ""


def is_static(address: str) -> bool:
    return address.startswith(settings.STATIC_URL)


def is_mirrored(address: str) -> bool:
    """Whether a mirror holds this: what everybody reads, a list for people narrowed by one thing at most."""
    name, filters = name_of(address), filters_of(address)
    if is_static(address):
        return "?" not in address
    return name in MIRRORED and (not filters or (len(filters) == 1 and name not in FORMS | FOR_PROGRAMS))


def nearest(address: str) -> Iterator[str]:
    """The address, then those that show people the same less narrowed. Data that are not the same are no substitute."""
    path, _, query = address.partition("?")
    yield address
    if query and name_of(address) not in FOR_PROGRAMS:
        asked = [(name, value) for name, value in parse_qsl(query) if name not in _ORDERING]
        if asked:
            yield f"{path}?{urlencode(asked)}"
        yield path


def file_of(address: str, content_type: str, disposition: str = "") -> str:
    """The file in which the answer of an address lies, as a path from the mirror's folder.

    "/cities/lviv/" is cities/lviv/index.html, "/cities/?initial=L" is cities/initial=L/index.html. Names that not every
    disk and bucket can hold become sums.
    """
    *folders, name = unquote(path_of(address))[1:].split("/")
    suffix = mimetypes.guess_extension(content_type.partition(";")[0]) or ""
    if not name:
        name = _attached(disposition) or f"index{suffix}"
    elif "." not in name:
        name += suffix
    folders += [f"{asked}={value}" for asked, value in parse_qsl(address.partition("?")[2])]
    return "/".join(map(_storable, [*folders, name]))


def _attached(disposition):
    found = re.search(r'filename="([^"]+)"', disposition)
    return found[1] if found else ""


def _storable(part):
    if _PLAIN.fullmatch(part):
        return part
    dot, suffix = part.rpartition(".")[1:]
    return sha256(part.encode()).hexdigest()[:20] + (f".{suffix}" if dot and _PLAIN.fullmatch(suffix) else "")
