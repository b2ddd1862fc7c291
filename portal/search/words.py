"""From a text to its words, and from a word to the keys by which its forms find each other."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from portal.languages import fold
from portal.search.lemmatizer import lemmatizer

# Longer strings of letters are no words; PostgreSQL takes at most 2,046 bytes.
LONGEST_WORD = 60

_APOSTROPHE = "'"
_APOSTROPHES = re.compile("[’ʼ`‘ʹ′´]")
_STRESS = "\N{COMBINING ACUTE ACCENT}"
_SPELT = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:-[^\W_]+(?:'[^\W_]+)*)*")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
# A consonant and a iotated vowel that people often type without the apostrophe between them: здоровя, пятниця.
_MAYBE_APOSTROPHE = re.compile("(?<=[бвджзклмнпрстф])(?=[єїюя])")

_DATA = Path(__file__).parent / "data"
# Words that say nothing of what is looked for.
STOP_WORDS = frozenset((_DATA / "stop_words.txt").read_text("utf-8").split())


def spelt_words(text: str) -> list[str]:
    """The words of a text in their order, in small letters; a hyphenated word counts as its parts.

    Apostrophes and ґ are kept: a dictionary knows words by them.
    """
    return [part for spelt in hyphenated(text) for part in _parts(spelt)]


def words(text: str) -> list[str]:
    """As :func:`spelt_words`, folded."""
    return [fold(spelt) for spelt in spelt_words(text)]


def hyphenated(text: str) -> list[str]:
    """As :func:`spelt_words`, but hyphenated words in one piece."""
    return _SPELT.findall(_plain(text))


def _parts(spelt):
    return [part[:LONGEST_WORD] for part in spelt.split("-")]


def _plain(text: str) -> str:
    taken_apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return _APOSTROPHES.sub(_APOSTROPHE, unicodedata.normalize("NFC", taken_apart.replace(_STRESS, "")))


def keys(text: str) -> list[str]:
    """The keys of all words of a text that say something, in their order, with repetitions.

    A hyphenated word is found by its parts and written in one: онлайн-курс by онлайнкурс too.
    """
    return [key for spelt in hyphenated(text) for key in _keys_of_all_parts(spelt)]


@lru_cache(maxsize=300_000)
def _keys_of_all_parts(spelt):
    parts = _parts(spelt)
    together = ["".join(parts)[:LONGEST_WORD]] if len(parts) > 1 else []
    return tuple(key for word in (*parts, *together) if not is_stop_word(word) for key in keys_of(word))


def is_stop_word(word: str) -> bool:
    return word in STOP_WORDS


def is_ukrainian(word: str) -> bool:
    """Whether the word is written in Cyrillic letters."""
    return bool(_CYRILLIC.search(word))


@lru_cache(maxsize=200_000)
def keys_of(spelt: str) -> tuple[str, ...]:
    """What the forms of a word share: «бібліотеці» gives («бібліотека»,), "libraries" ("librari",).

    A form of several words has a key for each. Every key is folded.
    """
    if not is_ukrainian(spelt):
        return (lemmatizer().english(fold(spelt)),)
    return tuple(sorted({fold(form) for form in lemmatizer().ukrainian(with_apostrophe(spelt))}))


def with_apostrophe(spelt: str) -> str:
    """The word with the apostrophe that its writer left out, where only so it is a word."""
    if _APOSTROPHE in spelt or not _MAYBE_APOSTROPHE.search(spelt) or lemmatizer().is_known(spelt):
        return spelt
    restored = _MAYBE_APOSTROPHE.sub(_APOSTROPHE, spelt)
    return restored if lemmatizer().is_known(restored) else spelt


@cache
def _groups() -> list[str]:
    lines = (_DATA / "related.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def common_words() -> frozenset[str]:
    """Words that people often search for, whether or not a title has them."""
    return frozenset(word for group in _groups() for word in words(group))


@cache
def _related() -> dict[str, frozenset[str]]:
    related = {}
    for group in (frozenset(keys(line)) for line in _groups()):
        for key in group:
            related[key] = related.get(key, frozenset()) | group
    return related


def related_keys(key: str) -> frozenset[str]:
    """Keys of words that mean the same, in either language, by ``data/related.txt``; the key itself among them."""
    return _related().get(key, frozenset((key,)))
