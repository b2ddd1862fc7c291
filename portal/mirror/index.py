"""The search of a mirror: scripts with data, each loaded when a word needs it, so that no server has to look.

A browser has no dictionary. So the index says of every form of every word in which entries the word is: who types
«бібліотеці» finds «бібліотека». Which words there are and what means the same is what ``portal/search`` knows.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from os.path import commonprefix

from portal.languages import ENGLISH, UKRAINIAN, fold
from portal.search.lemmatizer import lemmatizer
from portal.search.models import Entry
from portal.search.sources import sources
from portal.search.words import STOP_WORDS, common_words, hyphenated, is_ukrainian, related_keys, with_apostrophe

FOLDER = "search/data"
# How many rows of a kind lie in one file of texts, by their numbers, so that a new row changes one file.
ROWS_IN_FILE = 10
# Of the text of an entry, after its summary: characters that an excerpt is made of.
LONGEST_TEXT = 400
_TEXTS = ("title", "place", "summary", "text")
_PARTS = ("title_words", "summary_words", "text_words")
# What an English word may end in; whether such a form exists does not matter, nobody types it then.
_ENDINGS = ("", "s", "es", "ed", "d", "ing", "e", "er", "ers", "y", "ies", "ied", "ly", "al", "ion", "ions", "ity")


class Index:
    """Entries of search, as files. ``files`` maps an address to the file of its copy, or None where there is none."""

    def __init__(self, entries: list[Entry]):
        self._kinds = [source.kind for source in sources()]
        self.entries = entries

    def scripts(self, file_of) -> Iterator[tuple[str, str]]:
        """Names and contents of all files; ``file_of(entry, language)`` is where the page of an entry lies."""
        shards = self._shards()
        yield f"{FOLDER}/words.js", _call("begin", list(shards), self._kinds, ROWS_IN_FILE)
        for beginning, rows in shards.items():
            yield f"{FOLDER}/words/{shard_name(beginning)}.js", _call("words", beginning, rows)
        for language in (UKRAINIAN, ENGLISH):
            for name, rows in self._texts(language, file_of).items():
                yield f"{FOLDER}/{language}/{name}.js", _call("entries", rows)

    def _number(self, entry):
        """A number from which the script reads kind and row, and which stays as long as the row."""
        return entry.object_id * len(self._kinds) + self._kinds.index(entry.kind)

    def _texts(self, language, file_of):
        files = defaultdict(dict)
        for entry in sorted(self.entries, key=self._number):
            texts = {name: getattr(entry, f"{name}_{language}") for name in _TEXTS}
            is_translated = language == UKRAINIAN or entry.is_english
            if not is_translated:
                texts = {name: texts[name] or getattr(entry, f"{name}_{UKRAINIAN}") for name in _TEXTS}
            name = f"{entry.kind}-{entry.object_id // ROWS_IN_FILE}"
            files[name][self._number(entry)] = [
                file_of(entry, language),
                "" if is_translated else UKRAINIAN,
                texts["title"],
                texts["place"],
                f"{texts['summary']} {texts['text'][:LONGEST_TEXT]}".strip(),
            ]
        return files

    def _shards(self):
        """By their first two letters: words as their common beginning, the ends of their forms, and where they are."""
        places = self._places()
        forms = self._forms(places.keys())
        shards = defaultdict(list)
        for key in sorted(forms):
            found = self._best(places, related_keys(key))
            if any(found):
                for beginning, some in _by_beginning(forms[key]).items():
                    shards[beginning].append([*_short(some), *found])
        for word in STOP_WORDS:
            shards[fold(word)[:2]].append([fold(word), ""])
        return {beginning: sorted(shards[beginning], key=lambda row: row[:2]) for beginning in sorted(shards)}

    def _places(self):
        """The numbers of the entries that have a key in their title, summary, text."""
        places = defaultdict(lambda: tuple(set() for _part in _PARTS))
        for entry in self.entries:
            number = self._number(entry)
            for part, name in enumerate(_PARTS):
                for key in getattr(entry, name).split():
                    if not key.startswith("0"):  # tags
                        places[key][part].add(number)
        return places

    @staticmethod
    def _best(places, keys):
        """Where any of the keys is, each entry only in the best of its parts."""
        known, found = set(), []
        for part in range(len(_PARTS)):
            numbers = set().union(*(places[key][part] for key in keys if key in places)) - known
            known |= numbers
            found.append(sorted(numbers))
        return found

    def _forms(self, keys):
        """All forms of the words behind each key, folded."""
        forms = defaultdict(set)
        spelt = {part for entry in self.entries for part in _spelt(entry)} | common_words() | set(keys)
        for word in sorted(spelt):
            if is_ukrainian(word):
                for normal, some in lemmatizer().forms(with_apostrophe(word)).items():
                    forms[fold(normal)].update(map(fold, some), [fold(word)])
            else:
                stem = lemmatizer().english(fold(word))
                candidates = (f"{base}{ending}" for base in (stem, fold(word)) for ending in _ENDINGS)
                forms[stem].update(form for form in candidates if lemmatizer().english(form) == stem)
        return forms


def _spelt(entry):
    """The words of an entry as they stand in it; those with hyphens also in their parts and in one."""
    for name in _TEXTS:
        for language in (UKRAINIAN, ENGLISH):
            for spelt in hyphenated(getattr(entry, f"{name}_{language}")):
                yield from spelt.split("-")
                yield spelt.replace("-", "")


def _by_beginning(forms):
    beginnings = defaultdict(list)
    for form in sorted(forms):
        if form and " " not in form:
            beginnings[form[:2]].append(form)
    return beginnings


def _short(forms):
    """The forms as their common beginning and their ends, divided by commas."""
    common = commonprefix(forms)  # noqa: RUF071 – the letters that they share, not folders
    return common, ",".join(form.removeprefix(common) for form in forms)


def shard_name(beginning: str) -> str:
    """The file of the words that begin so: the numbers of the letters, which every disk can spell."""
    return "-".join(f"{ord(letter):04x}" for letter in beginning)


def _call(function, *arguments):
    said = ",".join(json.dumps(argument, ensure_ascii=False, separators=(",", ":")) for argument in arguments)
    return f"mirrorSearch.{function}({said});\n"
