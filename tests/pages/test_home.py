"""The home page."""

import datetime
import json
import re

import pytest
from django.conf import settings
from django.utils import timezone

from cities.models import Network
from initiatives.models import Area
from portal.publishing.models import Status
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_event,
    make_initiative,
    make_membership,
    make_network,
    make_partner,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def html_of(response):
    return response.content.decode()


def section(response, heading):
    """The part of the page under the heading with an id."""
    return re.search(rf'<section[^>]* aria-labelledby="{heading}">.*?</section>', html_of(response), re.DOTALL)


def member_city(network=None, **overrides):
    city = make_city(**overrides)
    make_membership(city=city, network=network or Network.objects.first() or make_network())
    return city


@pytest.mark.parametrize("heading", ["goals", "initiatives", "news", "events"])
def test_home_of_an_empty_portal_has_no_empty_sections(client, prefix, heading):
    response = client.get(f"{prefix}/")

    assert response.status_code == 200
    assert section(response, heading) is None


def test_home_says_what_a_learning_city_is_and_leads_to_more(client, prefix):
    html = html_of(client.get(f"{prefix}/"))

    assert re.search('<h1[^>]*>[^<]+</h1>\\s*<p class="lead">\\s*[^<]{50,}</p>', html)
    assert f'href="{prefix}/about/learning-city/"' in html


@pytest.mark.parametrize("url", ["/cities/", "/join/", "/about/sources/", "/contact/?topic=partnership"])
def test_home_tells_each_visitor_where_to_go(client, prefix, url):
    assert f'href="{prefix}{url}"' in section(client.get(f"{prefix}/"), "next")[0]


def test_home_counts_what_is_published(client):
    unesco = make_network(slug="gnlc")
    for _number in range(2):
        make_membership(city=make_city(), network=unesco, checked_on=datetime.date(2025, 3, 1))
    make_membership(city=make_city(), network=make_network())
    make_membership(city=make_city(status=Status.DRAFT), network=unesco, checked_on=datetime.date(2020, 3, 1))
    make_membership(city=make_city(), network=unesco, until="2020", checked_on=datetime.date(2020, 3, 1))
    for _number in range(3):
        make_initiative()
    make_initiative(status=Status.DRAFT)
    make_partner()
    make_partner(status=Status.WITHDRAWN)

    figures = re.sub(r"\s+", " ", section(client.get("/en/"), "home")[0])

    assert "<strong>2</strong> cities" in figures
    assert "Checked in 2025" in figures
    assert "<strong>3</strong> initiatives" in figures
    assert "<strong>1</strong> partner " in figures
    assert f"Counted on this portal in {timezone.localdate().year}" in figures


def test_home_counts_a_city_once_that_left_and_came_back(client):
    unesco, city = make_network(slug="gnlc"), make_city()
    make_membership(city=city, network=unesco)
    make_membership(city=city, network=unesco, since="2016", until="2099")

    assert client.get("/").context["figures"].unesco_cities == 1


def test_home_shows_the_goals_in_their_order(client, prefix, language):
    make_area(number=5, name_uk="Друга", name_en="Second", slug="second", goal_uk="Мета", goal_en="Aim")
    make_area(number=4, name_uk="Перша", name_en="First", slug="first")
    make_area(number=1, name_uk="Вигода", name_en="Benefit", group=Area.Group.BENEFITS)
    make_area(number=6, name_uk="Колишня", name_en="Former", retired_on=datetime.date(2025, 1, 1))

    goals = section(client.get(f"{prefix}/"), "goals")[0]

    first, second = ("First", "Second") if language == "en" else ("Перша", "Друга")
    assert re.findall('<span class="tile__title">([^<]*)</span>', goals) == [first, second]
    assert f'href="{prefix}/areas/first/"' in goals
    assert ("Aim" if language == "en" else "Мета") in goals


def test_home_shows_the_six_newest_initiatives(client):
    for age in range(7):
        make_initiative(title_uk=f"Ініціатива-{age}", published_at=timezone.now() - age * DAY)

    shown = re.findall(r"Ініціатива-\d", section(client.get("/"), "initiatives")[0])

    assert shown == [f"Ініціатива-{age}" for age in range(6)]


def test_home_shows_on_its_map_the_cities_of_the_directory(client, prefix, language):
    member_city(name_uk="Суми", name_en="Sumy", slug="sumy")
    make_initiative(city=make_city(name_uk="Єнакієве", name_en="Yenakiieve"))
    member_city(name_uk="Харків", name_en="Kharkiv")
    make_city(name_uk="Сама", name_en="Alone")

    cities = [getattr(entry.city, f"name_{language}") for entry in client.get(f"{prefix}/").context["map"].entries]

    assert cities == (["Kharkiv", "Sumy", "Yenakiieve"] if language == "en" else ["Єнакієве", "Суми", "Харків"])


def test_home_shows_the_three_latest_news(client):
    for day in range(1, 5):
        make_article(title_uk=f"Новина-{day}", date=datetime.date(2026, 1, day))

    shown = re.findall(r"Новина-\d", section(client.get("/"), "news")[0])

    assert shown == ["Новина-4", "Новина-3", "Новина-2"]


def test_home_shows_the_next_three_events(client):
    for days in (4, 2, 3, 1):
        make_event(title_uk=f"Подія-{days}", starts_at=timezone.now() + days * DAY)
    make_event(title_uk="Подія-0", starts_at=timezone.now() - DAY)

    shown = re.findall(r"Подія-\d", section(client.get("/"), "events")[0])

    assert shown == ["Подія-1", "Подія-2", "Подія-3"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_home_leaks_nothing_that_is_not_published(client, prefix, status):
    hidden = {"status": status}
    member_city(name_uk="Таємне", name_en="Secret", slug="secret-city", **hidden)
    for make in (make_initiative, make_article, make_event):
        make(title_uk="Таємна", title_en="Secret", **hidden)
    make_initiative(city=make_city(name_uk="Таємне", name_en="Secret", slug="secret", **hidden))

    assert not re.search("Таємн|Secret|secret", html_of(client.get(f"{prefix}/")))


def test_home_marks_ukrainian_names_on_an_english_page(client):
    make_area(name_uk="Навчання в громаді", name_en="")

    assert '<span class="tile__title" lang="uk">Навчання в громаді</span>' in html_of(client.get("/en/"))


def fill(rows):
    unesco = Network.objects.filter(slug="gnlc").first() or make_network(slug="gnlc")
    for _number in range(rows):
        city = member_city(network=unesco)
        make_area()
        make_initiative(city=city, areas=[make_area()])
        make_article(cities=[city])
        make_event(city=city)
        make_partner(cities=[city])


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_the_database_as_often_for_many_rows_as_for_one(client, prefix, rows, django_assert_num_queries):
    fill(rows)

    with django_assert_num_queries(14):
        client.get(f"{prefix}/")


def test_home_tells_search_engines_whose_site_this_is(client, prefix):
    html = html_of(client.get(f"{prefix}/"))

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    association, site = data["@graph"]
    assert (association["@type"], site["@type"]) == ("Organization", "WebSite")
    assert association["url"] == site["url"] == f"{settings.SITE_URL}/"
    assert site["publisher"] == {"@id": association["@id"]}
    assert site["inLanguage"] == ["uk", "en"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_home_is_for_reading_only(client, prefix, method):
    assert getattr(client, method)(f"{prefix}/").status_code == 405
