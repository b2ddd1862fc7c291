import json
import re

import pytest

from initiatives.models import InitiativePhoto
from portal.publishing.models import Status
from tests.factories import (
    make_area,
    make_city,
    make_initiative,
    make_sdg,
    make_target_group,
    make_task,
)
from tests.media.samples import make_photo

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

ADDRESS = "/initiatives/"


def shown(response):
    """The Ukrainian titles on the page, in its order."""
    return [initiative.title_uk for initiative in response.context["page"]]


def structured_data(response):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)[1])


def make_full_initiative(**overrides):
    """One with everything that a card shows."""
    initiative = make_initiative(areas=[make_area(), make_area()], **overrides)
    InitiativePhoto.objects.create(initiative=initiative, photo=make_photo())
    return initiative


# The list


def test_catalogue_shows_published_initiatives_only(client, prefix):
    make_initiative(title_uk="Школа", title_en="School")
    for number, status in enumerate(set(Status.values) - {Status.PUBLISHED, Status.ACCEPTED}):
        make_initiative(title_uk=f"Таємниця {number}", title_en=f"Secret {number}", status=status)

    response = client.get(prefix + ADDRESS)

    assert shown(response) == ["Школа"]
    assert "Таємниця" not in response.text
    assert "Secret" not in response.text


def test_catalogue_links_each_card_to_its_page(client, prefix):
    make_initiative(slug="open-school")

    assert f'href="{prefix}/initiatives/open-school/"' in client.get(prefix + ADDRESS).text


def test_catalogue_counts_with_the_right_plural_form(client):
    make_initiative()
    assert ">1 initiative<" in client.get("/en/initiatives/").text

    make_initiative()
    assert ">2 initiatives<" in client.get("/en/initiatives/").text


def test_newest_initiative_comes_first(client):
    for title in ("Перша", "Друга", "Третя"):
        make_initiative(title_uk=title)

    assert shown(client.get(ADDRESS)) == ["Третя", "Друга", "Перша"]


def test_order_by_title_follows_the_language(client):
    make_initiative(title_uk="Ґанок", title_en="Apple")
    make_initiative(title_uk="Гай", title_en="Cherry")

    assert shown(client.get(ADDRESS, {"sort": "title"})) == ["Гай", "Ґанок"]
    assert shown(client.get("/en/initiatives/", {"sort": "title"})) == ["Ґанок", "Гай"]


def test_catalogue_marks_ukrainian_text_on_english_pages(client):
    make_initiative(title_uk="Відкрита школа", title_en="", summary_uk="Школа для всіх.", summary_en="")

    page = client.get("/en/initiatives/").text

    assert '<span lang="uk">Відкрита школа</span>' in page
    assert '<span lang="uk">Школа для всіх.</span>' in page


def test_ukrainian_catalogue_has_no_english_text(client):
    make_full_initiative(title_uk="Школа", title_en="Unseen title", summary_en="Unseen summary")

    page = client.get(ADDRESS).text

    assert "Unseen" not in page
    assert 'lang="uk">Школа' not in page


def test_card_does_not_name_a_city_that_readers_may_not_see(client):
    make_initiative(city=make_city(name_uk="Таємне", status=Status.WITHDRAWN))

    assert "Таємне" not in client.get(ADDRESS).text


def test_catalogue_without_initiatives_says_so(client, prefix):
    response = client.get(prefix + ADDRESS)

    assert response.status_code == 200
    assert 'class="empty"' in response.text


def test_catalogue_tells_search_engines_where_it_stands(client):
    data = structured_data(client.get("/en/initiatives/"))

    assert data["@type"] == "BreadcrumbList"
    assert [item["name"] for item in data["itemListElement"]] == ["Home", "Initiatives"]


def test_catalogue_has_one_main_heading(client, prefix):
    make_initiative()

    assert client.get(prefix + ADDRESS).text.count("<h1") == 1


# Filters


def test_filter_by_city_finds_what_it_leads_and_joins(client, prefix):
    lviv = make_city(slug="lviv")
    make_initiative(title_uk="Веде", city=lviv)
    make_initiative(title_uk="Бере участь", partner_cities=[lviv])
    make_initiative(title_uk="Чужа")

    assert shown(client.get(prefix + ADDRESS, {"city": "lviv"})) == ["Бере участь", "Веде"]


def test_filter_by_oblast(client, prefix):
    make_initiative(title_uk="Дрогобич", city=make_city(katottg="UA46020030000019252"))
    make_initiative(title_uk="Біла Церква", city=make_city(katottg="UA32020010000093088"))

    assert shown(client.get(prefix + ADDRESS, {"oblast": "lvivska"})) == ["Дрогобич"]


@pytest.mark.parametrize(
    ("parameter", "name", "make"),
    [
        ("area", "areas", make_area),
        ("task", "tasks", make_task),
        ("sdg", "sdgs", make_sdg),
        ("group", "target_groups", make_target_group),
    ],
)
def test_filter_by_an_entry_of_a_list(client, parameter, name, make):
    entry = make()
    make_initiative(title_uk="Так", **{name: [entry, make()]})
    make_initiative(title_uk="Ні", **{name: [make()]})

    assert shown(client.get(ADDRESS, {parameter: entry.slug})) == ["Так"]


def test_filter_by_stage(client):
    make_initiative(title_uk="Призупинена", stage="suspended")
    make_initiative(title_uk="Триває", stage="ongoing")

    assert shown(client.get(ADDRESS, {"stage": "suspended"})) == ["Призупинена"]


@pytest.mark.parametrize("words", ["ҐАНОК", "ганок", " м’який  ганок ", "soft porch", "м'який"])
def test_search_understands_what_people_type(client, prefix, words):
    make_initiative(title_uk="М’який ґанок", title_en="Soft porch")
    make_initiative()

    assert shown(client.get(prefix + ADDRESS, {"q": words})) == ["М’який ґанок"]


def test_search_finds_other_forms_of_a_word_and_the_best_match_comes_first(client, prefix):
    make_initiative(title_uk="Бібліотека", title_en="")
    make_initiative(title_uk="Гурток", title_en="", summary_uk="Зустрічі в бібліотеках")
    make_initiative(title_uk="Музей")

    assert shown(client.get(prefix + ADDRESS, {"q": "бібліотеці"})) == ["Бібліотека", "Гурток"]
    assert shown(client.get(prefix + ADDRESS, {"q": "бібліотеці", "sort": "newest"})) == ["Гурток", "Бібліотека"]


def test_best_match_is_an_order_only_where_words_are_sought(client):
    make_initiative(title_uk="Бібліотека")

    def orders(**query):
        return [label for label, _query, _current in client.get(ADDRESS, query).context["panel"].orders]

    assert orders() == ["спершу новіші", "за назвою"]
    assert orders(q="бібліотека") == ["спершу найточніші", "спершу новіші", "за назвою"]


def test_search_for_no_word_narrows_nothing(client):
    make_initiative(title_uk="Школа")

    assert shown(client.get(ADDRESS, {"q": "%"})) == ["Школа"]
    assert shown(client.get(ADDRESS, {"sort": "best"})) == ["Школа"]


def test_filters_work_together(client):
    lviv, area = make_city(slug="lviv"), make_area(slug="families")
    make_initiative(title_uk="Обидва", city=lviv, areas=[area])
    make_initiative(title_uk="Лише місто", city=lviv)
    make_initiative(title_uk="Лише напрям", areas=[area])

    assert shown(client.get(ADDRESS, {"city": "lviv", "area": "families"})) == ["Обидва"]


def test_empty_filters_narrow_nothing(client):
    make_initiative()

    response = client.get("/initiatives/?q=&city=&oblast=&area=&task=&sdg=&group=&stage=&sort=")

    assert len(shown(response)) == 1
    assert not response.context["notices"]


def test_form_shows_what_was_chosen(client):
    make_city(slug="lviv")

    page = client.get(ADDRESS, {"city": "lviv", "q": "<школа>", "stage": "ongoing"}).text

    assert re.search(r'name="city"\s+value="lviv" checked>', page)
    assert re.search(r'name="stage"\s+value="ongoing" checked>', page)
    assert 'value="&lt;школа&gt;"' in page


def test_nothing_found_offers_the_whole_catalogue(client, prefix):
    make_initiative()

    page = client.get(prefix + ADDRESS, {"q": "немає такого"}).text

    assert 'class="empty"' in page
    assert f'<a href="{prefix}/initiatives/">' in page


def test_value_without_english_name_is_marked(client):
    make_initiative(areas=[make_area(name_uk="Родини", name_en="")])

    assert '<span lang="uk">Родини</span>' in client.get("/en/initiatives/").text
    assert 'lang="uk">Родини' not in client.get(ADDRESS).text


def test_hidden_city_and_retired_entry_are_not_offered(client):
    secret = make_city(name_uk="Таємне", slug="secret", status=Status.DRAFT)
    old = make_area(name_uk="Старий напрям", slug="old", retired_on="2020-01-01")
    make_initiative(city=secret, areas=[old], summary_uk="")

    page = client.get(ADDRESS).text

    assert "Таємне" not in page
    assert 'value="old"' not in page
    assert client.get(ADDRESS, {"city": "secret"}).context["notices"]
    assert client.get(ADDRESS, {"area": "old"}).context["notices"]


# Addresses that people mistype


@pytest.mark.parametrize(
    "query",
    [
        "city=nowhere",
        "oblast=texas",
        "oblast=UA-46",
        "area=4",
        "task=x",
        "sdg=4",
        "group=%27",
        "stage=dead",
        "sort=random",
        "city=%00",
        "q=%00",
        "oblast=%00",
        "area=%00",
        "q=" + "x" * 101,
        "city=" + "x" * 5000,
        "city=nowhere&stage=dead",
    ],
)
def test_wrong_filter_is_ignored_with_a_notice(client, prefix, query):
    make_initiative()

    response = client.get(f"{prefix}{ADDRESS}?{query}")

    assert response.status_code == 200
    assert len(shown(response)) == 1
    assert response.context["notices"][0] in response.text.replace("&#x27;", "'")


def test_wrong_filter_leaves_the_others_in_force(client):
    make_initiative(stage="ongoing", title_uk="Триває")
    make_initiative(stage="planned")

    assert shown(client.get(ADDRESS, {"city": "nowhere", "stage": "ongoing"})) == ["Триває"]


@pytest.mark.parametrize("query", ["utm_source=x", "page=1", "city=&city=", "q=школа&q="])
def test_what_is_no_filter_causes_no_notice(client, query):
    assert not client.get(f"{ADDRESS}?{query}").context["notices"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_catalogue_is_only_read(client, prefix, method):
    assert getattr(client, method)(prefix + ADDRESS).status_code == 405


# Pages


@pytest.fixture
def many():
    city = make_city()
    return [make_initiative(city=city) for _ in range(25)]


@pytest.mark.parametrize(("page", "number"), [("", 1), ("abc", 1), ("2", 2), ("999", 2), ("-1", 2), ("%00", 1)])
def test_any_page_number_gives_a_page(client, many, page, number):
    response = client.get(f"{ADDRESS}?page={page}")

    assert response.status_code == 200
    assert response.context["page"].number == number


def test_page_has_24_initiatives_and_the_rest_follows(client, many):
    assert len(shown(client.get(ADDRESS))) == 24
    assert len(shown(client.get(ADDRESS, {"page": 2}))) == 1


def test_next_page_keeps_the_filters(client, many):
    assert "?stage=ongoing&amp;page=2" in client.get(ADDRESS, {"stage": "ongoing"}).text
