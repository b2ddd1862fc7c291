"""The service worker, the page that it shows without a network, and the manifest."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

from tests.pages.test_every_page import PageParser


def listed(response, name):
    """A list of addresses in the service worker."""
    return json.loads(re.search(rf"const {name} = (\[.*?\]);", response.content.decode())[1])


def version(response):
    return re.search(r'"always-([0-9a-f]{12})"', response.content.decode())[1]


# The service worker


def test_worker_is_a_script_at_the_root_that_is_always_asked_for_anew(client):
    response = client.get("/service-worker.js")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert not response.cookies


def test_worker_keeps_the_pages_for_everybody_in_both_languages(client):
    response = client.get("/service-worker.js")

    assert listed(response, "PAGES") == ["/offline/", "/contacts/", "/en/offline/", "/en/contacts/"]


@pytest.mark.django_db
def test_pages_that_the_worker_keeps_exist(client):
    pages = listed(client.get("/service-worker.js"), "PAGES")

    assert [client.get(page).status_code for page in pages] == [200] * 4


def test_worker_keeps_all_that_the_offline_page_loads(client):
    page = PageParser(client.get("/offline/").content.decode())
    loaded = {link["href"] for rel in ("stylesheet", "icon", "preload") for link in page.all("link", rel=rel)}
    loaded |= {attrs["src"] for name in ("script", "img") for attrs in page.all(name) if "src" in attrs}

    assert loaded <= set(listed(client.get("/service-worker.js"), "FILES"))


def test_worker_keeps_only_files_that_exist(client):
    files = listed(client.get("/service-worker.js"), "FILES")

    assert [file for file in files if not finders.find(file.removeprefix("/static/"))] == []


def test_worker_changes_with_the_files_of_the_pages(client, settings):
    before = client.get("/service-worker.js")
    settings.STATIC_URL = "/other/"

    after = client.get("/service-worker.js")

    assert listed(after, "FILES")[0].startswith("/other/")
    assert version(before) != version(after)


def test_worker_is_read_only_and_has_one_address(client):
    assert client.post("/service-worker.js").status_code == 405
    assert client.get("/en/service-worker.js").status_code == 404


# The offline page


def test_offline_page_leads_to_the_contacts_and_has_room_for_visited_pages(client, prefix, language):
    response = client.get(f"{prefix}/offline/")

    page = PageParser(response.content.decode())
    assert response.headers["Content-Language"] == language
    assert page.all("a", href=f"{prefix}/contacts/")
    assert len(page.all("ul", **{"class": "visited"})) == 1
    assert page.all("meta", name="robots", content="noindex")


def test_offline_page_is_the_same_for_everybody_and_asks_the_database_nothing(client, prefix):
    response = client.get(f"{prefix}/offline/")

    assert not response.cookies
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert "Cache-Control" not in response.headers


# The manifest


@pytest.mark.parametrize(("prefix", "language", "home"), [("", "uk", "/"), ("/en", "en", "/en/")])
def test_manifest_is_in_the_language_of_its_address(client, prefix, language, home):
    response = client.get(f"{prefix}/manifest.webmanifest")

    manifest = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert manifest["lang"] == language
    assert manifest["start_url"] == home
    assert (manifest["theme_color"], manifest["background_color"]) == ("#0f1b3a", "#fbf8f1")


@pytest.mark.parametrize(("prefix", "name"), [("", "Міста, що навчаються"), ("/en", "Learning Cities")])
def test_portal_on_a_home_screen_has_a_short_name(client, prefix, name):
    assert client.get(f"{prefix}/manifest.webmanifest").json()["short_name"] == name


def test_manifest_names_icons_for_every_screen(client):
    icons = client.get("/en/manifest.webmanifest").json()["icons"]

    assert [(icon["src"], icon["sizes"]) for icon in icons] == [
        ("/static/favicon.svg", "any"),
        ("/static/icon-192.png", "192x192"),
        ("/static/icon-512.png", "512x512"),
    ]
    assert [icon["src"] for icon in icons if not finders.find(icon["src"].removeprefix("/static/"))] == []


def test_pages_name_the_manifest_of_their_language(client, prefix):
    page = PageParser(client.get(f"{prefix}/offline/").content.decode())

    assert [link["href"] for link in page.all("link", rel="manifest")] == [f"{prefix}/manifest.webmanifest"]
