"""The state register of hromadas and cities, as shipped in ``cities/data/``: read-only, keyed by KATOTTG code."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.oblasts import Oblast

DATA = Path(__file__).parent / "data"

# UA, then oblast 2, raion 2, hromada 3, settlement 3, city district 2, and five digits that make the code unique.
_CODE = re.compile(r"UA[0-9]{17}")
_HROMADA_PART = slice(0, 9)
_SETTLEMENT_PART = slice(9, 12)
_DISTRICT_PART = slice(12, 14)

# Kyiv and Sevastopol are hromadas too, but the codifier knows each by its first-level code alone.
_CITIES_WITH_SPECIAL_STATUS = {Oblast.KYIV_CITY.katottg, Oblast.SEVASTOPOL.katottg}


class Hromada(NamedTuple):
    """A territorial community; its name is an adjective («Мелітопольська»), but for Kyiv and Sevastopol."""

    katottg: str
    name_uk: str
    name_en: str
    raion_katottg: str
    raion_uk: str
    oblast: Oblast


class Settlement(NamedTuple):
    """A city, or one of four big settlements beside Kyiv and Kharkiv.

    ``lat`` and ``lon`` are degrees (WGS 84); ``population`` is a hint of mixed years and never an official figure;
    ``hromada_katottg`` is empty for Chornobyl alone.
    """

    katottg: str
    name_uk: str
    name_en: str
    kind: str
    oblast: Oblast
    raion_katottg: str
    hromada_katottg: str
    lat: float
    lon: float
    population: int
    geonameid: int


@cache
def hromadas() -> dict[str, Hromada]:
    """Every hromada of Ukraine by its code, Kyiv and Sevastopol among them."""
    known = {
        row["katottg"]: Hromada(
            katottg=row["katottg"],
            name_uk=row["name_uk"],
            name_en=row["name_en"],
            raion_katottg=row["raion_katottg"],
            raion_uk=row["raion_uk"],
            oblast=Oblast(row["oblast_iso"]),
        )
        for row in _rows("ukraine-hromadas.csv")
    }
    for code in _CITIES_WITH_SPECIAL_STATUS:
        city = settlements()[code]
        known[code] = Hromada(code, city.name_uk, city.name_en, raion_katottg="", raion_uk="", oblast=city.oblast)
    return known


@cache
def settlements() -> dict[str, Settlement]:
    """Every city of Ukraine but Pripyat by its code, the biggest first; no villages (see ``Settlement``)."""
    return {
        row["katottg"]: Settlement(
            katottg=row["katottg"],
            name_uk=row["name_uk"],
            name_en=row["name_en"],
            kind=row["kind"],
            oblast=Oblast(row["oblast_iso"]),
            raion_katottg=row["raion_katottg"],
            hromada_katottg=row["katottg"] if row["katottg"] in _CITIES_WITH_SPECIAL_STATUS else row["hromada_katottg"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=int(row["population"]),
            geonameid=int(row["geonameid"]),
        )
        for row in _rows("ukraine-cities.csv")
    }


def validate_hromada_code(value: str) -> None:
    """Raises ValidationError unless the value is the code of a hromada in the register."""
    _validate_form(value)
    if value not in hromadas():
        raise ValidationError(
            _("No hromada in the state register has the code %(value)s."),
            code="unknown_hromada",
            params={"value": value},
        )


def validate_settlement_code(value: str) -> None:
    """Raises ValidationError unless the value is the code of a settlement.

    The register lists cities only. A village or a settlement is believed if the hromada in its code exists and the code
    goes down to a settlement and no further (not to a district of a city).
    """
    _validate_form(value)
    if value in settlements():
        return
    is_settlement = value[_SETTLEMENT_PART] != "000" and value[_DISTRICT_PART] == "00"
    if not is_settlement or value[_HROMADA_PART] not in _hromada_parts():
        raise ValidationError(
            _("No settlement in the state register can have the code %(value)s."),
            code="unknown_settlement",
            params={"value": value},
        )


def _validate_form(value):
    if not _CODE.fullmatch(value):
        raise ValidationError(
            _("A KATOTTG code is the letters UA and 17 digits, not “%(value)s”."),
            code="malformed_katottg",
            params={"value": value},
        )


@cache
def _hromada_parts():
    return {code[_HROMADA_PART] for code in hromadas()}


def _rows(filename):
    with (DATA / filename).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
