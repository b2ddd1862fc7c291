"""A city's own page. What the page itself says is checked in English, where it stands in the templates."""

import datetime
import re

import pytest
from django.utils import timezone

from cities.models import CityFocus, FormerName, Network, PartnerWanted
from initiatives.models import Exchange
from portal.publishing.models import Origin, Status
from tests.cities.reading import assert_headings_in_order, headings, html_of, structured_data, words_of
from tests.factories import (
    make_article,
    make_award,
    make_city,
    make_event,
    make_indicator,
    make_initiative,
    make_membership,
    make_network,
    make_partner,
    make_war_status,
)

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

LVIV = {
    "oblast": "UA-46",
    "slug": "lviv",
    "name_uk": "Львів",
    "name_en": "Lviv",
}
CONTACT = {
    "contact_office": "Відділ освіти",
    "contact_email": "office@example.org",
    "contact_phone": "+380 00 000 00 00",
    "contact_person": "Ім’я Прізвище",
    "head_title": "Міський голова",
    "head_name": "Голова Головенко",
}


def make_lviv(**overrides):
    return make_city(**LVIV | overrides)


def make_story(city, rows=1):
    """Everything that a city's page can tell, ``rows`` times."""
    make_war_status(city=city)
    for number in range(rows):
        make_membership(city=city)
        make_award(city=city)
        make_indicator(city=city, year=2020 + number)
        CityFocus.objects.create(city=city, heading=CityFocus.Heading.values[number], rating=number + 1)
        PartnerWanted.objects.create(city=city, kind=["business", "culture", "education"][number])
        FormerName.objects.create(city=city, name_uk=f"Колишнє {number}")
        Exchange.objects.create(initiative=make_initiative(city=city), direction="offer", kind="advice")
        make_initiative(partner_cities=[city])
        make_partner(cities=[city])
        make_article(cities=[city])
        make_event(city=city)
        make_event(city=city, starts_at=timezone.now() - datetime.timedelta(days=7))


def sections(response):
    return [words for level, words in headings(response) if level == 2]


# The story


def test_page_tells_the_story_in_order(client):
    city = make_lviv(
        vision_uk="Бачення", challenges_uk="Виклики", plan_policy_uk="Рішення", plan_practice_uk="Дії",
        source_url="https://example.org/city", source_title="Профіль", checked_on=datetime.date(2026, 11, 1),
    )  # fmt: skip
    make_story(city)

    assert sections(client.get("/en/cities/lviv/")) == [
        "Vision",
        "Challenges",
        "Plan",
        "Networks",
        "Awards",
        "Figures",
        "Initiatives",
        "Initiatives in which it takes part",
        "What it offers and what it seeks",
        "Partners",
        "Looking for partners",
        "News",
        "Coming events",
        "Past events",
        "Contact",
        "About the community",
        "Sources",
    ]


def test_page_of_a_city_of_which_little_is_known_invites_partners_and_has_no_empty_sections(client):
    make_lviv()

    assert sections(client.get("/en/cities/lviv/")) == ["Networks", "Partners", "Contact", "About the community"]


def test_page_tells_what_the_city_offers_and_seeks(client):
    initiative = make_initiative(city=make_lviv(), title_en="Street University", slug="street-university")
    Exchange.objects.create(initiative=initiative, direction="offer", kind="study_visit")
    Exchange.objects.create(initiative=initiative, direction="seek", kind="materials")
    draft = make_initiative(city=initiative.city, status=Status.DRAFT)
    Exchange.objects.create(initiative=draft, direction="offer", kind="advice")

    words = words_of(client.get("/en/cities/lviv/"))

    assert "Street University We offer: study visit We seek: materials" in words
    assert "advice" not in words


def test_page_begins_with_name_hromada_and_oblast(client):
    make_lviv(hromada_uk="Львівська", hromada_en="Lvivska")

    response = client.get("/en/cities/lviv/")

    assert "Lviv Lvivska hromada, Lviv Oblast A city that learns." in words_of(response)
    assert 'href="/en/cities/?oblast=lvivska"' in html_of(response)


def test_page_of_kyiv_needs_no_hromada(client):
    make_city(slug="kyiv", katottg="UA80000000000093317", name_en="Kyiv")

    assert "Kyiv City of Kyiv A city that learns." in words_of(client.get("/en/cities/kyiv/"))


def test_page_has_its_name_and_summary_for_previews(client, prefix, language):
    make_lviv(summary_uk="Ї" * 400, summary_en="x" * 400)

    html = html_of(client.get(f"{prefix}/cities/lviv/"))

    name, letter = ("Lviv", "x") if language == "en" else ("Львів", "Ї")
    assert f"<title>{name} – " in html
    assert f'<meta name="description" content="{letter * 159}…">' in html
    assert f'<meta property="og:title" content="{name}">' in html
    assert f'<meta property="og:description" content="{letter * 159}…">' in html


def test_page_of_a_city_without_summary_describes_itself(client):
    make_lviv(summary_uk="", summary_en="")

    html = html_of(client.get("/en/cities/lviv/"))

    assert '<meta name="description" content="Lviv (Lviv Oblast) among the learning cities of Ukraine.">' in html


def test_unconfirmed_city_is_labelled(client):
    make_lviv(origin=Origin.SOURCES)

    assert "From public sources, not yet confirmed by the city" in words_of(client.get("/en/cities/lviv/"))


def test_confirmed_city_is_not_labelled(client):
    make_lviv(origin=Origin.SOURCES, confirmed_at=timezone.now())

    assert "not yet confirmed" not in words_of(client.get("/en/cities/lviv/"))


# War


def test_occupied_city_says_since_when_where_it_works_and_who_says_so(client):
    make_war_status(city=make_lviv(), since="2022-03", note_uk="Працює в Запоріжжі.", note_en="Works in Zaporizhzhia.")

    assert (
        "Temporarily occupied by Russia since March 2022 Works in Zaporizhzhia. "
        "Source: example.org, checked on 1 November 2026"
    ) in words_of(client.get("/en/cities/lviv/"))


def test_liberated_city_tells_of_the_occupation_as_past(client):
    make_war_status(city=make_lviv(), since="2022-03", until="2022-11")

    words = words_of(client.get("/en/cities/lviv/"))

    assert "Earlier in the war Temporarily occupied by Russia March 2022 – November 2022 Source: example.org" in words
    assert 'class="war-status"' not in html_of(client.get("/en/cities/lviv/"))


def test_occupied_city_keeps_its_oblast_and_codes(client):
    make_war_status(city=make_city(slug="kerch", katottg="UA01020010000048857", oblast="UA-43"))

    words = words_of(client.get("/en/cities/kerch/"))

    assert "Autonomous Republic of Crimea" in words
    assert "UA01020010000048857" in words


# Claims


def test_networks_come_with_date_note_and_source(client):
    make_membership(
        city=make_lviv(), network=make_network(name_en="UNESCO GNLC", website="https://uil.unesco.org/x"),
        since="2024-02-14", note_uk="Третя заявка.", note_en="The third application.",
    )  # fmt: skip

    response = client.get("/en/cities/lviv/")

    assert (
        "UNESCO GNLC since 14 February 2024 The third application. Source: example.org, checked on 1 November 2026"
    ) in words_of(response)
    assert 'href="https://uil.unesco.org/x"' in html_of(response)


def test_membership_without_date_says_so(client):
    make_membership(city=make_lviv(), network=make_network(name_en="UNESCO GNLC"), since="")

    assert "UNESCO GNLC date not confirmed Source" in words_of(client.get("/en/cities/lviv/"))


@pytest.mark.parametrize(("since", "shown"), [("2016", "2016 – 2020"), ("", "… – 2020")])
def test_membership_that_ended_says_when(client, since, shown):
    make_membership(city=make_lviv(), network=make_network(name_en="Old network"), since=since, until="2020")

    assert f"Old network {shown}" in words_of(client.get("/en/cities/lviv/"))


def test_membership_of_the_association_is_to_be_confirmed_where_nobody_told(client):
    make_membership(city=make_lviv())

    assert "Membership of the association to be confirmed" in words_of(client.get("/en/cities/lviv/"))


def test_membership_of_the_association_stands_where_staff_entered_it(client):
    make_membership(city=make_lviv(), network=make_network(slug=Network.ASSOCIATION, name_en="The association"))

    words = words_of(client.get("/en/cities/lviv/"))

    assert "The association since 2019" in words
    assert "to be confirmed" not in words


def test_award_comes_with_its_story_and_source(client):
    make_award(
        city=make_lviv(), name_uk="Премія", name_en="Learning City Award", awarded="2019", awarded_by_uk="ЮНЕСКО",
        awarded_by_en="UNESCO", reason_uk="За навчання.", reason_en="For learning.",
    )  # fmt: skip

    assert "Learning City Award 2019, UNESCO For learning. Source: example.org" in words_of(
        client.get("/en/cities/lviv/")
    )


def test_figure_comes_with_year_note_and_source(client):
    make_indicator(city=make_lviv(), value=753827, year=2021, note_uk="до війни", note_en="before the war")

    assert "Population 753,827 (2021, before the war) Source: example.org" in words_of(client.get("/en/cities/lviv/"))


def test_figure_that_is_not_whole_keeps_its_fraction(client):
    make_indicator(city=make_lviv(), kind="area", value="148.95", year=2020)

    assert "Area, km² 148.95 (2020)" in words_of(client.get("/en/cities/lviv/"))
    assert "148,95 (2020)" in words_of(client.get("/cities/lviv/"))


def test_claim_checked_too_long_ago_says_so(client):
    make_award(city=make_lviv(), checked_on=datetime.date(2020, 1, 1))

    assert "checked on 1 January 2020 needs checking again" in words_of(client.get("/en/cities/lviv/"))


def test_challenges_come_with_their_ratings(client):
    CityFocus.objects.create(city=make_lviv(), heading=CityFocus.Heading.DECENT_WORK, rating=4)

    assert "Decent work and entrepreneurship 4 of 5" in words_of(client.get("/en/cities/lviv/"))


def test_vision_keeps_its_paragraphs_and_is_no_html(client):
    make_lviv(vision_uk="Перший.\n\nДругий <b>жирний</b>.")

    content = client.get("/cities/lviv/").content.decode()

    assert "<p>Перший.</p>\n\n<p>Другий &lt;b&gt;жирний&lt;/b&gt;.</p>" in content


def test_former_names_and_codes_stand_on_the_page(client):
    city = make_lviv(settlement_katottg="UA46060250010015970")
    FormerName.objects.create(city=city, name_uk="Лемберг", name_en="Lemberg", until="1918-11")

    words = words_of(client.get("/en/cities/lviv/"))

    assert "Former names Lemberg (until November 1918)" in words
    assert f"KATOTTG code of the hromada {city.katottg}" in words
    assert "UA46060250010015970" in words


def test_each_source_is_listed_once(client):
    city = make_lviv()
    make_award(city=city)
    make_indicator(city=city)

    listed = re.search(r'<ul class="sources">.*?</ul>', html_of(client.get("/cities/lviv/")), re.DOTALL)[0]

    assert listed.count("https://example.org/source") == 1


# What the city does, with whom


def test_initiatives_that_the_city_leads_come_before_those_it_joins(client):
    city = make_lviv()
    make_initiative(title_en="Led", city=city, partner_cities=[city])
    make_initiative(title_en="Joined", partner_cities=[city])
    make_initiative(title_en="Of another city")

    response = client.get("/en/cities/lviv/")

    assert [words for level, words in headings(response) if level == 3] == ["Led", "Joined"]
    assert 'href="/en/initiatives/?city=lviv"' in html_of(response)


def test_partners_stand_by_sector(client):
    city = make_lviv()
    for name, kind in [("Museum", "culture"), ("School", "education"), ("Academy", "education")]:
        make_partner(name_uk=name, name_en=name, kind=kind, cities=[city])
    make_partner(name_en="Elsewhere")

    response = client.get("/en/cities/lviv/")

    assert [words for level, words in headings(response) if level > 2] == [
        "Education", "Academy", "School", "Culture", "Museum",
    ]  # fmt: skip


def test_sectors_looked_for_stand_with_what_for(client):
    city = make_lviv()
    PartnerWanted.objects.create(city=city, kind="business", note_uk="Стажування", note_en="Traineeships")
    PartnerWanted.objects.create(city=city, kind="culture")

    assert "Looking for partners Business: Traineeships Culture Write to us" in words_of(client.get("/en/cities/lviv/"))


def test_news_come_newest_first_and_no_more_than_six(client):
    city = make_lviv()
    for number in range(1, 9):
        make_article(title_en=f"News of day {number}", date=datetime.date(2026, 10, number), cities=[city])

    assert [words for level, words in headings(client.get("/en/cities/lviv/")) if level == 3] == [
        f"News of day {number}" for number in range(8, 2, -1)
    ]


def test_events_to_come_stand_before_past_ones(client):
    city = make_lviv()
    make_event(title_en="Was", city=city, starts_at=timezone.now() - datetime.timedelta(days=9))
    make_event(title_en="Will be", city=city)

    assert [words for level, words in headings(client.get("/en/cities/lviv/")) if level == 3] == ["Will be", "Was"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_page_leaks_nothing_that_is_not_published(client, prefix, status):
    city = make_lviv()
    hidden = {"title_uk": "Таємне", "title_en": "Secret", "status": status}
    make_initiative(**hidden, city=city)
    make_initiative(**hidden, partner_cities=[city])
    make_article(**hidden, cities=[city])
    make_event(**hidden, city=city)
    make_event(**hidden, city=city, starts_at=timezone.now() - datetime.timedelta(days=9))
    make_partner(name_uk="Таємне", name_en="Secret", cities=[city], status=status)
    secret_city = make_city(name_uk="Таємне", name_en="Secret", slug="secret", status=status)
    make_partner(cities=[city, secret_city])

    html = html_of(client.get(f"{prefix}/cities/lviv/"))

    assert not re.search("таємн|secret", html, re.IGNORECASE)


def test_proposed_change_is_not_shown_beside_the_initiative(client):
    city = make_lviv()
    published = make_initiative(city=city, title_uk="Опубліковане")
    make_initiative(
        city=city, title_uk="Пропозиція", status=Status.SUBMITTED, slug=None, replaces=published,
        based_on=published.updated_at,
    )  # fmt: skip

    html = html_of(client.get("/cities/lviv/"))

    assert "Опубліковане" in html
    assert "Пропозиція" not in html


# Contact


def test_contact_is_an_office(client):
    make_lviv(**CONTACT)

    response = client.get("/en/cities/lviv/")

    assert "Contact Office Відділ освіти E-mail office@example.org Telephone +380 00 000 00 00" in words_of(response)
    assert 'href="mailto:office@example.org"' in html_of(response)


def test_person_is_named_only_by_consent(client):
    city = make_lviv(**CONTACT)
    assert "Прізвище" not in html_of(client.get("/cities/lviv/"))

    city.contact_person_public = True
    city.save()

    assert "Ім’я Прізвище" in words_of(client.get("/cities/lviv/"))


def test_head_of_the_community_stands_with_the_office(client):
    make_lviv(**CONTACT)

    assert "Міський голова Голова Головенко" in words_of(client.get("/cities/lviv/"))


@pytest.mark.parametrize("reason", ["occupied", "hidden"])
def test_city_in_danger_names_nobody(client, prefix, reason):
    city = make_lviv(**CONTACT, contact_person_public=True, contacts_hidden=reason == "hidden")
    if reason == "occupied":
        make_war_status(city=city)

    html = html_of(client.get(f"{prefix}/cities/lviv/"))

    assert not re.search(
        "Відділ освіти|office@example.org|000 00 00|Прізвище|Міський голова|Головенко|mailto:|tel:", html
    )
    assert f'<a href="{prefix}/contact/">' in html


def test_city_without_contact_leads_to_the_association(client):
    make_lviv()

    response = client.get("/en/cities/lviv/")

    assert "Contact Write to the association, it passes your message on" in words_of(response)


def test_city_with_a_person_who_did_not_agree_leads_to_the_association(client):
    make_lviv(contact_person="Ім’я Прізвище")

    words = words_of(client.get("/en/cities/lviv/"))

    assert "Contact Write to the association" in words
    assert "Прізвище" not in words


# Languages


def test_page_in_ukrainian_has_no_english_content(client):
    city = make_lviv(
        name_en="Foreign", summary_en="Foreign",
        vision_uk="Бачення", vision_en="Foreign", plan_policy_uk="Рішення", plan_policy_en="Foreign",
        contact_office_uk="Відділ", contact_office_en="Foreign",
    )  # fmt: skip
    make_membership(city=city, network=make_network(name_en="Foreign"), note_uk="Нотатка", note_en="Foreign")
    make_initiative(city=city, title_en="Foreign")
    make_partner(cities=[city], name_en="Foreign")
    make_article(cities=[city], title_en="Foreign")

    html = html_of(client.get("/cities/lviv/"))

    assert "Foreign" not in html
    assert "<span lang=" not in html


def test_english_page_shows_missing_texts_in_ukrainian_and_marks_them(client):
    make_lviv(name_en="", summary_en="", vision_uk="Бачення міста")

    response = client.get("/en/cities/lviv/")

    html = html_of(response)
    assert '<h1 lang="uk">Львів</h1>' in html
    assert '<p class="lead" lang="uk">Місто, яке навчається.</p>' in html
    assert '<div lang="uk"><p>Бачення міста</p></div>' in html
    assert "This text exists in Ukrainian only; we show it as it is." in words_of(response)


def test_english_page_with_all_its_texts_gives_no_notice(client):
    make_lviv()

    assert "in Ukrainian only" not in words_of(client.get("/en/cities/lviv/"))


# Addresses


def test_unknown_city_is_not_found(client, prefix):
    assert client.get(f"{prefix}/cities/nowhere/").status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT])
def test_city_that_was_never_published_is_not_found(client, prefix, status):
    make_lviv(status=status)

    response = client.get(f"{prefix}/cities/lviv/")

    assert response.status_code == 404
    assert "Львів" not in html_of(response)


def test_withdrawn_city_is_gone(client, prefix):
    make_lviv(status=Status.WITHDRAWN)

    response = client.get(f"{prefix}/cities/lviv/")

    assert response.status_code == 410
    assert "Львів" not in html_of(response)


def test_old_address_leads_to_the_new_one(client, prefix):
    make_lviv().rename("lviv-lvivska")

    response = client.get(f"{prefix}/cities/lviv/")

    assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/cities/lviv-lvivska/")


def test_city_page_is_read_only(client, prefix):
    make_lviv()

    assert client.post(f"{prefix}/cities/lviv/").status_code == 405


@pytest.mark.parametrize("query", ["?page=abc", "?page=-1", "?x=%00", "?oblast=a&oblast=b", "?x=" + "y" * 5000])
def test_city_page_cares_for_no_parameters(client, query):
    make_lviv()

    assert sections(client.get(f"/en/cities/lviv/{query}")) == [
        "Networks",
        "Partners",
        "Contact",
        "About the community",
    ]


# For machines


def test_search_engines_are_told_of_a_city_in_its_oblast(client, settings):
    settings.SITE_URL = "https://portal.example"
    city = make_lviv(
        website="https://city-adm.lviv.ua/",
        latitude="49.84",
        longitude="24.03",
        settlement_katottg="UA46060250010015970",
    )

    data = structured_data(client.get("/en/cities/lviv/"))["City"]

    assert data == {
        "@context": "https://schema.org",
        "@type": "City",
        "name": "Lviv",
        "description": "A city that learns.",
        "url": "https://portal.example/en/cities/lviv/",
        "sameAs": "https://city-adm.lviv.ua/",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "KATOTTG", "value": city.katottg},
            {"@type": "PropertyValue", "propertyID": "KATOTTG", "value": "UA46060250010015970"},
        ],
        "containedInPlace": {
            "@type": "AdministrativeArea",
            "name": "Lviv Oblast",
            "identifier": "UA-46",
            "containedInPlace": {"@type": "Country", "name": "Ukraine", "identifier": "UA"},
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 49.84, "longitude": 24.03},
    }


def test_search_engines_are_told_that_kyiv_lies_in_ukraine(client):
    make_city(slug="kyiv", katottg="UA80000000000093317")

    data = structured_data(client.get("/en/cities/kyiv/"))["City"]

    assert data["containedInPlace"] == {"@type": "Country", "name": "Ukraine", "identifier": "UA"}


def test_search_engines_are_told_no_contact(client):
    make_lviv(**CONTACT, contact_person_public=True)

    data = structured_data(client.get("/cities/lviv/"))["City"]

    assert not re.search("office@|Прізвище|Головенко|Відділ", str(data))


def test_search_engines_are_told_the_way_to_the_page(client, prefix, settings):
    make_lviv()

    way = structured_data(client.get(f"{prefix}/cities/lviv/"))["BreadcrumbList"]["itemListElement"]

    assert [item.get("item") for item in way] == [
        f"{settings.SITE_URL}{prefix}/",
        f"{settings.SITE_URL}{prefix}/cities/",
        None,
    ]


def test_text_cannot_end_the_structured_data(client):
    make_lviv(summary_uk="</script><script>alert(1)</script>")

    response = client.get("/cities/lviv/")

    assert b"<script>alert" not in response.content
    assert structured_data(response)["City"]["description"] == "</script><script>alert(1)</script>"


def test_city_page_sets_no_cookie_and_varies_on_nothing_personal(client):
    make_story(make_lviv())

    response = client.get("/cities/lviv/")

    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]
    assert "Accept-Language" not in response.headers["Vary"]


def test_headings_of_a_full_page_are_in_order(client, prefix):
    make_story(make_lviv(plan_policy_uk="Рішення"), rows=2)

    assert_headings_in_order(client.get(f"{prefix}/cities/lviv/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_city_page_asks_as_often_for_one_row_as_for_three(client, prefix, rows, django_assert_num_queries):
    make_story(make_lviv(), rows)

    with django_assert_num_queries(28):
        client.get(f"{prefix}/cities/lviv/")


def test_joint_initiatives_are_not_crowded_out_by_those_the_city_leads(client, monkeypatch):
    monkeypatch.setattr("cities.views.public.INITIATIVES_SIZE", 1)
    city = make_city(**LVIV)
    make_initiative(title_en="A joint one", city=make_city(), partner_cities=[city])
    make_initiative(title_en="A guest at home", city=city, partner_cities=[city])

    html = html_of(client.get("/en/cities/lviv/"))

    assert "Initiatives in which it takes part" in html
    assert "A joint one" in html
