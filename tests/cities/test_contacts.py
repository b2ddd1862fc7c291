"""The page with the contacts of all cities. What it says itself is checked in English."""

import datetime
import re

import pytest

from portal.publishing.models import Status
from tests.cities.reading import assert_headings_in_order, headings, html_of, words_of
from tests.factories import make_city, make_membership, make_network, make_war_status

pytestmark = pytest.mark.django_db

CONTACT = {
    "contact_office_uk": "Відділ освіти",
    "contact_email": "office@example.org",
    "contact_phone": "+380 00 000 00 00",
    "contact_person_uk": "Ім’я Прізвище",
}


def make_member(**overrides):
    return make_membership(city=make_city(**overrides)).city


def test_contact_of_a_city_is_its_office(client):
    make_member(name_en="Lviv", slug="lviv", oblast="UA-46", **CONTACT)

    response = client.get("/en/contacts/")

    words = words_of(response)
    assert "Lviv Lviv Oblast Відділ освіти office@example.org +380 00 000 00 00" in words
    assert 'href="mailto:office@example.org"' in html_of(response)
    assert '<a href="/en/cities/lviv/">' in html_of(response)
    assert "through the association" not in words


def test_person_is_named_only_by_consent(client):
    city = make_member(**CONTACT)
    assert "Прізвище" not in html_of(client.get("/contacts/"))

    city.contact_person_public = True
    city.save()

    assert "Ім’я Прізвище" in words_of(client.get("/contacts/"))


@pytest.mark.parametrize("reason", ["occupied", "hidden"])
def test_city_in_danger_is_reached_through_the_association(client, prefix, reason):
    city = make_member(
        slug="melitopol", **CONTACT, contact_person_public=True, contacts_hidden=reason == "hidden",
        head_name_uk="Голова Головенко", head_title_uk="Міський голова",
    )  # fmt: skip
    if reason == "occupied":
        make_war_status(city=city)

    html = html_of(client.get(f"{prefix}/contacts/"))

    assert f'<a href="{prefix}/cities/melitopol/">' in html
    assert f'<a href="{prefix}/contact/">' in html
    assert not re.search("Відділ освіти|office@|000 00 00|Прізвище|Головенко|Міський голова|mailto:", html)


def test_city_whose_occupation_ended_has_its_contact_again(client):
    make_war_status(city=make_member(**CONTACT), since="2022-03", until="2022-11")

    assert "office@example.org" in words_of(client.get("/contacts/"))


def test_city_without_a_contact_is_reached_through_the_association(client):
    make_member(name_en="Lviv")

    response = client.get("/en/contacts/")

    assert [words for level, words in headings(response) if level == 2] == [
        "The association", "Cities that you reach through the association",
    ]  # fmt: skip
    assert "Lviv" in words_of(response)


def test_only_published_cities_of_networks_are_named(client, prefix):
    make_city(name_uk="Поза мережею", name_en="In no network", **CONTACT)
    make_member(name_uk="Чернетка", name_en="Draft", status=Status.DRAFT, **CONTACT)
    make_membership(city=make_city(name_uk="Колишня", name_en="Former", **CONTACT), until="2020")

    html = html_of(client.get(f"{prefix}/contacts/"))

    assert not re.search("Поза мережею|In no network|Чернетка|Draft|Колишня|Former|office@", html)


def test_cities_stand_in_the_order_of_the_alphabet(client):
    for name in ("Суми", "Ґринява", "Гадяч"):
        make_member(name_uk=name, **CONTACT)

    assert [words for level, words in headings(client.get("/contacts/")) if level == 3] == ["Гадяч", "Ґринява", "Суми"]


def test_city_of_two_networks_stands_once(client):
    city = make_member(name_uk="Гадяч", **CONTACT)
    make_membership(city=city, network=make_network())

    assert [words for level, words in headings(client.get("/contacts/")) if level == 3] == ["Гадяч"]


def test_page_writes_the_address_of_the_form_out_for_paper(client, settings, prefix):
    settings.SITE_URL = "https://portal.example"

    assert f"https://portal.example{prefix}/contact/" in words_of(client.get(f"{prefix}/contacts/"))


def test_page_says_of_which_day_it_is(client, monkeypatch):
    monkeypatch.setattr("cities.views.public.timezone.localdate", lambda: datetime.date(2026, 11, 22))

    assert "As of 22 November 2026" in words_of(client.get("/en/contacts/"))


def test_english_page_shows_missing_names_in_ukrainian_and_marks_them(client):
    make_member(name_uk="Гадяч", name_en="", **CONTACT)

    html = html_of(client.get("/en/contacts/"))

    assert '<span lang="uk">Гадяч</span>' in html
    assert '<span lang="uk">Відділ освіти</span>' in html


def test_every_page_leads_there_from_its_foot(client, prefix):
    foot = html_of(client.get(f"{prefix}/partners/")).partition("<footer")[2]

    words = "Contacts of the cities" if prefix else "Контакти міст"
    assert f'<a href="{prefix}/contacts/">{words}</a>' in foot


def test_headings_are_in_order(client, prefix):
    make_member(**CONTACT)
    make_member()

    assert_headings_in_order(client.get(f"{prefix}/contacts/"))


def test_page_is_read_only(client):
    assert client.post("/contacts/").status_code == 405


@pytest.mark.parametrize("number", [1, 4])
def test_page_asks_as_often_for_one_city_as_for_four(client, prefix, number, django_assert_num_queries):
    for _ in range(number):
        make_war_status(city=make_member(**CONTACT))
        make_member()

    with django_assert_num_queries(3):
        client.get(f"{prefix}/contacts/")
