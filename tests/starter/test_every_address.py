"""Walks the whole portal as it begins: every address that a page links to, in both languages."""

import re
from collections import deque
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import Client

from tests.starter.test_privacy import cookies_told


class Page(HTMLParser):
    """What the walk needs to know of a page."""

    def __init__(self, html):
        super().__init__()
        self.links, self.headings, self.ids, self.language = [], [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.language = attributes["lang"]
        if tag == "a":
            self.links.append(attributes.get("href", ""))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in attributes:
            self.ids.append(attributes["id"])


@pytest.fixture(scope="module")
def walk(starter, django_db_blocker):
    """Answers to every address that can be reached from the two home pages by links without a query."""
    client = Client()
    answers, doors, waiting = {}, set(), deque(["/", "/en/"])
    with django_db_blocker.unblock():
        while waiting:
            address = waiting.popleft()
            if address in answers or address in doors:
                continue
            cache.clear()  # programs may ask sixty times a minute only
            response = client.get(address)
            if response.status_code == 302:  # a room for people who signed in leads to its door
                response = client.get(response.headers["Location"])
                assert response.request["PATH_INFO"].endswith("/account/login/"), address
                waiting.append(response.request["PATH_INFO"])
                doors.add(address)
                continue
            is_page = response.headers["Content-Type"].startswith("text/html")
            page = Page(response.content.decode()) if is_page else None
            answers[address] = (response, page)
            if page:
                waiting += [
                    link.split("#")[0]
                    for link in page.links
                    if link.startswith("/") and "?" not in link and link.split("#")[0] not in answers
                ]
    return answers


def test_every_link_leads_to_a_page(walk):
    assert len(walk) > 250
    broken = {address: answer.status_code for address, (answer, _) in walk.items() if answer.status_code != 200}
    assert broken == {}


def test_every_page_says_its_language(walk):
    wrong = {
        address: page.language
        for address, (_, page) in walk.items()
        if page and page.language != ("en" if address.startswith("/en/") else "uk")
    }
    assert wrong == {}


def test_every_page_exists_in_both_languages(walk):
    pages = {address for address, (_, page) in walk.items() if page}
    ukrainian = {address for address in pages if not address.startswith("/en/")}
    english = {address.removeprefix("/en") for address in pages if address.startswith("/en/")}
    assert ukrainian == english


def test_every_page_has_one_main_heading_and_no_gap_below(walk):
    wrong = {
        address: page.headings
        for address, (_, page) in walk.items()
        if page
        and (
            page.headings.count(1) != 1
            or any(deeper - higher > 1 for higher, deeper in zip(page.headings, page.headings[1:], strict=False))
        )
    }
    assert wrong == {}


def test_no_page_has_an_id_twice(walk):
    double = {address: page.ids for address, (_, page) in walk.items() if page and len(page.ids) != len(set(page.ids))}
    assert double == {}


def test_no_page_sets_a_cookie_but_those_that_the_page_about_privacy_names(walk, prefix):
    with_cookie = {address for address, (response, _) in walk.items() if response.cookies}
    here = {address for address in with_cookie if address.startswith("/en/") == bool(prefix)}
    named = {*cookies_told(walk[f"{prefix}/privacy/"][0])["csrftoken"][0]}

    # Named by their kind: the ways to sign in, and a question to each city.
    assert {address for address in here - named if not re.search(r"/account/|/cities/[\w-]+/ask/", address)} == set()
    assert f"{prefix}/contact/" in here


def test_no_page_shows_none_or_an_unfilled_variable(walk):
    shown = {
        address: found
        for address, (response, page) in walk.items()
        if page and (found := re.findall(r">\s*None\b|\{\{|\{%|%\(\w+\)s", response.content.decode()))
    }
    assert shown == {}


def test_no_page_loads_anything_from_elsewhere(walk):
    loaded = {
        address: found
        for address, (response, page) in walk.items()
        if page
        and (
            found := re.findall(
                r'<(?:script|img|iframe|source)[^>]+(?:src|srcset)="(?:https?:)?//[^"]*'
                r'|<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href="(?:https?:)?//[^"]*',
                response.content.decode(),
            )
        )
    }
    assert loaded == {}


def test_every_title_is_its_own(walk):
    titles = {}
    for address, (response, page) in walk.items():
        if page:
            title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)[1].strip()
            titles.setdefault((address.startswith("/en/"), title), []).append(address)
    assert {title: addresses for title, addresses in titles.items() if len(addresses) > 1} == {}
