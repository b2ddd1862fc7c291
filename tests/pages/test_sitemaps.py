"""The maps of the site for search engines."""

import xml.etree.ElementTree as ET

import pytest
import time_machine
from django.conf import settings

from portal.publishing.models import Status
from tests.factories import make_article, make_city, make_initiative, make_page

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def root_of(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    return ET.fromstring(response.content)  # noqa: S314 – what it reads we wrote


def locations(root):
    return [found.text for found in root.iter(f"{SITEMAP}loc")]


def test_the_index_leads_to_maps_and_these_to_pages_that_exist(client):
    make_page()
    make_initiative()
    make_article()

    maps = locations(root_of(client.get("/sitemap.xml")))
    pages = [
        page for address in maps for page in locations(root_of(client.get(address.removeprefix(settings.SITE_URL))))
    ]

    assert len(maps) == 8
    assert len(pages) == len(set(pages)) >= 42
    for page in pages:
        assert client.get(page.removeprefix(settings.SITE_URL)).status_code == 200, page


def test_a_page_names_both_its_languages_and_its_last_change(client):
    with time_machine.travel("2026-03-05 12:00:00+00:00"):
        make_city(slug="lviv")

    [ukrainian, english] = root_of(client.get("/sitemaps/cities.xml"))

    addresses = {"uk": f"{settings.SITE_URL}/cities/lviv/", "en": f"{settings.SITE_URL}/en/cities/lviv/"}
    assert [page.findtext(f"{SITEMAP}loc") for page in (ukrainian, english)] == [*addresses.values()]
    for page in (ukrainian, english):
        assert page.findtext(f"{SITEMAP}lastmod") == "2026-03-05"
        assert {link.get("hreflang"): link.get("href") for link in page.iter(LINK)} == {
            **addresses,
            "x-default": addresses["uk"],
        }


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_public_is_on_no_map(client, status):
    make_initiative(status=status, city=make_city(status=status))

    assert locations(root_of(client.get("/sitemaps/initiatives.xml"))) == []
    assert locations(root_of(client.get("/sitemaps/cities.xml"))) == []


@pytest.mark.parametrize("address", ["/sitemaps/nothing.xml", "/sitemaps/cities.xml?p=9", "/sitemaps/cities.xml?p=x"])
def test_maps_that_do_not_exist_are_not_found(client, address):
    assert client.get(address).status_code == 404


def test_maps_cost_the_same_for_one_and_many(client, django_assert_num_queries):
    make_city()
    with django_assert_num_queries(1):
        client.get("/sitemaps/cities.xml")
    make_city()
    make_city()
    with django_assert_num_queries(1):
        client.get("/sitemaps/cities.xml")
