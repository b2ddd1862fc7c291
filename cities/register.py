"""The state register of hromadas and cities, as shipped in ``cities/data/``: read-only, keyed by KATOTTG code."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.oblasts import Oblast
from portal.languages import ENGLISH, fold, romanise, spelling

DATA = Path(__file__).parent / "data"

# UA, then oblast 2, raion 2, hromada 3, settlement 3, city district 2, and five digits that make the code unique.
_CODE = re.compile(r"UA[0-9]{17}")
_HROMADA_PART = slice(0, 9)
_SETTLEMENT_PART = slice(9, 12)
_DISTRICT_PART = slice(12, 14)

# Kyiv and Sevastopol are hromadas too, but the codifier knows each by its first-level code alone.
_CITIES_WITH_SPECIAL_STATUS = (Oblast.KYIV_CITY.katottg, Oblast.SEVASTOPOL.katottg)


class Hromada(NamedTuple):
    """A territorial community; its name is an adjective («Мелітопольська»), but for Kyiv and Sevastopol."""

    katottg: str
    name_uk: str
    name_en: str
    raion_katottg: str
    raion_uk: str
    oblast: Oblast

    @property
    def has_special_status(self) -> bool:
        """Whether it is Kyiv or Sevastopol, whose name is that of the city."""
        return self.katottg in _CITIES_WITH_SPECIAL_STATUS

    def title(self, language: str) -> str:
        """The name as people say it: «Мелітопольська громада», "Melitopolska hromada", «Київ»."""
        if language == ENGLISH:
            return self.name_en if self.has_special_status else f"{self.name_en} hromada"
        return self.name_uk if self.has_special_status else f"{self.name_uk} громада"

    def place(self, language: str) -> str:
        """Where it lies: raion and oblast; for Kyiv and Sevastopol their status."""
        if language == ENGLISH:
            raion = f"{romanise(self.raion_uk)} raion, " if self.raion_uk else ""
            return f"{raion}{self.oblast.name_en}"
        raion = f"{self.raion_uk} район, " if self.raion_uk else ""
        return f"{raion}{self.oblast.name_uk}"


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


def centre_of(hromada: Hromada) -> Settlement | None:
    """The city after which a hromada is named; None where the register lists no city of that name in it."""
    inside = _settlements_by_hromada().get(hromada.katottg, ())
    beginning = hromada.name_uk[:4].lower()
    named_so = [settlement for settlement in inside if settlement.name_uk[:4].lower() == beginning]
    return next(iter([*named_so, *inside]), None)


# Finding a hromada by what people type

# Words that say what a place is and not which.
_KINDS = {
    *("громада", "тг", "отг", "територіальна", "міська", "селищна", "сільська", "район", "область", "місто", "смт"),
    *("село", "м", "hromada", "community", "raion", "district", "oblast", "region", "city", "town"),
}
_WORDS = re.compile(r"\w+")
# People look for «Згурівка», the register has «Згурівська»: where nothing fits, ends of words do not count.
_ENDING = 4
_SHORTEST_STEM = 4


class _Entry(NamedTuple):
    hromada: Hromada
    names: str  # of the hromada and of its cities, one a line, folded and as they sound in Latin letters
    words: str  # of the names, the raion and the oblast, in the same two ways, a blank before each
    population: int


def find_hromadas(text: str) -> list[Hromada]:
    """Hromadas whose name, or the name of a city in them, fits what somebody typed, the best first.

    Words may be in any case, cut short, in Ukrainian or in any usual Latin spelling; those of the raion and the oblast
    tell namesakes apart. A name that is exactly so comes before one that begins so, a bigger place before a smaller.
    """
    words = _words(text)
    for cut in range(_ENDING if words else 0):
        if found := _fitting([word[: max(len(word) - cut, _SHORTEST_STEM)] for word in words]):
            return found
    return []


def find_hromadas_named(text: str) -> list[Hromada]:
    """The hromadas with exactly this name and their namesakes, else all that :func:`find_hromadas` gives.

    A city may be the only one of its name where several hromadas are named alike, after villages.
    """
    wanted = " ".join(_words(text))
    exact = {entry.hromada.name_uk for entry in _index() if _distance(entry, wanted) == 0}
    return _best_first([entry for entry in _index() if entry.hromada.name_uk in exact], wanted) or find_hromadas(text)


def _words(text):
    return [word for word in _WORDS.findall(fold(text)) if word not in _KINDS]


def _fitting(words):
    ways = [(f" {word}", f" {spelling(word)}") for word in words]
    entries = [
        entry for entry in _index() if all(plain in entry.words or spelt in entry.words for plain, spelt in ways)
    ]
    return _best_first(entries, " ".join(words))


def _best_first(entries, wanted):
    entries.sort(key=lambda entry: (_distance(entry, wanted), -entry.population, entry.hromada.name_uk))
    return [entry.hromada for entry in entries]


def _distance(entry, wanted):
    """How far the names are from what was typed: 0 the same, 1 begins so, 2 otherwise."""
    ways = (wanted, _spelt(wanted))
    if any(f"\n{way}\n" in entry.names for way in ways):
        return 0
    return 1 if any(f"\n{way}" in entry.names for way in ways) else 2


def _spelt(words):
    return " ".join(map(spelling, words.split()))


@cache
def _index():
    return [_entry(hromada) for hromada in hromadas().values()]


def _entry(hromada):
    cities = _settlements_by_hromada().get(hromada.katottg, ())
    places = [hromada, *cities]
    names = [" ".join(_WORDS.findall(fold(name))) for place in places for name in (place.name_uk, place.name_en)]
    around = [hromada.raion_uk, romanise(hromada.raion_uk), hromada.oblast.name_uk, hromada.oblast.name_en]
    words = " ".join([*names, *(" ".join(_WORDS.findall(fold(text))) for text in around)])
    return _Entry(
        hromada=hromada,
        names="\n".join(["", *names, *map(_spelt, names), ""]),
        words=f" {words} {_spelt(words)}",
        population=max((city.population for city in cities), default=0),
    )


@cache
def _settlements_by_hromada():
    inside = {}
    for settlement in settlements().values():
        inside.setdefault(settlement.hromada_katottg, []).append(settlement)
    return inside


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
