"""What every public page has in common: no cookie, nothing to vary on, its language, its addresses, one heading."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

import cities.urls
import initiatives.urls
import news.urls
import portal.newsletter.urls
import portal.opendata.urls
import portal.pages.urls
import portal.search.urls
from portal.publishing.generation import Generation
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_event,
    make_initiative,
    make_membership,
    make_network,
    make_page,
    make_partner,
    make_sdg,
    make_target_group,
    make_task,
    make_theme,
)

# The names of all public pages that show one row, with the row to show.
ONE_ROW = {
    "cities:city": lambda: make_membership(network=make_network(slug="gnlc")).city,
    "cities:partner": lambda: make_partner(cities=[make_city()]),
    "initiatives:initiative": lambda: make_initiative(areas=[make_area()], sdgs=[make_sdg()], tasks=[make_task()]),
    "initiatives:area": make_area,
    "initiatives:task": make_task,
    "initiatives:sdg": make_sdg,
    "initiatives:target_group": make_target_group,
    "initiatives:theme": make_theme,
    "news:article": lambda: make_article(cities=[make_city()], tasks=[make_task()], initiatives=[make_initiative()]),
    "news:event": lambda: make_event(city=make_city(), initiative=make_initiative()),
    "pages:page": lambda: make_page(slug="tasks", parent=make_page(slug="about")),
}
# The names of all public pages without a row of their own, with the pages whose rows they list.
LISTS = {
    "cities:applied": [],
    "cities:contacts": ["cities:city"],
    "cities:directory": ["cities:city", "initiatives:initiative"],
    "cities:partners": ["cities:partner"],
    "initiatives:areas": ["initiatives:initiative"],
    "initiatives:catalogue": ["initiatives:initiative"],
    "initiatives:new_key_sent": [],
    "initiatives:proposed": [],
    "initiatives:sdgs": ["initiatives:initiative"],
    "initiatives:target_groups": ["initiatives:target_group"],
    "initiatives:tasks": ["initiatives:initiative"],
    "initiatives:themes": ["initiatives:theme"],
    "news:events": ["news:event"],
    "news:news": ["news:article"],
    "newsletter:sent": [],
    "newsletter:subscribed": [],
    "opendata:code_book": [],
    "opendata:data": [],
    "pages:contact_sent": [],
    "pages:home": ["cities:city", "initiatives:initiative", "news:article", "news:event", "pages:page"],
    "search:search": [],
}
# A page with a form may set the cookie that protects it.
FORMS = ["cities:apply", "initiatives:new_key", "initiatives:propose", "newsletter:subscribe", "pages:contact"]
# Addresses that give no page: for staff only, a sheet for the printer, suggestions for a field, files for programs.
NO_PAGES = [
    "cities:hromadas",
    "initiatives:area_feed",
    "initiatives:cite",
    "initiatives:feed",
    "initiatives:handout",
    "news:calendar",
    "news:city_calendar",
    "news:city_feed",
    "news:event_calendar",
    "news:news_feed",
    "pages:styleguide",
    "search:description",
    "search:suggestions",
]
# Of those who signed in or hold a key, or for one city's askers; search engines do not list them.
PRIVATE = [
    "cities:answer",
    "cities:applicant_takes_back",
    "cities:application",
    "cities:applicant_takes_back",
    "cities:application_erased",
    "cities:ask",
    "cities:asked",
    "cities:change_role",
    "cities:confirm",
    "cities:confirm_question",
    "cities:correct_application",
    "cities:edit",
    "cities:erase_application",
    "cities:invitation",
    "cities:people",
    "cities:question",
    "cities:questions",
    "cities:remove_person",
    "cities:renew_invitation",
    "cities:report_by_key",
    "cities:report_question",
    "cities:reported",
    "cities:revoke_invitation",
    "cities:still_correct",
    "initiatives:add_file",
    "initiatives:check",
    "initiatives:decline_guest",
    "initiatives:delete",
    "initiatives:document",
    "initiatives:duplicate",
    "initiatives:files",
    "initiatives:follow",
    "initiatives:give_back",
    "initiatives:guest",
    "initiatives:guest_takes_back",
    "initiatives:handover",
    "initiatives:move_file",
    "initiatives:new",
    "initiatives:photo_words",
    "initiatives:preview",
    "initiatives:propose_change",
    "initiatives:remove_file",
    "initiatives:review",
    "initiatives:review_give_back",
    "initiatives:review_insert",
    "initiatives:review_preview",
    "initiatives:review_queue",
    "initiatives:review_rebase",
    "initiatives:review_save",
    "initiatives:review_take",
    "initiatives:spreadsheet",
    "initiatives:spreadsheet_download",
    "initiatives:take_back",
    "initiatives:take_over",
    "initiatives:withdraw",
    "initiatives:write",
    "newsletter:change",
    "newsletter:confirm",
    "newsletter:unsubscribe",
]


ROOMS = (
    cities.urls,
    initiatives.urls,
    news.urls,
    portal.newsletter.urls,
    portal.opendata.urls,
    portal.pages.urls,
    portal.search.urls,
)


class PageParser(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag, **wanted):
        return [
            attrs for name, attrs in self.tags if name == tag and all(attrs.get(key) == wanted[key] for key in wanted)
        ]


def address(name, row, language):
    with translation.override(language):
        return row.get_absolute_url() if row else reverse(name)


class Page:
    """A public page with rows to show, in each language; asked for once for all tests."""

    def __init__(self, name):
        row = ONE_ROW[name]() if name in ONE_ROW else None
        for kind in LISTS.get(name, []):
            ONE_ROW[kind]()
        self.addresses = {language: address(name, row, language) for language, _label in settings.LANGUAGES}
        self.responses = {language: Client().get(address) for language, address in self.addresses.items()}
        self.parsed = {language: PageParser(response.content.decode()) for language, response in self.responses.items()}


@pytest.fixture(scope="module", params=[*ONE_ROW, *LISTS, *FORMS])
def name(request):
    return request.param


@pytest.fixture(scope="module")
def visited(name, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("uk"):
        yield Page(name)
        transaction.set_rollback(True)


@pytest.fixture
def addresses(visited):
    return visited.addresses


@pytest.fixture
def response(visited, language):
    return visited.responses[language]


@pytest.fixture
def parsed(visited, language):
    return visited.parsed[language]


def test_all_public_names_are_covered():
    names = {f"{room.app_name}:{pattern.name}" for room in ROOMS for pattern in room.urlpatterns}

    assert names == {*ONE_ROW, *LISTS, *FORMS, *NO_PAGES, *PRIVATE}


def test_every_page_comes_as_html_in_its_language(response, parsed, language):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Language"] == language
    assert [attrs.get("lang") for attrs in parsed.all("html")] == [language]


def test_every_page_without_a_form_is_the_same_for_everybody(response, name):
    if name in FORMS:
        assert list(response.cookies) == [settings.CSRF_COOKIE_NAME]
    else:
        assert not response.cookies
        assert "Set-Cookie" not in response.headers
        assert set(response.headers["Vary"].split(", ")) <= {"Accept-Encoding", "Save-Data"}


# What is shown after a form was sent, by few and once.
THANKS = {
    *("cities:applied", "initiatives:new_key_sent", "initiatives:proposed", "newsletter:sent"),
    *("newsletter:subscribed", "pages:contact_sent"),
}


def test_every_page_without_a_form_may_be_kept_for_everybody(client, addresses, language, name):
    Generation.objects.begin()

    response = client.get(addresses[language])

    is_kept = response.headers.get("Cache-Control", "").startswith("public")
    assert is_kept == (name not in FORMS and name not in THANKS)


def test_every_page_names_its_addresses(parsed, addresses, language):
    absolute = {code: settings.SITE_URL + url for code, url in addresses.items()}

    assert [link["href"] for link in parsed.all("link", rel="canonical")] == [absolute[language]]
    assert {link["hreflang"]: link["href"] for link in parsed.all("link", rel="alternate") if "hreflang" in link} == {
        **absolute,
        "x-default": absolute["uk"],
    }
    assert [meta["content"] for meta in parsed.all("meta", property="og:url")] == [absolute[language]]


def test_every_page_leads_to_itself_in_the_other_language(parsed, addresses, language):
    other = "uk" if language == "en" else "en"

    assert [(link["href"], link["lang"]) for link in parsed.all("a", **{"class": "language-switch"})] == [
        (addresses[other], other)
    ]


def test_every_page_has_one_heading_and_no_gap_below_it(parsed):
    levels = [int(tag[1]) for tag, _attrs in parsed.tags if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [after for before, after in pairwise(levels) if after > before + 1] == []


def test_every_page_describes_itself(response, parsed):
    html = response.content.decode()
    title = html.split("<title>")[1].split("</title>")[0].strip()
    described = {
        meta.get("name") or meta.get("property"): meta["content"] for meta in parsed.all("meta") if "content" in meta
    }

    assert title
    assert not title.startswith("–")
    assert 0 < len(described["description"]) <= 160
    assert described["og:title"].strip()
    assert described["og:description"].strip()


def test_every_page_has_its_landmarks_and_ids_once(parsed):
    ids = [attrs["id"] for _tag, attrs in parsed.tags if "id" in attrs]

    assert len(parsed.all("main")) == 1
    assert sorted(ids) == sorted(set(ids))
    assert [attrs for attrs in parsed.all("nav") if "aria-label" not in attrs and "aria-labelledby" not in attrs] == []


def test_every_page_runs_only_what_its_policy_names(response):
    policy = response.headers["Content-Security-Policy"]
    inline = re.findall(r"<script>(.*?)</script>", response.content.decode(), re.DOTALL)

    assert inline
    for script in inline:
        assert f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy


def test_every_page_has_no_inline_handler_or_style_and_asks_nobody_else(parsed):
    loaded = [attrs.get("src", "") for _tag, attrs in parsed.tags] + [
        attrs["href"] for attrs in parsed.all("link") if attrs.get("rel") in {"stylesheet", "icon", "preload"}
    ]

    assert parsed.all("style") == []
    assert [attrs for _tag, attrs in parsed.tags if {"style", "onclick", "onload"} & set(attrs)] == []
    assert [url for url in loaded if url and not url.startswith(("/static/", "/media/", "/ornaments/"))] == []


@pytest.mark.django_db
def test_every_page_answers_to_head(client, addresses, language):
    response = client.head(addresses[language])

    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.django_db
def test_every_page_is_found_without_its_last_slash(client, addresses, language):
    bare = addresses[language].rstrip("/")
    if bare:
        response = client.get(bare)
        assert (response.status_code, response.headers["Location"]) == (301, addresses[language])
