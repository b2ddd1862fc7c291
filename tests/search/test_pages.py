"""The search page, its suggestions and what browsers are told."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.search.finding import MOST
from tests.factories import make_article, make_city, make_initiative, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def get(client, address="/search/", **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    found = re.findall(r'<h2 class="result__title">\s*<a[^>]*>(.*?)</a>', html)
    return [re.sub("<[^>]*>", "", title) for title in found]


def test_results_show_kind_place_and_the_words_marked(client):
    make_initiative(
        title_uk="Курси в музеї", summary_uk="Музей навчає дорослих.", city=make_city(name_uk="Суми", summary_uk="")
    )

    html = get(client, q="музею")

    assert "Ініціатива · Суми" in html
    assert "Курси в <mark>музеї</mark>" in html
    assert "<mark>Музей</mark> навчає дорослих." in html


def test_an_excerpt_is_taken_around_the_words(client):
    make_initiative(
        title_uk="Курси", summary_uk="Про інше.", problem_uk="Слово " * 200 + "обсерваторія " + "далі " * 99
    )

    html = get(client, q="обсерваторія")

    assert re.search(r"… (Слово )+<mark>обсерваторія</mark>( далі)+ …", html)


def test_dated_things_show_their_date(client):
    make_article(title_uk="Музей відкрито")

    assert '<time datetime="2026-10-01">' in get(client, q="музей")


def test_english_pages_show_english_text(client):
    make_partner(name_uk="Музей", name_en="Museum", description_uk="Опис.", description_en="About it.")

    html = get(client, "/en/search/", q="museum")

    assert titles(html) == ["Museum"]
    assert "/en/partners/" in html
    assert "in Ukrainian only" not in html


@pytest.mark.parametrize("text", ["museum", "muzei", "музей"])
def test_english_pages_mark_what_is_in_ukrainian_only(client, text):
    make_partner(name_uk="Музей", name_en="")

    html = get(client, "/en/search/", q=text)

    assert titles(html) == ["Музей"]
    assert 'lang="uk"><mark>Музей</mark></a>' in html
    assert "in Ukrainian only" in html


def test_a_kind_is_chosen_by_a_link_that_tells_how_many(client):
    make_partner(name_uk="Музей")
    make_article(title_uk="Музей відкрито")

    html = get(client, q="музей", kind="article")

    assert titles(html) == ["Музей відкрито"]
    with translation.override("uk"):
        assert re.search(r'kind=partner">Партнери <span class="kinds__number">1</span>', html)


def test_an_unknown_kind_is_ignored_with_a_notice(client):
    make_partner(name_uk="Музей")

    html = get(client, q="музей", kind="planet")

    assert titles(html) == ["Музей"]
    assert "не враховано" in html


def test_pages_of_results_hold_24_and_lead_back_beyond_the_end(client):
    for number in range(25):
        make_partner(name_uk=f"Музей {number}")

    assert len(titles(get(client, q="музей"))) == 24
    assert len(titles(get(client, q="музей", page=2))) == 1
    assert titles(get(client, q="музей", page=99)) == titles(get(client, q="музей", page=2))
    assert len(titles(get(client, q="музей", page="x"))) == 24


def test_no_more_than_a_thousand_results_are_counted(client, monkeypatch):
    monkeypatch.setattr("portal.search.finding.MOST", 3)
    for number in range(5):
        make_partner(name_uk=f"Музей {number}")

    html = get(client, q="музей")

    assert MOST == 1000
    assert len(titles(html)) == 3


def test_a_typing_error_is_told(client):
    make_partner(name_uk="Обсерваторія")

    html = get(client, q="обсреваторія")

    assert titles(html) == ["Обсерваторія"]
    assert "обсреваторія" in html.split("<h2")[0].split('class="notice"')[1]


def test_nothing_found_leads_on(client):
    html = get(client, q="музей")

    assert titles(html) == []
    assert 'href="/cities/"' in html.split('class="empty"')[1]


def test_result_pages_are_not_for_search_engines(client):
    assert '<meta name="robots" content="noindex">' in get(client, q="музей")


def test_searching_sets_no_cookie(client):
    make_partner(name_uk="Музей")
    response = client.get("/search/", {"q": "музей"})

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_language_switch_keeps_what_was_asked(client):
    assert '/en/search/?q=%D0%BC%D1%83%D0%B7%D0%B5%D0%B9"' in get(client, q="музей")


def test_every_page_has_a_field(client):
    html = get(client, "/cities/")

    assert re.search(r'<form class="site-search" action="/search/" role="search">', html)


def number_of_queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("kind", ["", "&kind=partner"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, kind):
    for number in range(4):
        make_partner(name_uk=f"Музей {number}")
    few = number_of_queries(client, f"/search/?q=музей{kind}")
    for number in range(30):
        make_partner(name_uk=f"Музей далі {number}")

    assert number_of_queries(client, f"/search/?q=музей{kind}") <= few


# Suggestions


def test_suggestions_come_as_json_in_the_language_of_the_page(client):
    make_partner(name_uk="Музей історії", name_en="History museum", slug="museum")

    assert client.get("/search/suggestions/", {"q": "муз"}).json() == [
        {"title": "Музей історії", "language": "uk", "kind": "Партнер", "url": "/partners/museum/"}
    ]
    assert client.get("/en/search/suggestions/", {"q": "hist"}).json() == [
        {"title": "History museum", "language": "en", "kind": "Partner", "url": "/en/partners/museum/"}
    ]


def test_nothing_typed_suggests_nothing(client):
    make_partner(name_uk="Музей")

    assert client.get("/search/suggestions/").json() == []


# Browsers


def test_browsers_are_told_how_to_search(client, prefix):
    response = client.get(f"{prefix}/search/description.xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 – our own

    assert response.headers["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    assert [
        url.get("template").endswith(f"{prefix}/search/?q={{searchTerms}}") for url in root.iter() if "Url" in url.tag
    ]


# What is like this


def test_an_initiative_leads_to_similar_ones(client):
    city = make_city()
    one = make_initiative(title_uk="Музей просто неба", city=city)
    make_initiative(title_uk="Музей удома", slug="at-home", city=city)

    html = get(client, one.get_absolute_url())

    assert 'href="/initiatives/at-home/"' in html.split("Схожі ініціативи")[1]


def test_a_city_leads_to_cities_like_it(client):
    one = make_city(oblast="UA-46", katottg="UA46060250000025047", name_uk="Львів")
    make_city(oblast="UA-46", katottg="UA46140050000054478", name_uk="Новояворівськ", slug="novoyavorivsk")

    html = get(client, one.get_absolute_url())

    assert 'href="/cities/novoyavorivsk/"' in html.split("Схожі міста")[1]


def test_similar_rows_cost_the_same_for_few_and_many(client):
    one = make_initiative(title_uk="Музей", city=make_city())
    for number in range(4):
        make_initiative(title_uk=f"Музей {number}")
    few = number_of_queries(client, one.get_absolute_url())
    for number in range(12):
        make_initiative(title_uk=f"Музей далі {number}")

    assert number_of_queries(client, one.get_absolute_url()) == few
