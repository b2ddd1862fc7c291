"""The portal's two languages: searching, sorting and spelling Ukrainian, and which text a reader gets."""

import re
import unicodedata

from django.db.models import F, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

UKRAINIAN = "uk"
ENGLISH = "en"

ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"

# People type the apostrophe in all these ways; the two accents stand in for it on some keyboards.
_APOSTROPHES = "'’ʼ`‘ʹ′´"
_STRESS = "\N{COMBINING ACUTE ACCENT}"
_SILENT = str.maketrans("", "", _APOSTROPHES + _STRESS)


# Searching and sorting: what the databases cannot do alike is stored in columns

_GAP = "00"
_RANKS = {
    **{digit: f"{10 + place}" for place, digit in enumerate("0123456789")},
    **{letter: f"{21 + place}" for place, letter in enumerate(ALPHABET)},
    **{letter: f"{61 + place}" for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")},
}
_OTHER_SCRIPT = "99"


def fold(text: str) -> str:
    """The text as search compares it: small letters, single spaces, ґ as г, without apostrophes and stress marks."""
    return " ".join(_bare(text).replace("ґ", "г").split())


def sort_key(text: str) -> str:
    """A string of digits, two for each letter, that sorts as the text does in a Ukrainian list.

    Signs between words come first («Нова Одеса» before «Новара»), then digits, the 33 letters of the alphabet, Latin
    letters, other scripts. Case, apostrophes and accents do not count, so different texts may have one key: order by
    something else after it. Strings of digits keep this order in every database and under every collation.
    """
    return _GAP.join("".join(_rank(char) for char in _bare(text)).split())


def _rank(char: str) -> str:
    if char in _RANKS:
        return _RANKS[char]
    base = unicodedata.normalize("NFD", char)[0]  # an accented letter stands with its plain one
    if base in _RANKS:
        return _RANKS[base]
    if unicodedata.category(base).startswith("M"):
        return ""
    return _OTHER_SCRIPT if base.isalpha() else " "


def _bare(text: str) -> str:
    """Small letters without apostrophes and stress marks; й and ї are single characters."""
    taken_apart = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFC", taken_apart.translate(_SILENT))


# Ukrainian in Latin letters

# fmt: off
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia",
}
# fmt: on
_LATIN_AT_WORD_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_LETTERS = ALPHABET + ALPHABET.upper()
_WORD = re.compile(f"[{_LETTERS}](?:[{_LETTERS}{_APOSTROPHES}{_STRESS}]*[{_LETTERS}{_STRESS}])?")


def romanise(text: str) -> str:
    """Ukrainian words in Latin letters, by resolution 55 of the Cabinet of Ministers of 27 January 2010.

    Words in capitals stay in capitals, each part of a hyphenated name counts as a word, and whatever is not a Ukrainian
    letter is left as it is.
    """
    return _WORD.sub(_romanise_word, unicodedata.normalize("NFC", text))


def _romanise_word(found: re.Match) -> str:
    word = found[0].translate(_SILENT)
    spelt = []
    for place, char in enumerate(word):
        letter = char.lower()
        latin = _LATIN[letter]
        if place == 0:
            latin = _LATIN_AT_WORD_START.get(letter, latin)
        elif letter == "г" and word[place - 1].lower() == "з":
            latin = "gh"  # «зг» would read like «ж», zh
        spelt.append(latin if char == letter else latin.capitalize())
    together = "".join(spelt)
    return together.upper() if len(word) > 1 and word.isupper() else together


def romanisation() -> dict[str, dict | str]:
    """The table behind :func:`romanise`, for the script that spells names while somebody types."""
    return {"letters": _LATIN, "atWordStart": _LATIN_AT_WORD_START, "silent": _APOSTROPHES + _STRESS}


# Ways to write one sound, the longer first.
_SOUNDS = [("kh", "h"), ("zgh", "zh"), ("zhzh", "zh"), ("g", "h"), ("w", "v"), ("y", "i"), ("j", "i")]


def spelling(word: str) -> str:
    """A word in the plainest Latin letters: «Ямпіль», "Yampil" and "Iampil" are one. To compare, not to show."""
    latin = re.sub("[iyj]+(?=[aeou])", "", fold(romanise(word)))
    for written, sound in _SOUNDS:
        latin = latin.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", latin)


# Latin letters of neighbours that Unicode does not split into a letter and an accent.
_PLAIN_LATIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe"})


def slug_from(text: str, max_length: int = 80) -> str:
    """The text as part of an address: romanised small letters and digits, words joined by hyphens.

    Whole words are left out at the end to keep within ``max_length`` (a single longer word is cut). Returns "" for a
    text without a letter or digit that can be spelt so.
    """
    # Taken apart before it is made small: «№» holds a capital N.
    latin = unicodedata.normalize("NFKD", romanise(text).translate(_SILENT)).casefold().translate(_PLAIN_LATIN)
    ascii_only = latin.encode("ascii", "ignore").decode()
    slug = "-".join(re.findall("[a-z0-9]+", ascii_only))
    if len(slug) <= max_length:
        return slug
    whole_words, _, _ = slug[: max_length + 1].rpartition("-")
    return whole_words or slug[:max_length]


# The language of the page


def other_language() -> str:
    """The code of the language that this page is not in."""
    return UKRAINIAN if get_language() == ENGLISH else ENGLISH


def localized(path: str) -> F | Coalesce:
    """A query expression for a translated field as the reader sees it: English, where it is missing Ukrainian.

    The path may cross relations: ``localized("city__name")``. The language is the one active at the call, so call it
    within a request. It exists because orderings, annotations and values of the bare name read the wrong column.
    """
    ukrainian = F(f"{path}_{UKRAINIAN}")
    if get_language() != ENGLISH:
        return ukrainian
    return Coalesce(NullIf(F(f"{path}_{ENGLISH}"), Value("")), ukrainian, output_field=TextField())


def text_language(obj, field: str) -> str:
    """The language, "uk" or "en", of the text that ``obj.field`` shows in the active language."""
    if get_language() == ENGLISH and getattr(obj, f"{field}_{ENGLISH}"):
        return ENGLISH
    return UKRAINIAN
