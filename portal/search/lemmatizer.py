"""The dictionaries behind search, each behind one small interface, so that another can take its place."""

from functools import cache
from threading import Lock

import pymorphy3
import snowballstemmer


class Lemmatizer:
    """Ukrainian by the VESUM dictionary (pymorphy3), English by Snowball. Neither looks at the sentence."""

    def __init__(self):
        self._morphology = pymorphy3.MorphAnalyzer(lang="uk")
        self._stemmer = snowballstemmer.stemmer("english")
        self._stemming = Lock()  # the stemmer keeps the word that it works on

    def ukrainian(self, word: str) -> set[str]:
        """The dictionary forms that the word, in small letters, may be a form of; a guess for one it does not know."""
        return {parse.normal_form for parse in self._morphology.parse(word)} or {word}

    def forms(self, word: str) -> dict[str, set[str]]:
        """All forms of the Ukrainian words that the word may be a form of, by their dictionary forms."""
        forms = {}
        for parse in self._morphology.parse(word):
            forms.setdefault(parse.normal_form, set()).update(form.word for form in parse.lexeme)
        return forms

    def english(self, word: str) -> str:
        """The stem of a word in small letters."""
        with self._stemming:
            return self._stemmer.stemWord(word)

    def is_known(self, word: str) -> bool:
        """Whether the Ukrainian dictionary holds this form."""
        return self._morphology.word_is_known(word)


@cache
def lemmatizer() -> Lemmatizer:
    """The one of this process, made when it is first needed: a tenth of a second and 28 MB."""
    return Lemmatizer()
