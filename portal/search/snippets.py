"""What result pages show of an entry: title and excerpt with the words that were asked for marked, safely escaped."""

import re
from collections.abc import Callable
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.search.questions import Question
from portal.search.words import keys_of, spelt_words

LENGTH = 240
# Where the words come later than this, the excerpt is not worth the time.
_READ = 8000
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`‘ʹ′´\u0301][^\W_]+)*")


def marker(question: Question, *, begins=False) -> Callable[[str], bool]:
    """A function that tells of a word of a text whether it was asked for."""
    wanted = {key for term in question.terms for key in (*term.keys, *term.related)}
    beginnings = tuple(term.word for term in question.terms if begins)

    def is_wanted(word):
        found = _keys(word)
        return not wanted.isdisjoint(found) or any(key.startswith(beginnings) for key in found if beginnings)

    return is_wanted


@lru_cache(maxsize=100_000)
def _keys(word):
    return tuple(key for spelt in spelt_words(word) for key in keys_of(spelt))


def marked(text: str, is_wanted) -> SafeString:
    """All of the text, with the words marked."""
    return _with_marks(text, _places(text, is_wanted))


def excerpt(text: str, is_wanted) -> SafeString | None:
    """The part of the text around the first of the words, marked; None where none of them is in it."""
    first = next(_places(text[:_READ], is_wanted), None)
    if first is None:
        return None
    begin = 0 if first[0] < LENGTH // 2 else _word_border(text, first[0] - LENGTH // 4)
    part = shortened(text[begin:])
    shown = _with_marks(part, _places(part, is_wanted))
    return format_html("… {}", shown) if begin else shown


def shortened(text: str) -> str:
    """The beginning of the text, cut between words."""
    if len(text) <= LENGTH:
        return text
    return f"{text[:LENGTH].rpartition(' ')[0] or text[:LENGTH]} …"


def _word_border(text, place):
    return text.find(" ", place) + 1 or place


def _places(text, is_wanted):
    return (match.span() for match in _WORD.finditer(text) if is_wanted(match[0]))


def _with_marks(text, places):
    parts, done = [], 0
    for start, end in places:
        parts += [escape(text[done:start]), format_html("<mark>{}</mark>", text[start:end])]
        done = end
    return mark_safe("".join([*parts, escape(text[done:])]))  # noqa: S308 – every part is escaped
