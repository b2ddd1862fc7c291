import re

import pytest
import time_machine

from initiatives.models import Contact, InitiativeLink
from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_partner, make_war_status
from tests.initiatives.test_initiative_page import make_full_initiative

pytestmark = pytest.mark.django_db


def handout_of(client, initiative, prefix=""):
    return client.get(f"{prefix}/initiatives/{initiative.slug}/handout/")


def headings(response):
    return [heading.strip() for heading in re.findall(r"<h2[^>]*>(.*?)</h2>", response.text, re.DOTALL)]


def test_handout_tells_first_what_another_city_needs(client):
    initiative = make_full_initiative()
    Contact.objects.filter(initiative=initiative).delete()

    assert headings(handout_of(client, initiative, "/en")) == [
        "What another city needs",
        "In short",
        "Problem and context",
        "Objectives",
        "Activities and methodology",
        "Results",
        "Difficulties and lessons learned",
        "Partners",
        "Links and sources",
    ]


def test_handout_of_a_bare_initiative_has_no_empty_parts(client):
    assert headings(handout_of(client, make_initiative(city=None, summary_uk=""), "/en")) == ["In short"]


def test_handout_names_initiative_city_number_licence_and_day(client, prefix):
    initiative = make_initiative(city=make_city(name_uk="Львів", name_en="Lviv"))

    with time_machine.travel("2026-11-22T23:30:00Z"):  # in Kyiv it is the next day
        page = handout_of(client, initiative, prefix).text

    assert page.count("<h1") == 1
    for words in (
        initiative.title_en if prefix else initiative.title_uk,
        "Lviv" if prefix else "Львів",
        f"№ {initiative.pk}",
        "CC BY 4.0",
        "23 November 2026" if prefix else "23 листопада 2026 року",
    ):
        assert words in page


def test_handout_leads_to_the_page_by_link_words_and_code(client, prefix, settings):
    settings.SITE_URL = "https://portal.example"
    initiative = make_initiative()
    path = f"{prefix}/initiatives/{initiative.slug}/"

    page = handout_of(client, initiative, prefix).text

    assert f'<a href="{path}">' in page
    assert f">https://portal.example{path}</a>" in page
    assert re.search(r'role="img"\s+aria-label="[^"]+">\s*<svg', page)


def test_code_of_another_address_is_another_code(client):
    codes = {re.search(r"<svg[^>]*segno.*?</svg>", handout_of(client, make_initiative()).text)[0] for _ in range(2)}

    assert len(codes) == 2


def test_handout_is_a_copy_for_search_engines(client, prefix, settings):
    initiative = make_initiative()

    page = handout_of(client, initiative, prefix).text

    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{prefix}/initiatives/{initiative.slug}/">' in page


def test_handout_writes_out_the_addresses_of_sources(client):
    initiative = make_initiative()
    InitiativeLink.objects.create(initiative=initiative, source_title="Звіт", source_url="https://example.org/zvit.pdf")

    page = handout_of(client, initiative).text

    assert ">https://example.org/zvit.pdf</a> – Звіт" in page


def test_english_handout_marks_ukrainian_text(client):
    initiative = make_initiative(title_en="", title_uk="Школа", activities_uk="Заняття.")

    page = handout_of(client, initiative, "/en").text

    assert '<h1 lang="uk">Школа</h1>' in page
    assert '<div lang="uk"><p>Заняття.</p></div>' in page


def test_handout_sets_no_cookie_and_has_neither_script_nor_inline_style(client):
    response = handout_of(client, make_full_initiative())

    assert not response.cookies
    assert "<script" not in response.text
    assert " style=" not in response.text


# What it keeps to itself


def test_handout_does_not_name_neighbours_that_readers_may_not_see(client):
    initiative = make_initiative(
        city=make_city(status=Status.DRAFT, name_uk="Таємне місто"),
        partner_cities=[make_city(status=Status.WITHDRAWN, name_uk="Таємний сусід")],
        organisation=make_partner(status=Status.DRAFT, name_uk="Таємна установа"),
    )
    initiative.partners.add(make_partner(status=Status.DRAFT, name_uk="Таємний партнер"))

    assert "Таємн" not in handout_of(client, initiative).text


def test_handout_of_an_occupied_city_shows_no_place_and_no_person(client, prefix):
    initiative = make_full_initiative(
        city=make_war_status(kind="occupied").city,
        place_uk="Вулиця Тиха",
        place_en="Quiet Street",
        location_precision="exact",
    )

    page = handout_of(client, initiative, prefix).text

    for secret in ("Вулиця Тиха", "Quiet Street", "49.84", "24.03", "olena@example.org"):
        assert secret not in page


@pytest.mark.parametrize("agreed", [True, False])
def test_handout_shows_the_contact_only_who_agreed_and_never_the_telephone(client, agreed):
    initiative = make_initiative()
    Contact.objects.create(
        initiative=initiative, name="Олена Коваль", email="o@example.org", phone="+380441234567", is_public=agreed
    )

    page = handout_of(client, initiative).text

    assert ("Олена Коваль" in page, "o@example.org" in page) == (agreed, agreed)
    assert "1234567" not in page


@pytest.mark.parametrize(("precision", "shown"), [("exact", True), ("district", True), ("city", False)])
def test_handout_shows_the_place_as_exactly_as_allowed(client, precision, shown):
    page = handout_of(client, make_initiative(location_precision=precision, place_uk="Вулиця Тиха")).text

    assert ("Вулиця Тиха" in page) == shown


def test_handout_from_public_sources_says_so(client):
    assert "label--unconfirmed" in handout_of(client, make_initiative(origin="sources")).text


# Addresses


@pytest.mark.parametrize(("status", "answer"), [(Status.DRAFT, 404), (Status.SUBMITTED, 404), (Status.WITHDRAWN, 410)])
def test_handout_of_what_is_not_public_answers_like_its_page(client, prefix, status, answer):
    response = handout_of(client, make_initiative(status=status, title_uk="Таємниця", title_en="Secret"), prefix)

    assert response.status_code == answer
    assert "Таємниця" not in response.text
    assert "Secret" not in response.text


def test_handout_at_an_old_address_leads_to_the_new_one(client, prefix):
    make_initiative(slug="old").rename("new")

    response = client.get(f"{prefix}/initiatives/old/handout/")

    assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/initiatives/new/handout/")


def test_handout_is_only_read(client):
    initiative = make_initiative()

    assert client.post(f"/initiatives/{initiative.slug}/handout/").status_code == 405


# Queries


@pytest.mark.parametrize("rows", [1, 3])
def test_handout_asks_as_often_for_many_rows_as_for_one(client, prefix, django_assert_num_queries, rows):
    initiative = make_full_initiative(rows)

    with django_assert_num_queries(21):
        handout_of(client, initiative, prefix)
