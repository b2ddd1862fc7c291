"""From what somebody typed to what the index is asked for."""

import math
import unicodedata
from dataclasses import dataclass

from django.db.models import Count, Q
from rapidfuzz.distance import OSA

from portal.languages import fold, spelling
from portal.search.engines import Has, Part
from portal.search.keeping import trigrams
from portal.search.layouts import switched
from portal.search.lemmatizer import lemmatizer
from portal.search.models import Word
from portal.search.words import common_words, is_stop_word, is_ukrainian, keys_of, related_keys, spelt_words

LONGEST_QUESTION = 200
MOST_WORDS = 10
# Shorter words sound alike too often.
_SHORTEST_SPELLING = 4
_SPELT_ALIKE = 8
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Term:
    """A word that was asked for: its own keys, those of words that mean the same, in how many titles it is."""

    word: str
    keys: tuple[str, ...]
    related: tuple[str, ...]
    entries: int

    @property
    def weight(self) -> float:
        """How much the word tells; rare ones tell more."""
        return 1 / (1 + math.log1p(self.entries))

    def has(self, part: Part = Part.WHOLE, *, begins=False) -> Has:
        """That a part of an entry has the word, or with ``begins`` one that begins so."""
        beginnings = (self.word,) if begins and len(self.word) >= _SHORTEST_BEGINNING else ()
        return Has((*self.keys, *self.related), part, beginnings)


@dataclass(frozen=True)
class Question:
    """The words that were understood; ``text`` is how they would be typed."""

    text: str
    terms: tuple[Term, ...]
    was_switched: bool = False

    def condition(self, part: Part = Part.WHOLE, *, begins=False) -> tuple[Has, ...]:
        """That a part of an entry has all words."""
        return tuple(term.has(part, begins=begins) for term in self.terms)


def clean(text: str) -> str:
    """The text without null characters, halves of characters and others that nobody sees, and not longer than sense."""
    whole = text[: 4 * LONGEST_QUESTION].encode(errors="ignore").decode()
    seen = "".join(_seen(char) for char in whole)
    return " ".join(seen.split())[:LONGEST_QUESTION].strip()


def _seen(char):
    if char.isprintable():
        return char
    return "" if unicodedata.category(char) == "Cf" else " "


def ask(text: str) -> Question:
    """What somebody asks for, whatever the text holds. One query."""
    parts = clean(text).split(" ")
    readings = [_readings(part) for part in parts]
    known = _Known([word for own, others in readings for spelt in (own, *others) for word in spelt])
    chosen = []
    was_switched = False
    for part, (own, others) in zip(parts, readings, strict=True):
        other = None if any(map(known.holds, own)) else next(filter(known.all_are_words, others), None)
        was_switched |= other is not None
        chosen.append((" ".join(other), other) if other else (part, own))
    spelt = [word for _text, found in chosen for word in found]
    telling = [word for word in spelt if not is_stop_word(word)] or spelt
    terms = tuple(known.term(word) for word in list(dict.fromkeys(telling))[:MOST_WORDS])
    return Question(" ".join(text for text, _found in chosen), terms, was_switched)


def _readings(part):
    """The words of a part without spaces, and those it would be with the keyboard in the other language."""
    return spelt_words(part), [words for other in switched(part) if (words := spelt_words(other))]


class _Known:
    """What the index and the dictionary know of words."""

    def __init__(self, spelt):
        folded = {fold(word) for word in spelt}
        spellings = {spelling(word)[:120] for word in spelt}
        spellings = {latin for latin in spellings if len(latin) >= _SHORTEST_SPELLING}
        self._entries = {}
        self._by_spelling = {}
        found = Word.objects.filter(Q(word__in=folded) | Q(spelling__in=spellings)).order_by("-entries", "word")
        for word in found if folded else ():
            self._entries[word.word] = word.entries
            self._by_spelling.setdefault(word.spelling, []).append(word.word)

    def holds(self, spelt):
        """Whether it is a word, or one in other letters."""
        return self._is_word(spelt) or bool(self._by_spelling.get(spelling(spelt)))

    def _is_word(self, spelt):
        return fold(spelt) in self._entries or (is_ukrainian(spelt) and lemmatizer().is_known(spelt))

    def all_are_words(self, spelt):
        return all(map(self._is_word, spelt))

    def term(self, spelt) -> Term:
        word = fold(spelt)
        alike = self._by_spelling.get(spelling(spelt), [])[:_SPELT_ALIKE]
        own = dict.fromkeys([*keys_of(spelt), *(key for other in alike for key in keys_of(other))])
        related = {key for own_key in own for key in related_keys(own_key)} - own.keys()
        return Term(word, tuple(own), tuple(sorted(related)), self._entries.get(word, 0))


# Typing errors

_CANDIDATES = 40


def corrected(word: str, least: int = 0) -> str | None:
    """The word that was most likely meant by another one; None where none is near. One query.

    One wrong, missing, additional or swapped letter in short words, two in long ones. ``least``: in how many entries
    the word must be.
    """
    most = 1 if len(word) < 6 else 2
    if len(word) < 4:
        return None
    # All words with at least a part of the trigrams, those that share most of them first.
    alike = (
        Word.objects.filter(trigrams__gram__in=trigrams(word))
        .annotate(shared=Count("trigrams"))
        .order_by("-shared", "-entries", "word")
        .values_list("word", "entries")[:_CANDIDATES]
    )
    near = [
        (distance, -entries, other)
        for other, entries in [*alike, *((common, 0) for common in common_words())]
        if other != word and entries >= least and (distance := OSA.distance(word, other, score_cutoff=most)) <= most
    ]
    return min(near)[2] if near else None
