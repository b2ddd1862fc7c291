import csv
import re

import pytest
from django.conf import settings
from django.utils import translation

from cities.oblasts import Oblast
from portal.languages import romanise

KATOTTG_PREFIXES = {
    "UA-43": "UA01",
    "UA-05": "UA05",
    "UA-07": "UA07",
    "UA-12": "UA12",
    "UA-14": "UA14",
    "UA-18": "UA18",
    "UA-21": "UA21",
    "UA-23": "UA23",
    "UA-26": "UA26",
    "UA-32": "UA32",
    "UA-35": "UA35",
    "UA-09": "UA44",
    "UA-46": "UA46",
    "UA-48": "UA48",
    "UA-51": "UA51",
    "UA-53": "UA53",
    "UA-56": "UA56",
    "UA-59": "UA59",
    "UA-61": "UA61",
    "UA-63": "UA63",
    "UA-65": "UA65",
    "UA-68": "UA68",
    "UA-71": "UA71",
    "UA-77": "UA73",
    "UA-74": "UA74",
    "UA-30": "UA80",
    "UA-40": "UA85",
}

# Units that are not named by an adjective with «область».
OTHERWISE_NAMED = {Oblast.KRYM, Oblast.KYIV_CITY, Oblast.SEVASTOPOL}


def test_oblasts_are_the_27_units_of_ukraine():
    assert set(Oblast.values) == set(KATOTTG_PREFIXES)


@pytest.mark.parametrize("oblast", Oblast)
def test_oblast_has_its_code_in_the_codifier(oblast):
    assert re.fullmatch(f"{KATOTTG_PREFIXES[oblast]}0{{10}}[0-9]{{5}}", oblast.katottg)


@pytest.mark.parametrize(("iso_code", "prefix"), KATOTTG_PREFIXES.items())
def test_of_finds_the_oblast_of_a_place(iso_code, prefix):
    assert Oblast.of(f"{prefix}060250010012345") == Oblast(iso_code)


def test_of_agrees_with_the_register():
    with (settings.BASE_DIR / "cities/data/ukraine-hromadas.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["katottg"]: row["oblast_iso"] for row in csv.DictReader(file)}

    assert {code: Oblast.of(code) for code in expected} == expected


@pytest.mark.parametrize("code", ["", "UA", "UA09060250010012345", "UA77060250010012345", "PL14"])
def test_of_refuses_a_code_of_no_oblast(code):
    with pytest.raises(ValueError, match="No oblast"):
        Oblast.of(code)


@pytest.mark.parametrize(
    ("oblast", "slug"),
    [
        (Oblast.VINNYTSKA, "vinnytska"),
        (Oblast.IVANO_FRANKIVSKA, "ivano-frankivska"),
        (Oblast.KYIVSKA, "kyivska"),
        (Oblast.KYIV_CITY, "kyiv-city"),
        (Oblast.SEVASTOPOL, "sevastopol"),
        (Oblast.KRYM, "krym"),
    ],
)
def test_slug_follows_the_iso_name(oblast, slug):
    assert oblast.slug == slug


@pytest.mark.parametrize("oblast", [oblast for oblast in Oblast if oblast not in OTHERWISE_NAMED])
def test_slug_is_the_romanised_adjective(oblast):
    adjective = oblast.name_uk.removesuffix(" область")

    assert oblast.slug == romanise(adjective).lower()


@pytest.mark.parametrize("oblast", Oblast)
def test_from_slug_finds_the_oblast(oblast):
    assert Oblast.from_slug(oblast.slug) is oblast


@pytest.mark.parametrize("slug", ["", "KYIVSKA", "kyiv", "mazowieckie"])
def test_from_slug_refuses_an_unknown_slug(slug):
    with pytest.raises(ValueError, match="No oblast"):
        Oblast.from_slug(slug)


@pytest.mark.parametrize("active", ["uk", "en"])
def test_names_do_not_depend_on_the_active_language(active):
    with translation.override(active):
        assert (Oblast.LUHANSKA.name_uk, Oblast.LUHANSKA.name_en) == ("Луганська область", "Luhansk Oblast")


def test_label_is_the_english_name_on_an_english_page():
    with translation.override("en"):
        assert [str(oblast.label) for oblast in Oblast] == [oblast.name_en for oblast in Oblast]


def test_label_is_translated_by_the_ukrainian_name_only():
    with translation.override("uk"):
        translated = {oblast: str(oblast.label) for oblast in Oblast if str(oblast.label) != oblast.name_en}

    assert translated == {oblast: oblast.name_uk for oblast in translated}
