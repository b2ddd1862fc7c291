"""Reads the whole public site: what a visitor would find by following every link, asked for inside this process."""

import json
import re
from collections import Counter, deque
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal import politeness
from portal.mirror.addresses import (
    address_of,
    file_of,
    filters_of,
    is_mirrored,
    is_static,
    name_of,
    nearest,
    path_of,
)
from portal.mirror.pages import KEPT_SCRIPTS, links_of, prepared
from portal.opendata.pages import LARGEST_PAGE

# Narrowed lists at one address, each page of them counted.
MOST_NARROWED = 500

STYLE_LINK = re.compile(r"""url\(["']?([^"')]+)""")
_IN_SITEMAP = re.compile(r"<loc>(.*?)</loc>")


class CannotCopy(Exception):
    """The site does not answer as it should, so that a copy of it would be a false one."""


@dataclass(frozen=True)
class Copy:
    """What an address answers. ``raw`` holds it, pages prepared; ``file`` is where it goes in the mirror."""

    address: str
    file: str
    raw: Path
    is_page: bool


class Copies:
    """What was copied, by address; the answers lie in a folder until they are written into the mirror."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._by_address: dict[str, Copy] = {}
        self._files: set[str] = set()
        self._leads_to: dict[str, str] = {}

    def __iter__(self):
        return iter(self._by_address.values())

    def add(self, address, pieces, content_type, disposition=""):
        """Keep an answer. Raises CannotCopy where another address has the same file."""
        file = file_of(address, content_type, disposition)
        if file in self._files:
            raise CannotCopy(f"{address} would lie in the file of another address, {file}.")
        self._files.add(file)
        raw = self._folder / str(len(self._files))
        with raw.open("wb") as output:
            output.writelines(pieces)
        self._by_address[address] = Copy(address, file, raw, content_type.startswith("text/html"))

    def add_page(self, address, html) -> str:
        """Keep a page; gives it as it was prepared."""
        page = prepared(html, address)
        self.add(address, [page.encode()], "text/html")
        return page

    def redirect(self, address, target):
        self._leads_to[address] = target

    def find(self, address) -> Copy | None:
        """The copy that shows what the address shows, or the same less narrowed; None where there is none."""
        for near in nearest(address):
            found = self._by_address.get(self._leads_to.get(near, near))
            if found:
                return found
        return None


class Visitor:
    """Somebody who follows every link of the public site."""

    def __init__(self, copies: Copies):
        self.copies = copies
        host = urlsplit(settings.SITE_URL).hostname
        self._client = Client(raise_request_exception=False, SERVER_NAME=host, **{politeness.OWN: True})
        self._waiting = deque()
        self._known = set()
        self._narrowed = Counter()

    def visit(self):
        """Copy everything. Raises CannotCopy where an address answers with an error of the server."""
        for address in self._beginnings():
            self.want(address)
        while self._waiting:
            self._copy(self._waiting.popleft())

    @staticmethod
    def _beginnings():
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                yield reverse("pages:home")
        yield from (reverse("robots"), reverse("sitemaps"))
        yield from map(static, ("css/mirror.css", *KEPT_SCRIPTS))

    def want(self, address):
        """Copy what the address shows, or the same less narrowed."""
        for near in nearest(address):
            if near in self._known:
                return
            if is_mirrored(near) and self._is_within_bounds(near):
                self._known.add(near)
                self._waiting.append(near)
                return

    def _is_within_bounds(self, address):
        if not filters_of(address):
            return True
        self._narrowed[path_of(address)] += 1
        return self._narrowed[path_of(address)] <= MOST_NARROWED

    def want_link(self, link, page):
        if address := address_of(link, page):
            self.want(address)

    def _copy(self, address):
        if is_static(address):
            self._copy_static(address)
        elif name_of(address) == "api:list":
            self._copy_list(address)
        else:
            self._copy_answer(address)

    def _copy_static(self, address):
        name = address.removeprefix(settings.STATIC_URL)
        if staticfiles_storage.exists(name):
            body = staticfiles_storage.open(name).read()
        elif found := finders.find(name):
            body = Path(found).read_bytes()
        else:
            return
        kind = "text/css" if name.endswith(".css") else "application/octet-stream"
        self.copies.add(address, [body], kind)
        if kind == "text/css":
            for link in STYLE_LINK.findall(body.decode()):
                self.want_link(link, address)

    def _copy_answer(self, address):
        response = self._ask(address)
        kind = response.headers.get("Content-Type", "")
        if response.status_code in (301, 302):
            self._follow(address, response.headers["Location"])
        elif response.status_code == 200:
            if kind.startswith("text/html"):
                self._copy_page(address, response.text)
            else:
                pieces = response if response.streaming else [response.content]
                self.copies.add(address, pieces, kind, response.headers.get("Content-Disposition", ""))
            if kind.startswith("application/xml"):
                for link in _IN_SITEMAP.findall(response.text):
                    self.want_link(unescape(link), address)

    def _copy_page(self, address, html):
        page = self.copies.add_page(address, html)
        for link in links_of(page):
            self.want_link(link, address)

    def _follow(self, address, location):
        target = address_of(location, address)
        if target and is_mirrored(target):
            self.copies.redirect(address, target)
            self.want(target)

    def _copy_list(self, address):
        """The pages of a list as one: their cursors are signed anew each time, and nobody is there to read them."""
        more = f"{address}{'&' if '?' in address else '?'}limit={LARGEST_PAGE}"
        whole = None
        while more:
            response = self._ask(more)
            if response.status_code != 200:
                return
            answer = response.json()
            if whole is None:
                whole = answer
            else:
                whole["data"] += answer["data"]
            more = answer["next"] and address_of(answer["next"], address)
        whole["next"] = None
        self.copies.add(address, [json.dumps(whole, ensure_ascii=False).encode()], "application/json")

    def _ask(self, address):
        response = self._client.get(address, secure=True)  # else it would be sent to HTTPS
        self._client.cookies.clear()
        if response.status_code == 429 or response.status_code >= 500:
            raise CannotCopy(f"{address} answers with {response.status_code}.")
        return response
