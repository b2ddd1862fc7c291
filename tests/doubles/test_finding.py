"""Which rows are taken for one: judged pairs, and the same among many rows."""

import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from cities.models import City, Partner
from portal.doubles.finding import all_doubles, doubles_of
from portal.doubles.likeness import PROBABLE, core, host, likeness, traits
from portal.doubles.models import Pair
from portal.doubles.sources import source_of
from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_partner, make_staff

JUDGED = tomllib.loads((Path(__file__).parent / "judged.toml").read_text("utf-8"))["pair"]
PLACES = {"same": ({1}, {1}), "other": ({1}, {2}), None: ((), ())}


def are_taken_for_one(pair):
    site = "https://www.site.example/" if pair.get("sites") == "same" else ""
    names = (pair["one"], pair["other"])
    one, other = (
        traits(name, "", places, site) for name, places in zip(names, PLACES[pair.get("places")], strict=True)
    )
    return likeness(one, other) >= PROBABLE


def test_judged_doubles_are_found_and_little_else():
    found = [pair for pair in JUDGED if are_taken_for_one(pair)]
    right = [pair for pair in found if pair["same"]]

    assert len(JUDGED) >= 50
    assert len(right) / len(found) >= 0.9, [pair for pair in found if not pair["same"]]
    assert len(right) / sum(pair["same"] for pair in JUDGED) >= 0.95


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("КЗ «Музей» Львівської міської ради", "музей"),
        ("ГО", "го"),
        ("Громадська організація «Ґанок»", "ганок"),
        ("Бібліотека ім. Лесі Українки", "бібліотека лесі українки"),
        ("", ""),
        ("«»", ""),
    ],
)
def test_core_of_a_name(name, expected):
    assert core(name) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.city.example/about", "city.example"),
        ("https://facebook.com/library", ""),
        ("https://www.facebook.com/library", ""),
        ("http://[::1", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_site_of_ones_own(address, expected):
    assert host(address) == expected


@pytest.mark.django_db
def test_doubles_of_a_partner_are_found():
    lviv = make_city()
    double = make_partner(
        name_uk="КЗ «Центральна бібліотека ім. Ґонти»", name_en="", cities=[lviv], status=Status.DRAFT
    )
    make_partner(name_uk="Центральна лікарня", name_en="")
    partner = make_partner(name_uk="Центральна бібліотека імені Гонти", name_en="", cities=[lviv])

    assert [likely.row for likely in doubles_of(partner)] == [double]


@pytest.mark.django_db
def test_town_of_the_same_name_elsewhere_is_another_one():
    here = make_city(name_uk="Миколаїв", oblast="UA-48")
    make_city(name_uk="Миколаїв", oblast="UA-46")

    assert doubles_of(here) == []


@pytest.mark.django_db
def test_proposed_change_is_no_double():
    initiative = make_initiative(title_uk="Університет третього віку")
    make_initiative(
        title_uk="Університет третього віку",
        replaces=initiative,
        based_on=initiative.updated_at,
        status=Status.DRAFT,
        slug=None,
        city=initiative.city,
    )

    assert doubles_of(initiative) == []


@pytest.mark.django_db
def test_what_was_told_apart_is_no_double_again():
    one, other = make_partner(name_uk="Ганок", name_en=""), make_partner(name_uk="Ґанок", name_en="")
    Pair.objects.tell_apart(one, [other], by=make_staff())

    assert doubles_of(one) == doubles_of(other) == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_finding_asks_the_database_so_often_whatever_the_number_of_rows(django_assert_num_queries, number):
    partner = make_partner(name_uk="Бібліотека міста", name_en="")
    for _ in range(number):
        make_partner(name_uk="Бібліотека міста", name_en="")

    doubles_of(partner)  # fills the cache of content types

    with django_assert_num_queries(5):
        doubles_of(partner)


@pytest.mark.django_db
def test_nightly_round_finds_the_same_and_forgets_what_is_no_more():
    one, other = make_partner(name_uk="Ганок", name_en=""), make_partner(name_uk="ГО «Ґанок»", name_en="")
    make_partner(name_uk="Дах", name_en="")
    call_command("find_doubles", verbosity=0)
    assert [(pair.first, pair.second) for pair in Pair.objects.open()] == [(one, other)]

    other.name_uk = "Поріг"
    other.save()
    call_command("find_doubles", verbosity=0)

    assert not Pair.objects.exists()


@pytest.mark.django_db
def test_nightly_round_keeps_decisions():
    one, other = make_city(name_uk="Ганок", oblast="UA-46"), make_city(name_uk="Ґанок", oblast="UA-46")
    Pair.objects.tell_apart(one, [other], by=make_staff())

    call_command("find_doubles", verbosity=0)

    assert Pair.objects.of_model(City).get().verdict == Pair.Verdict.APART


@pytest.mark.django_db
@pytest.mark.parametrize("number", [3, 60])
def test_nightly_round_asks_the_database_so_often_whatever_the_number_of_rows(django_assert_num_queries, number):
    city = make_city()
    for place in range(number):
        make_partner(name_uk=f"Бібліотека міста {place}", name_en="", cities=[city])

    with django_assert_num_queries(2):
        list(all_doubles(source_of(Partner)))
