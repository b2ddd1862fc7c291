"""How alike two rows are: by their names without legal forms, by where they are, by their site."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from portal.languages import fold

# Rows at least so alike are probably one. Measured over tests/doubles/judged.toml: of the doubles there nineteen in
# twenty are found, and nine in ten of what is found are doubles. At 86 that would be three in four.
PROBABLE = 92
_SAME_PLACE, _OTHER_PLACE = 6, -8
_SAME_SITE = 12

# What organisations are in law, folded: it says nothing of which one it is, and people write or leave it.
_LEGAL_FORMS = (
    "комунальний заклад вищої освіти",
    "комунальний заклад загальної середньої освіти",
    "комунальний заклад позашкільної освіти",
    "комунальний заклад культури",
    "комунальний заклад",
    "комунальна установа",
    "комунальна організація",
    "комунальне підприємство",
    "комунальне некомерційне підприємство",
    "державний заклад",
    "державна установа",
    "державне підприємство",
    "громадська організація",
    "громадська спілка",
    "благодійна організація",
    "благодійний фонд",
    "міжнародний благодійний фонд",
    "товариство з обмеженою відповідальністю",
    "приватне підприємство",
    "приватне акціонерне товариство",
    "акціонерне товариство",
    "фізична особа підприємець",
    *("кз", "кзк", "кззсо", "кзпо", "кзво", "ку", "ко", "кп", "кнп", "дз", "ду", "дп", "го", "гс", "бо", "бф", "мбф"),
    *("тов", "тзов", "пп", "прат", "пат", "ат", "фоп"),
    "non governmental organisation",
    "non governmental organization",
    "public organisation",
    "public organization",
    "civil society organisation",
    "civil society organization",
    "charitable foundation",
    "charity foundation",
    "communal institution",
    "municipal institution",
    "municipal enterprise",
    *("ngo", "cso", "cf", "llc", "ltd", "inc", "gmbh"),
)
_LEGAL_FORM = re.compile(rf"\b(?:{'|'.join(fold(form) for form in sorted(_LEGAL_FORMS, key=len, reverse=True))})\b")
# «… Львівської міської ради Львівської області»: whose an institution is.
_OF_COUNCIL = re.compile(r"\b[\w-]+ої (?:міської|селищної|сільської|обласної|районної) ради\b(?: [\w-]+ області\b)?")
_SMALL_WORDS = re.compile(r"\b(?:імені|ім|м|смт|the|of|and|та|і|й|в|у|на|для|з|із)\b")
_SIGNS = re.compile(r"[^\w]+")
_NUMBERS = re.compile(r"\d+")
# Sites on which everybody may have a page: there the host says nothing.
_SHARED_SITES = {
    *("facebook.com", "instagram.com", "youtube.com", "t.me", "linkedin.com", "x.com", "twitter.com", "tiktok.com"),
    *("sites.google.com", "docs.google.com", "drive.google.com", "linktr.ee", "wikipedia.org", "uk.wikipedia.org"),
    *("en.wikipedia.org", "business.site", "wordpress.com", "blogspot.com"),
}


@dataclass(frozen=True)
class Traits:
    """What rows are compared by: cores of the names in both languages, keys of the places, the host of the site.

    Numbers stand apart: «Школа № 5» is not «Школа № 7», however alike the words are.
    """

    ukrainian: str
    english: str
    numbers: frozenset[str]
    places: frozenset
    site: str


def traits(name_uk, name_en, places, site) -> Traits:
    """The traits of a row; ``places`` and ``site`` may be empty."""
    ukrainian, english = core(name_uk or ""), core(name_en or "")
    return Traits(ukrainian, english, frozenset(_NUMBERS.findall(ukrainian or english)), frozenset(places), host(site))


@lru_cache(maxsize=10_000)
def core(name: str) -> str:
    """The folded name without quotes, legal forms, owning councils and small words; all of it where no more is left."""
    folded = " ".join(_SIGNS.sub(" ", fold(name)).split())
    bare = folded
    for idle in (_OF_COUNCIL, _LEGAL_FORM, _SMALL_WORDS):
        bare = " ".join(idle.sub(" ", bare).split()) or bare
    return bare


def host(address: str) -> str:
    """The host of a website of one's own; "" for none and for pages on sites that everybody shares."""
    try:
        found = (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if found in _SHARED_SITES else found


def likeness(one: Traits, other: Traits, *, place_decides=False) -> float:
    """From 0 to about 120; :data:`PROBABLE` and more for what is probably one thing, 0 where numbers tell them apart.

    ``place_decides``: things of the same name in other places are always others, as towns are.
    """
    is_elsewhere = bool(one.places and other.places) and not one.places & other.places
    if one.numbers != other.numbers or (place_decides and is_elsewhere):
        return 0
    names = max(_alike(one.ukrainian, other.ukrainian), _alike(one.english, other.english))
    if not names:
        return 0
    if one.places and other.places:
        names += _OTHER_PLACE if is_elsewhere else _SAME_PLACE
    return names + (_SAME_SITE if one.site and one.site == other.site else 0)


def _alike(one, other):
    if not one or not other:
        return 0
    return max(fuzz.token_sort_ratio(one, other), fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))


def chunks(name: str, most: int = 6) -> list[str]:
    """Beginnings and ends of the longest words of a core: typing errors and other endings leave most of them whole."""
    words = sorted({word for word in name.split() if not word.isdigit()}, key=lambda word: (-len(word), word))[:most]
    return list(
        dict.fromkeys(chunk for word in words for chunk in ((word[:4], word[-4:]) if len(word) > 4 else (word,)))
    )
