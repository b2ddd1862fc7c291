"""The directory of cities. What the page itself says is checked in English, where it stands in the templates."""

import re

import pytest

from cities.models import City, PartnerWanted
from portal.publishing.models import Status
from tests.cities.reading import assert_headings_in_order, headings, html_of, structured_data, words_of
from tests.factories import make_city, make_initiative, make_membership, make_network, make_war_status

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

NOT_UNDERSTOOD = "Some filters in the address were not understood and are ignored."


def make_member(name_uk="Місто", name_en="", *, network=None, since="2019", **overrides):
    """A city in a network; without an English name unless one is given."""
    city = make_city(name_uk=name_uk, name_en=name_en, **overrides)
    make_membership(city=city, network=network or make_network(), since=since)
    return city


def cities_of(response):
    return [city.name_uk for city in response.context["page"]]


def letters_of(response):
    nav = re.search(r'<nav class="initials".*?</nav>', html_of(response), re.DOTALL)
    return re.findall(r">\s*(\w)\s*</a>", nav[0]) if nav else []


def offered(response, name):
    """The values of a facet with the numbers beside them, in the page's order."""
    return response.context["panel"].numbers(name)


# What is in it


def test_directory_lists_members_of_networks_before_other_communities(client):
    make_member("Ялта", "Yalta")
    make_initiative(city=make_city(name_uk="Бар", name_en="Bar"))

    response = client.get("/en/cities/")

    assert headings(response) == [
        (1, "Cities"), (2, "Members of networks"), (3, "Yalta"), (2, "Other communities with initiatives"), (3, "Bar"),
    ]  # fmt: skip


def test_directory_lists_a_community_that_takes_part_in_an_initiative(client):
    make_initiative(city=None, partner_cities=[make_city(name_uk="Сколе")])

    assert cities_of(client.get("/cities/")) == ["Сколе"]


def test_directory_leaves_out_communities_without_network_and_initiatives(client):
    make_city(name_uk="Тиша")
    former = make_city(name_uk="Колишнє")
    make_membership(city=former, until="2020")

    assert cities_of(client.get("/cities/")) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_directory_leaks_nothing_that_is_not_published(client, prefix, status):
    network = make_network(name_uk="Таємна мережа", name_en="Secret network")
    make_member("Таємне", "Secret", network=network, status=status, oblast="UA-46")
    seen = make_member("Київ", "Kyiv", oblast="UA-30")
    make_initiative(city=seen, status=status)
    make_initiative(city=make_city(name_uk="Теж таємне", name_en="Also secret"), status=status)

    response = client.get(f"{prefix}/cities/")

    assert cities_of(response) == ["Київ"]
    assert response.context["page"].paginator.count == 1
    assert [city.initiative_count for city in response.context["page"]] == [0]
    assert len(letters_of(response)) == 1
    assert offered(response, "oblast") == {"kyiv-city": 1}
    assert offered(response, "initiatives") == {"without": 1}
    assert not re.search("таємн|secret", html_of(response), re.IGNORECASE)


def test_card_shows_oblast_networks_initiatives_and_partners_wanted(client):
    city = make_member(
        "Львів", "Lviv", network=make_network(short_name_en="UNESCO GNLC"), since="2024-02-14",
        oblast="UA-46",
    )  # fmt: skip
    make_initiative(city=city)
    make_initiative(partner_cities=[city])
    PartnerWanted.objects.create(city=city, kind="business")

    words = words_of(client.get("/en/cities/?network=" + city.memberships.get().network.slug))

    assert "Lviv Lviv Oblast UNESCO GNLC: since 14 February 2024 2 initiatives Looking for partners Business" in words


def test_card_counts_one_initiative_in_the_singular(client):
    make_initiative(city=make_member())

    assert re.search(r"\b1 initiative\b", words_of(client.get("/en/cities/")))


def test_card_says_that_a_date_is_not_confirmed(client):
    make_member(network=make_network(short_name_en="UNESCO GNLC"), since="")

    assert "UNESCO GNLC: date not confirmed" in words_of(client.get("/en/cities/"))


def test_card_shows_no_network_that_the_city_left(client):
    city = make_member()
    make_membership(city=city, network=make_network(short_name_en="Left long ago"), until="2020")

    assert "Left long ago" not in words_of(client.get("/en/cities/"))


def test_card_of_an_occupied_city_says_by_whom_and_since_when(client):
    make_war_status(city=make_member(), since="2022-03")

    assert "Temporarily occupied by Russia since March 2022" in words_of(client.get("/en/cities/"))


def test_card_of_a_liberated_city_says_nothing_of_the_occupation(client):
    make_war_status(city=make_member(), until="2022-11")

    assert "occupied" not in words_of(client.get("/en/cities/"))


def test_occupied_city_stands_in_its_place_of_the_alphabet(client):
    for name in ["Суми", "Мелітополь", "Львів"]:
        make_member(name)
    make_war_status(city=City.objects.get(name_uk="Мелітополь"))

    assert cities_of(client.get("/cities/")) == ["Львів", "Мелітополь", "Суми"]


def test_directory_shows_no_contacts(client):
    make_member(contact_email="office@example.org", contact_office="Відділ освіти", head_name="Ім’я Прізвище")

    assert not re.search("office@example.org|Відділ освіти|Прізвище", html_of(client.get("/cities/")))


# Languages and order


def test_directory_follows_the_ukrainian_alphabet(client):
    for name in ["Яворів", "Ізюм", "Ґринява", "Єланець", "Гадяч", "Їжівці", "Енергодар"]:
        make_member(name, "Aaa")

    assert cities_of(client.get("/cities/")) == [
        "Гадяч", "Ґринява", "Енергодар", "Єланець", "Ізюм", "Їжівці", "Яворів",
    ]  # fmt: skip


def test_directory_follows_the_english_alphabet_on_the_english_page(client):
    for uk, en in [("Яворів", "Yavoriv"), ("Жмеринка", "Zhmerynka"), ("Щастя", "Shchastia")]:
        make_member(uk, en)

    assert [words for _level, words in headings(client.get("/en/cities/"))][2:] == ["Shchastia", "Yavoriv", "Zhmerynka"]


def test_directory_shows_names_in_the_language_of_the_page_only(client):
    make_member("Суми", "Sumy", network=make_network(name_en="Foreign name", short_name_en="Foreign short name"))

    assert not re.search("Sumy|Foreign", html_of(client.get("/cities/")))
    assert not re.search("Суми", html_of(client.get("/en/cities/")))


def test_name_without_english_is_marked_as_ukrainian(client):
    make_member("Суми")

    assert '<span lang="uk">Суми</span>' in html_of(client.get("/en/cities/"))
    assert '<span lang="uk">' not in html_of(client.get("/cities/"))


# Filters


def test_oblast_in_the_address_narrows_the_directory(client, prefix):
    make_member("Львів", "Lviv", oblast="UA-46")
    make_member("Суми", "Sumy", oblast="UA-59")

    assert cities_of(client.get(f"{prefix}/cities/?oblast=lvivska")) == ["Львів"]


def test_network_in_the_address_narrows_the_directory(client, prefix):
    make_member("Львів", network=make_network(slug="gnlc"))
    make_member("Суми")

    assert cities_of(client.get(f"{prefix}/cities/?network=gnlc")) == ["Львів"]


def test_initial_in_the_address_narrows_the_directory(client):
    for name in ["Львів", "Луцьк", "Суми"]:
        make_member(name)

    assert cities_of(client.get("/cities/?initial=Л")) == ["Луцьк", "Львів"]
    assert cities_of(client.get("/cities/?initial=л")) == ["Луцьк", "Львів"]


def test_initials_are_the_existing_ones_of_the_language(client):
    for uk, en in [("Ґринява", "Hryniava"), ("Щастя", "Shchastia"), ("Гадяч", "Hadiach")]:
        make_member(uk, en)

    assert letters_of(client.get("/cities/")) == ["Г", "Ґ", "Щ"]
    assert letters_of(client.get("/en/cities/")) == ["H", "S"]


def test_initials_are_those_that_the_other_filters_leave(client):
    make_member("Львів", oblast="UA-46")
    make_member("Суми", oblast="UA-59")

    assert letters_of(client.get("/cities/?oblast=lvivska&initial=С")) == ["Л"]


def test_initial_keeps_the_other_filters_and_begins_at_the_first_page(client):
    make_member("Львів", oblast="UA-46")

    html = html_of(client.get("/cities/?oblast=lvivska&page=2"))

    assert 'href="?oblast=lvivska&initial=Л"' in html.replace("%D0%9B", "Л")


def test_chosen_initial_is_marked(client):
    make_member("Львів")
    make_member("Суми")

    html = html_of(client.get("/cities/?initial=Л"))

    assert re.findall(r'aria-current="true">(\w)<', html) == ["Л"]


def test_initial_of_the_other_language_is_ignored_with_a_notice(client):
    make_member("Львів", "Lviv")

    response = client.get("/en/cities/?initial=Л")

    assert cities_of(response) == ["Львів"]
    assert NOT_UNDERSTOOD in words_of(response)


@pytest.mark.parametrize("typed", ["кам'ян", "КАМ’ЯНСЬКЕ", "камян", "Kamianske", "  kamianske  "])
def test_text_finds_a_city_however_it_is_spelt(client, prefix, typed):
    make_member("Кам’янське", "Kamianske")
    make_member("Суми", "Sumy")

    assert cities_of(client.get(f"{prefix}/cities/", {"q": typed})) == ["Кам’янське"]


def test_filters_narrow_together(client):
    network = make_network(slug="gnlc")
    make_member("Львів", network=network, oblast="UA-46")
    make_member("Новояворівськ", network=network, oblast="UA-46")
    make_member("Лебедин", network=network, oblast="UA-59")
    make_member("Луцьк", oblast="UA-46")

    assert cities_of(client.get("/cities/?oblast=lvivska&network=gnlc&initial=Л&q=льв")) == ["Львів"]


def test_year_of_joining_narrows_the_directory(client, prefix):
    make_member("Львів", since="2019-06")
    make_member("Суми", since="2021")
    make_member("Луцьк", since="")

    response = client.get(f"{prefix}/cities/?year=2019")

    assert cities_of(response) == ["Львів"]
    assert offered(response, "year") == {"2021": 1, "2019": 1}


def test_year_of_a_membership_that_ended_does_not_count(client):
    city = make_member("Львів", since="2021")
    make_membership(city=city, since="2015", until="2018")

    assert offered(client.get("/cities/"), "year") == {"2021": 1}


def test_having_initiatives_narrows_the_directory(client, prefix):
    make_initiative(city=make_member("Веде"), partner_cities=[make_member("Бере участь")])
    make_member("Ще без них")

    assert cities_of(client.get(f"{prefix}/cities/?initiatives=with")) == ["Бере участь", "Веде"]
    assert cities_of(client.get(f"{prefix}/cities/?initiatives=without")) == ["Ще без них"]


def test_facets_offer_only_what_leads_somewhere(client):
    make_member("Львів", network=make_network(slug="gnlc"), oblast="UA-46")
    make_network(slug="empty")

    response = client.get("/cities/")

    assert offered(response, "oblast") == {"lvivska": 1}
    assert offered(response, "network") == {"gnlc": 1}


def test_numbers_are_what_a_click_gives_with_the_other_facets(client):
    gnlc, association = make_network(slug="gnlc"), make_network(slug="association")
    make_member("Львів", network=gnlc, oblast="UA-46", since="2019")
    make_member("Луцьк", network=association, oblast="UA-07", since="2021")
    both = make_member("Суми", network=gnlc, oblast="UA-59", since="2019")
    make_membership(city=both, network=association, since="2021")
    make_initiative(city=both)

    for address in ("/cities/", "/cities/?network=gnlc", "/cities/?year=2019&initiatives=with", "/cities/?q=с"):
        response = client.get(address)
        found = response.context["page"].paginator.count
        for group in response.context["panel"].groups:
            for value in group.values:
                if not value.is_chosen:
                    query = response.context["form"].query(toggle=(group.name, value.text))
                    clicked = client.get("/cities/" + query).context["page"].paginator.count
                    assert clicked == value.number + found * value.is_further, (address, value)


def test_first_letter_can_be_taken_back_by_a_chip(client):
    make_member("Львів", "Lviv")

    chips = client.get("/en/cities/?initial=L&sort=x&oblast=").context["panel"].chips

    assert [(chip.label, chip.value, chip.query) for chip in chips] == [("First letter", "L", "")]


def test_network_without_members_is_understood_and_chosen(client):
    make_member("Львів")
    make_network(slug="association")

    response = client.get("/en/cities/?network=association")

    assert cities_of(response) == []
    assert offered(response, "network") == {"association": 0, **offered(client.get("/en/cities/"), "network")}
    assert "No city fits all these filters. Show all cities" in words_of(response)
    assert NOT_UNDERSTOOD not in words_of(response)


def test_chosen_filters_stand_in_the_form(client):
    make_member("Львів", network=make_network(slug="gnlc"), oblast="UA-46")

    html = html_of(client.get("/cities/?oblast=lvivska&network=gnlc&q=львів"))

    assert re.search(r'name="oblast"\s+value="lvivska" checked>', html)
    assert re.search(r'name="network"\s+value="gnlc" checked>', html)
    assert 'value="львів"' in html


def test_nothing_published_yet_is_said(client):
    assert "No city has been published yet." in words_of(client.get("/en/cities/"))


# Nonsense


@pytest.mark.parametrize(
    "query",
    ["oblast=nowhere", "oblast=UA-46", "network=nowhere", "network=1", "initial=Ъ", "initial=ЛЛ", "initial=%25",
     "initial=1", "q=" + "x" * 101, "oblast=" + "x" * 5000, "network=" + "x" * 5000, "initial=" + "x" * 5000,
     "q=%00", "oblast=%00", "network=%00", "initial=%00", "q=a%00b"],
)  # fmt: skip
def test_filter_that_makes_no_sense_is_ignored_with_a_notice(client, query):
    make_member("Львів")

    response = client.get(f"/en/cities/?{query}")

    assert response.status_code == 200
    assert cities_of(response) == ["Львів"]
    assert NOT_UNDERSTOOD in words_of(response)


def test_filter_that_makes_no_sense_leaves_the_others_alone(client):
    make_member("Львів", oblast="UA-46")
    make_member("Суми", oblast="UA-59")

    assert cities_of(client.get("/cities/?oblast=lvivska&network=nowhere&initial=%00")) == ["Львів"]


@pytest.mark.parametrize("query", ["", "q=", "oblast=&network=&initial=&q=", "q='", "unknown=1", "page="])
def test_empty_filters_leave_the_directory_whole_without_a_notice(client, query):
    make_member("Львів")

    response = client.get(f"/en/cities/?{query}")

    assert cities_of(response) == ["Львів"]
    assert NOT_UNDERSTOOD not in words_of(response)


def test_any_of_several_values_will_do(client):
    make_member("Львів", oblast="UA-46")
    make_member("Суми", oblast="UA-59")
    make_member("Луцьк", oblast="UA-07")

    response = client.get("/cities/?oblast=lvivska&oblast=sumska")

    assert cities_of(response) == ["Львів", "Суми"]
    assert html_of(response).count('class="is-selected"') == 2


def test_typed_text_is_shown_as_text(client):
    make_member()

    assert b"<script>alert" not in client.get("/cities/", {"q": '"><script>alert(1)</script>'}).content


def test_directory_is_read_only(client, prefix):
    response = client.post(f"{prefix}/cities/")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_directory_answers_head(client):
    response = client.head("/cities/")

    assert response.status_code == 200
    assert response.content == b""


# Pages


@pytest.fixture
def _thirty_cities():
    network = make_network(slug="gnlc")
    for number in range(30):
        city = make_city(name_uk=f"Місто {number:02}")
        if number < 20:
            make_membership(city=city, network=network)
        else:
            make_initiative(city=city)


@pytest.mark.parametrize(
    ("page", "first", "size"),
    [("", "00", 24), ("1", "00", 24), ("2", "24", 6), ("abc", "00", 24), ("999", "24", 6), ("-1", "24", 6),
     ("0", "24", 6), ("2.0", "00", 24), ("%00", "00", 24), ("9" * 5000, "00", 24)],
)  # fmt: skip
@pytest.mark.usefixtures("_thirty_cities")
def test_page_in_the_address_is_shown_or_the_nearest_that_exists(client, page, first, size):
    response = client.get(f"/cities/?page={page}")

    assert cities_of(response)[0] == f"Місто {first}"
    assert len(cities_of(response)) == size


@pytest.mark.usefixtures("_thirty_cities")
def test_sections_go_on_over_the_pages(client):
    first, second = client.get("/en/cities/"), client.get("/en/cities/?page=2")

    sections = [[words for level, words in headings(response) if level == 2] for response in (first, second)]
    assert sections == [
        ["Members of networks", "Other communities with initiatives"], ["Other communities with initiatives"],
    ]  # fmt: skip
    assert "30 communities" in words_of(second)


@pytest.mark.usefixtures("_thirty_cities")
def test_links_between_pages_keep_the_filters(client):
    assert 'href="?q=%D0%BC%D1%96%D1%81%D1%82%D0%BE&page=2"' in html_of(client.get("/cities/?q=місто"))


# For machines


def test_directory_tells_search_engines_where_it_stands(client, prefix, settings):
    settings.SITE_URL = "https://portal.example"

    breadcrumbs = structured_data(client.get(f"{prefix}/cities/"))["BreadcrumbList"]["itemListElement"]

    assert [item.get("item") for item in breadcrumbs] == [f"https://portal.example{prefix}/", None]


def test_directory_sets_no_cookie_and_varies_on_nothing_personal(client):
    response = client.get("/cities/?oblast=nowhere")

    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]
    assert "Accept-Language" not in response.headers["Vary"]


def test_directory_headings_are_in_order(client, prefix):
    make_initiative(city=make_city())

    assert_headings_in_order(client.get(f"{prefix}/cities/"))


@pytest.mark.parametrize("number", [1, 4])
def test_directory_asks_as_often_for_one_city_as_for_four(client, prefix, number, django_assert_num_queries):
    for _ in range(number):
        city = make_member()
        make_war_status(city=city)
        make_initiative(city=city, partner_cities=[make_city()])
        PartnerWanted.objects.create(city=city, kind="business")

    with django_assert_num_queries(17):
        client.get(f"{prefix}/cities/")


def test_filters_make_few_more_queries(client, django_assert_max_num_queries):
    make_member("Львів", network=make_network(slug="gnlc"), oblast="UA-46")

    with django_assert_max_num_queries(21):
        client.get("/cities/?oblast=lvivska&network=gnlc&initial=Л&q=льв")
