import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cities.oblasts import Oblast
from cities.register import hromadas, settlements, validate_hromada_code, validate_settlement_code

KYIV = "UA80000000000093317"
SEVASTOPOL = "UA85000000000065278"
LVIV = "UA46060250010015970"
LVIV_HROMADA = "UA46060250000025047"
CHORNOBYL = "UA32000000020050699"

malformed_codes = pytest.mark.parametrize(
    "code",
    [
        "",
        "Львів",
        LVIV.lower(),
        LVIV[:-1],
        LVIV + "0",
        LVIV + "\n",
        " " + LVIV,
        "UА" + LVIV[2:],  # a Cyrillic А
        "UA" + "٤" * 17,  # Arabic digits
    ],
)


def error_code(validate, value):
    with pytest.raises(ValidationError) as refused:
        validate(value)
    return refused.value.code


# Reading


def test_hromadas_are_all_of_ukraine_with_kyiv_and_sevastopol():
    assert len(hromadas()) == 1772 + 2


def test_hromadas_know_name_raion_and_oblast():
    assert hromadas()[LVIV_HROMADA]._asdict() == {
        "katottg": LVIV_HROMADA,
        "name_uk": "Львівська",
        "name_en": "Lvivska",
        "raion_katottg": "UA46060000000042587",
        "raion_uk": "Львівський",
        "oblast": Oblast.LVIVSKA,
    }


@pytest.mark.parametrize(("code", "oblast"), [(KYIV, "UA-30"), (SEVASTOPOL, "UA-40")])
def test_city_with_special_status_is_its_own_hromada(code, oblast):
    assert hromadas()[code].oblast == oblast
    assert settlements()[code].hromada_katottg == code


def test_settlements_are_read_with_numbers():
    lviv = settlements()[LVIV]

    assert (lviv.name_uk, lviv.name_en, lviv.oblast, lviv.hromada_katottg) == ("Львів", "Lviv", "UA-46", LVIV_HROMADA)
    assert (lviv.lat, lviv.lon) == pytest.approx((49.84, 24.03), abs=0.05)
    assert isinstance(lviv.population, int)


def test_settlements_begin_with_the_biggest():
    populations = [settlement.population for settlement in settlements().values()]

    assert populations == sorted(populations, reverse=True)


def test_every_settlement_but_chornobyl_lies_in_a_hromada():
    homeless = {code for code, settlement in settlements().items() if settlement.hromada_katottg not in hromadas()}

    assert homeless == {CHORNOBYL}


def test_every_settlement_lies_within_ukraine():
    assert all(44 < settlement.lat < 53 and 22 < settlement.lon < 41 for settlement in settlements().values())


def test_every_place_lies_in_the_oblast_of_its_code():
    places = {**hromadas(), **settlements()}

    assert {code: place.oblast for code, place in places.items()} == {code: Oblast.of(code) for code in places}


# Validation


@malformed_codes
def test_validate_hromada_code_refuses_a_malformed_code(code):
    assert error_code(validate_hromada_code, code) == "malformed_katottg"


@malformed_codes
def test_validate_settlement_code_refuses_a_malformed_code(code):
    assert error_code(validate_settlement_code, code) == "malformed_katottg"


@pytest.mark.parametrize("code", [LVIV_HROMADA, KYIV, SEVASTOPOL])
def test_validate_hromada_code_accepts_a_hromada(code):
    assert validate_hromada_code(code) is None


@pytest.mark.parametrize("code", [LVIV, "UA46000000000026241", "UA46060250000025048"])
def test_validate_hromada_code_refuses_settlements_oblasts_and_the_unknown(code):
    assert error_code(validate_hromada_code, code) == "unknown_hromada"


@pytest.mark.parametrize("code", [LVIV, KYIV, SEVASTOPOL, CHORNOBYL])
def test_validate_settlement_code_accepts_a_city(code):
    assert validate_settlement_code(code) is None


def test_validate_settlement_code_believes_a_village_of_a_known_hromada():
    assert validate_settlement_code(LVIV_HROMADA[:9] + "99900" + "12345") is None


@pytest.mark.parametrize(
    "code",
    [
        "UA46069990010012345",  # no such hromada
        LVIV_HROMADA,
        LVIV[:12] + "01" + "12345",  # a district of the city
    ],
)
def test_validate_settlement_code_refuses_what_is_no_settlement(code):
    assert error_code(validate_settlement_code, code) == "unknown_settlement"


@given(st.sampled_from(sorted(hromadas())))
def test_validate_hromada_code_accepts_every_hromada(code):
    assert validate_hromada_code(code) is None


def test_refusal_names_the_code():
    with pytest.raises(ValidationError, match=LVIV):
        validate_hromada_code(LVIV)
