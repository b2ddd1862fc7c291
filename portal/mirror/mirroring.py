"""Writes a mirror: copies the site, makes its pages work as files, adds what takes the place of the server."""

import posixpath
import re
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, urldefrag

from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from portal.context import in_language
from portal.languages import sort_key
from portal.mirror.addresses import address_of, language_of, name_of, path_of
from portal.mirror.copying import Copies, Visitor
from portal.mirror.folder import Folder, Outcome
from portal.mirror.index import Index
from portal.mirror.pages import DAY, about_address, with_links
from portal.publishing.generation import Generation
from portal.search.models import Entry
from portal.search.results import results
from portal.search.sources import sources

# A site that changes all the time is taken as it was read last.
MOST_READINGS = 3

_LANGUAGES = [code for code, _name in settings.LANGUAGES]
_DAY_OF_COPY = re.compile(rb'<time class="copy-note__day" datetime="(\d{4}-\d{2}-\d{2})">')


def write_mirror(path: Path) -> Outcome:
    """Bring the mirror in a folder level with the public site.

    Raises NotAMirror where the folder holds something else, CannotCopy where the site does not answer; both leave the
    folder as it was.
    """
    folder = Folder(path)
    with folder.opened():
        copies = _read_site(folder.beside)
        index = Index([entry for entry in Entry.objects.order_by("pk") if _is_copied(copies, entry)])
        for address, html in _own_pages(index):
            copies.add_page(address, html)
        today = timezone.localdate()
        for copy in copies:
            body = copy.raw.read_bytes()
            folder.put(copy.file, _as_file(copies, copy, body, folder.read(copy.file), today) if copy.is_page else body)
        for name, script in index.scripts(partial(_file_of, copies)):
            folder.put(name, script.encode())
        return folder.swap(site=settings.SITE_URL, made=timezone.now().isoformat(timespec="seconds"))


def _read_site(folder):
    """All that the site shows at one time: what is withdrawn while it is being read must not stay."""
    for reading in range(MOST_READINGS):
        generation = Generation.objects.current()
        raw = folder / f"read{reading}"
        raw.mkdir()
        copies = Copies(raw)
        Visitor(copies).visit()
        if Generation.objects.current() == generation:
            break
    return copies


def _is_copied(copies, entry):
    return all(copies.find(in_language(entry.address, language)) for language in _LANGUAGES)


def _file_of(copies, entry, language):
    return quote(copies.find(in_language(entry.address, language)).file, safe="/=")


# Pages as files


def _as_file(copies, copy, body, before, today):
    """The page as it lies in the mirror. One that says the same as before keeps the day of its copy."""
    html = with_links(body.decode(), partial(_relative, copies, copy))
    found = before and _DAY_OF_COPY.search(before)
    if found:
        same = _dated(html, copy.address, date.fromisoformat(found[1].decode()))
        if same == before:
            return same
    return _dated(html, copy.address, today)


def _dated(html, address, day):
    with translation.override(language_of(address)):
        said = render_to_string("mirror/_day.html", {"day": day}).strip()
    return html.replace(DAY, said).encode()


def _relative(copies, copy, link):
    """The link as it works in the file of the copy."""
    address, fragment = urldefrag(link)
    target = address_of(link, copy.address)
    if target is None or (fragment and not address):
        return link
    fragment = f"#{fragment}" if fragment else ""
    found = copies.find(target)
    if not found:
        return settings.SITE_URL + target + fragment
    # What is searched for stays in the address; there the script reads it.
    query = target.removeprefix(path_of(target)) if name_of(found.address) == "search:search" else ""
    return quote(posixpath.relpath(found.file, posixpath.dirname(copy.file) or "."), safe="/=") + query + fragment


# Pages in place of the server


def _own_pages(index):
    """Addresses and contents of what the site makes for each reader anew, and of the page about the copy."""
    kinds = {source.kind: source.model._meta.verbose_name_plural for source in sources()}
    places = list(kinds)
    ordered = sorted(index.entries, key=lambda entry: (places.index(entry.kind), sort_key(entry.title_uk), entry.pk))
    by_kind = {kind: list(entries) for kind, entries in groupby(ordered, key=lambda entry: entry.kind)}
    for language in _LANGUAGES:
        with translation.override(language):
            search = reverse("search:search")
            lists = [(f"{search}{kind}/", capfirst(kinds[kind]), entries) for kind, entries in by_kind.items()]
            labels = [capfirst(source.model._meta.verbose_name) for source in sources()]
            yield _drawn("search", search, lists=lists, labels=labels)
            for address, title, entries in lists:
                trail = [(gettext("Search"), search)]
                listed = results(entries, is_wanted=lambda _word: False)
                yield _drawn("list", address, title=title, trail=trail, results=listed)
            yield _drawn("about", about_address(language), now=timezone.localtime(), site_url=settings.SITE_URL)


def _drawn(template, address, **context):
    request = RequestFactory().get(address)
    return address, render_to_string(f"mirror/{template}.html", context, request)
