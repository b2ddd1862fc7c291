"""The list of partners and a partner's own page. What the pages themselves say is checked in English."""

import datetime
import re

import pytest
from django.utils import timezone

from cities.models.sectors import Sector
from initiatives.models import InitiativePartner
from portal.publishing.models import Origin, Status
from tests.cities.reading import assert_headings_in_order, headings, html_of, structured_data, words_of
from tests.factories import make_city, make_initiative, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

NOT_UNDERSTOOD = "Some filters in the address were not understood and are ignored."
ACADEMY = {"slug": "academy", "name_uk": "Академія", "name_en": "Academy"}


def partners_of(response):
    return [partner.name_uk for _sector, partners, _total in response.context["sections"] for partner in partners]


def sections(response):
    return [words for level, words in headings(response) if level == 2]


def offered(response, name):
    """The values of a facet with the numbers beside them, in the page's order."""
    return response.context["panel"].numbers(name)


def make_supporter(initiative, partner):
    return InitiativePartner.objects.create(initiative=initiative, partner=partner)


# The list


def test_partners_stand_by_sector_and_name(client):
    for name, kind in [("Museum", "culture"), ("School", "education"), ("Academy", "education")]:
        make_partner(name_uk=name, name_en=name, kind=kind)

    assert [words for _level, words in headings(client.get("/en/partners/"))] == [
        "Partners", "Authorities", "Business", "Education", "Academy", "School", "Culture", "Museum", "Civil society",
        "International partners",
    ]  # fmt: skip


def test_sector_without_partners_invites_them(client):
    for kind in set(Sector.values) - {"business"}:
        make_partner(kind=kind)

    response = client.get("/en/partners/")

    assert "Business Looking for partners Write to us if your organisation would like to be one" in words_of(response)
    assert words_of(response).count("Looking for partners") == 1
    assert '<a href="/en/contact/">' in html_of(response)


def test_sector_with_many_partners_shows_twelve_and_leads_to_all(client):
    for number in range(14):
        make_partner(name_uk=f"Школа {number:02}", name_en="", kind="education")

    response = client.get("/en/partners/")

    assert partners_of(response) == [f"Школа {number:02}" for number in range(12)]
    assert "Education: all 14 partners" in words_of(response)
    assert 'href="?kind=education"' in html_of(response)


def test_sector_with_twelve_partners_shows_them_all(client):
    for _ in range(12):
        make_partner(kind="education")

    assert "all 12 partners" not in words_of(client.get("/en/partners/"))


def test_card_shows_sector_description_and_cities(client):
    lviv = make_city(name_en="Lviv", slug="lviv")
    make_partner(**ACADEMY, description_uk="Вчить.", description_en="Teaches.", cities=[lviv])

    response = client.get("/en/partners/")

    assert "Academy Education Teaches. Lviv" in words_of(response)
    assert '<a href="/en/cities/lviv/">' in html_of(response)


def test_kind_in_the_address_narrows_the_list(client, prefix):
    make_partner(name_uk="Школа", kind="education")
    make_partner(name_uk="Музей", kind="culture")

    response = client.get(f"{prefix}/partners/?kind=culture")

    assert partners_of(response) == ["Музей"]
    assert len(sections(response)) == 1


def test_kind_without_partners_invites_them(client):
    make_partner(kind="education")

    response = client.get("/en/partners/?kind=business")

    assert sections(response) == ["Business"]
    assert "Looking for partners" in words_of(response)


def test_city_in_the_address_narrows_the_list(client, prefix):
    lviv = make_city(slug="lviv")
    make_partner(name_uk="Школа", cities=[lviv, make_city()])
    make_partner(name_uk="Музей", cities=[make_city()])

    assert partners_of(client.get(f"{prefix}/partners/?city=lviv")) == ["Школа"]
    assert partners_of(client.get(f"{prefix}/partners/?city=lviv&kind=culture")) == []


def test_cities_offered_are_those_with_partners_in_the_order_of_the_alphabet(client):
    cities = [make_city(slug=slug, name_uk=name) for slug, name in [("s", "Суми"), ("g", "Ґринява"), ("h", "Гадяч")]]
    make_partner(cities=cities)
    make_partner(cities=cities)
    make_partner(cities=[make_city(slug="of-a-draft")], status=Status.DRAFT)
    make_city(slug="without")

    assert list(offered(client.get("/partners/"), "city").items()) == [("h", 2), ("g", 2), ("s", 2)]


def test_city_without_partners_is_understood_and_chosen(client):
    make_partner()
    make_city(slug="without")

    response = client.get("/en/partners/?city=without")

    assert partners_of(response) == []
    assert re.search(r'name="city"\s+value="without" checked>', html_of(response))
    assert NOT_UNDERSTOOD not in words_of(response)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_list_leaks_nothing_that_is_not_published(client, prefix, status):
    secret = {"name_uk": "Таємне", "name_en": "Secret", "status": status}
    hidden_city = make_city(**secret, slug="secret")
    make_partner(**secret)
    make_partner(name_uk="Школа", cities=[hidden_city])

    response = client.get(f"{prefix}/partners/")

    assert partners_of(response) == ["Школа"]
    assert not re.search("таємн|secret", html_of(response), re.IGNORECASE)


def test_city_that_is_not_published_is_no_filter(client):
    make_partner(name_uk="Школа", cities=[make_city(slug="draft", status=Status.DRAFT)])

    response = client.get("/en/partners/?city=draft")

    assert partners_of(response) == ["Школа"]
    assert NOT_UNDERSTOOD in words_of(response)


@pytest.mark.parametrize(
    "query",
    ["kind=army", "kind=%00", "kind=" + "x" * 5000, "city=nowhere", "city=%00", "city=1", "city=" + "x" * 5000],
)
def test_filter_that_makes_no_sense_is_ignored_with_a_notice(client, query):
    make_partner(name_uk="Школа")

    response = client.get(f"/en/partners/?{query}")

    assert partners_of(response) == ["Школа"]
    assert NOT_UNDERSTOOD in words_of(response)


@pytest.mark.parametrize("query", ["", "kind=&city=", "unknown=1", "page=abc"])
def test_empty_filters_leave_the_list_whole_without_a_notice(client, query):
    make_partner(name_uk="Школа")

    response = client.get(f"/en/partners/?{query}")

    assert partners_of(response) == ["Школа"]
    assert NOT_UNDERSTOOD not in words_of(response)


def test_any_of_several_sectors_will_do(client):
    make_partner(name_uk="Школа", kind="education")
    make_partner(name_uk="Музей", kind="culture")
    make_partner(name_uk="Фірма", kind="business")

    response = client.get("/en/partners/?kind=education&kind=culture")

    assert partners_of(response) == ["Школа", "Музей"]
    assert "2 partners" in words_of(response)


def test_numbers_are_what_a_click_gives_with_the_other_facet(client):
    lviv, sumy = make_city(slug="lviv"), make_city(slug="sumy")
    make_partner(kind="education", cities=[lviv, sumy])
    make_partner(kind="culture", cities=[lviv])

    assert offered(client.get("/partners/"), "city") == {"lviv": 2, "sumy": 1}
    assert offered(client.get("/partners/?kind=culture"), "city") == {"lviv": 1}
    assert offered(client.get("/partners/?kind=culture"), "kind") == {"education": 1, "culture": 1}
    assert offered(client.get("/partners/?city=lviv"), "kind") == {"education": 1, "culture": 1}


@pytest.mark.parametrize(("page", "size"), [("1", 24), ("2", 2), ("abc", 24), ("999", 2), ("-1", 2), ("%00", 24)])
def test_pages_of_a_sector(client, page, size):
    for _ in range(26):
        make_partner(kind="education")

    response = client.get(f"/partners/?kind=education&page={page}")

    assert len(partners_of(response)) == size


def test_partners_follow_the_alphabet_of_the_language(client):
    for uk, en in [("Ґрунт", "Soil"), ("Гай", "Wood"), ("Єдність", "Unity")]:
        make_partner(name_uk=uk, name_en=en)

    assert partners_of(client.get("/partners/")) == ["Гай", "Ґрунт", "Єдність"]
    assert partners_of(client.get("/en/partners/")) == ["Ґрунт", "Єдність", "Гай"]


def test_list_shows_names_in_the_language_of_the_page(client):
    make_partner(**ACADEMY)
    make_partner(name_uk="Музей", name_en="")

    assert "Academy" not in html_of(client.get("/partners/"))
    html = html_of(client.get("/en/partners/"))
    assert "Академія" not in html
    assert '<span lang="uk">Музей</span>' in html


def test_list_is_read_only(client, prefix):
    assert client.post(f"{prefix}/partners/").status_code == 405


def test_list_sets_no_cookie_and_varies_on_nothing_personal(client):
    response = client.get("/partners/?kind=army")

    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]
    assert "Accept-Language" not in response.headers["Vary"]


@pytest.mark.parametrize("query", ["", "?kind=education"])
def test_headings_of_the_list_are_in_order(client, prefix, query):
    make_partner()

    assert_headings_in_order(client.get(f"{prefix}/partners/{query}"))


@pytest.mark.parametrize("number", [1, 4])
def test_list_asks_as_often_for_one_partner_as_for_four(client, prefix, number, django_assert_num_queries):
    for _ in range(number):
        make_partner(cities=[make_city(), make_city()])

    with django_assert_num_queries(8):
        client.get(f"{prefix}/partners/")


@pytest.mark.parametrize("number", [1, 4])
def test_sector_asks_as_often_for_one_partner_as_for_four(client, prefix, number, django_assert_num_queries):
    for _ in range(number):
        make_partner(kind="education", cities=[make_city(), make_city()])

    with django_assert_num_queries(9):
        client.get(f"{prefix}/partners/?kind=education")


# A partner's own page


def test_partner_page_tells_who_it_is_and_who_says_so(client):
    make_partner(
        **ACADEMY, kind="education", description_uk="Вчить.", description_en="Teaches.",
        website="https://www.academy.example/", cities=[make_city(name_en="Lviv", slug="lviv")],
        source_url="https://example.org/source", checked_on=datetime.date(2026, 11, 1),
    )  # fmt: skip

    response = client.get("/en/partners/academy/")

    words = words_of(response)
    assert "Academy Education Teaches. Website academy.example Cities Lviv" in words
    assert "Source Source: example.org, checked on 1 November 2026" in words
    assert 'href="/en/partners/?kind=education"' in html_of(response)
    assert 'href="https://www.academy.example/"' in html_of(response)


def test_partner_of_which_little_is_known_has_no_empty_sections(client):
    make_partner(**ACADEMY)

    assert headings(client.get("/en/partners/academy/")) == [(1, "Academy")]


def test_partner_page_lists_what_it_leads_and_what_it_supports(client):
    partner = make_partner(**ACADEMY)
    make_supporter(make_initiative(title_en="Led", organisation=partner), partner)
    make_supporter(make_initiative(title_en="Supported"), partner)
    make_initiative(title_en="Of others")

    assert headings(client.get("/en/partners/academy/"))[1:] == [
        (2, "Initiatives that it leads"), (3, "Led"), (2, "Initiatives that it supports"), (3, "Supported"),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_partner_page_leaks_nothing_that_is_not_published(client, prefix, status):
    secret = {"title_uk": "Таємне", "title_en": "Secret", "status": status}
    city = make_city(name_uk="Таємне", name_en="Secret", slug="secret", status=status)
    partner = make_partner(**ACADEMY, cities=[city])
    make_initiative(**secret, organisation=partner)
    make_supporter(make_initiative(**secret), partner)

    assert not re.search("таємн|secret", html_of(client.get(f"{prefix}/partners/academy/")), re.IGNORECASE)


def test_unconfirmed_partner_is_labelled(client):
    make_partner(**ACADEMY, origin=Origin.SOURCES)

    assert "From public sources, not yet confirmed" in words_of(client.get("/en/partners/academy/"))


def test_confirmed_partner_is_not_labelled(client):
    make_partner(**ACADEMY, origin=Origin.SOURCES, confirmed_at=timezone.now())

    assert "not yet confirmed" not in words_of(client.get("/en/partners/academy/"))


def test_partner_page_has_its_name_and_description_for_previews(client, prefix, language):
    make_partner(**ACADEMY, description_uk="Ї" * 400, description_en="x" * 400)

    html = html_of(client.get(f"{prefix}/partners/academy/"))

    name, letter = ("Academy", "x") if language == "en" else ("Академія", "Ї")
    assert f"<title>{name} – " in html
    assert f'<meta name="description" content="{letter * 159}…">' in html
    assert f'<meta property="og:description" content="{letter * 159}…">' in html


def test_partner_that_bears_the_name_of_its_initiative_has_a_title_of_its_own(client):
    make_initiative(
        title_en="Education Hub", slug="hub", organisation=make_partner(slug="hub", name_en="Education Hub")
    )

    titles = [
        re.search("<title>(.*?)</title>", html_of(client.get(f"/en/{room}/hub/")))[1]
        for room in ("initiatives", "partners")
    ]

    assert titles[0] != titles[1]


def test_english_partner_page_shows_missing_texts_in_ukrainian_and_marks_them(client):
    make_partner(slug="academy", name_uk="Академія", name_en="", description_uk="Вчить.")

    response = client.get("/en/partners/academy/")

    assert '<h1 lang="uk">Академія</h1>' in html_of(response)
    assert '<div lang="uk"><p>Вчить.</p></div>' in html_of(response)
    assert "This text exists in Ukrainian only; we show it as it is." in words_of(response)


def test_ukrainian_partner_page_has_no_english_content(client):
    make_partner(**ACADEMY, description_uk="Вчить.", description_en="Teaches.", cities=[make_city(name_en="Foreign")])

    assert not re.search("Academy|Teaches|Foreign", html_of(client.get("/partners/academy/")))


def test_unknown_partner_is_not_found(client, prefix):
    assert client.get(f"{prefix}/partners/nobody/").status_code == 404


@pytest.mark.parametrize(("status", "code"), [(Status.DRAFT, 404), (Status.WITHDRAWN, 410)])
def test_partner_that_is_not_published_is_not_shown(client, prefix, status, code):
    make_partner(**ACADEMY, status=status)

    response = client.get(f"{prefix}/partners/academy/")

    assert response.status_code == code
    assert "Академія" not in html_of(response)


def test_old_address_of_a_partner_leads_to_the_new_one(client, prefix):
    make_partner(**ACADEMY).rename("new-academy")

    response = client.get(f"{prefix}/partners/academy/")

    assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/partners/new-academy/")


def test_partner_page_is_read_only(client, prefix):
    make_partner(**ACADEMY)

    assert client.post(f"{prefix}/partners/academy/").status_code == 405


def test_search_engines_are_told_of_an_organisation(client, settings):
    settings.SITE_URL = "https://portal.example"
    make_partner(**ACADEMY, website="https://academy.example/", cities=[make_city(slug="lviv", name_en="Lviv")])

    assert structured_data(client.get("/en/partners/academy/"))["Organization"] == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Academy",
        "url": "https://portal.example/en/partners/academy/",
        "sameAs": "https://academy.example/",
        "areaServed": [{"@type": "City", "name": "Lviv", "url": "https://portal.example/en/cities/lviv/"}],
    }


@pytest.mark.parametrize("number", [1, 3])
def test_partner_page_asks_as_often_for_one_row_as_for_three(client, prefix, number, django_assert_num_queries):
    partner = make_partner(**ACADEMY, cities=[make_city() for _ in range(number)])
    for _ in range(number):
        make_initiative(organisation=partner)
        make_supporter(make_initiative(), partner)

    with django_assert_num_queries(9):
        client.get(f"{prefix}/partners/academy/")
