"""An entry as a result: in the reader's language where it exists in that, with marks."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language

from portal.context import in_language
from portal.languages import ENGLISH, UKRAINIAN, other_language
from portal.search.models import Entry
from portal.search.snippets import excerpt, marked, shortened
from portal.search.sources import sources


@dataclass
class Result:
    """What a result shows. ``language`` is that of the title, ``snippet_language`` that of the excerpt."""

    entry: Entry
    url: str
    kind: str
    title: SafeString
    language: str
    place: str
    snippet: SafeString
    snippet_language: str
    is_dated: bool

    @property
    def plain_title(self) -> str:
        return getattr(self.entry, f"title_{self.language}")

    @property
    def is_ukrainian_only(self) -> bool:
        """Whether a reader of English has to be told that there is no English text."""
        return get_language() == ENGLISH and not self.entry.is_english


def results(entries, is_wanted) -> list[Result]:
    """Entries as the active language shows them, with the words for which ``is_wanted`` is true marked."""
    by_kind = {source.kind: source for source in sources()}
    return [_result(entry, by_kind[entry.kind], is_wanted) for entry in entries]


def _result(entry, source, is_wanted):
    language = get_language() if getattr(entry, f"title_{get_language()}") else UKRAINIAN
    snippet, snippet_language = _snippet(entry, is_wanted)
    return Result(
        entry=entry,
        url=in_language(entry.address, get_language()),
        kind=capfirst(source.model._meta.verbose_name),
        title=marked(getattr(entry, f"title_{language}"), is_wanted),
        language=language,
        place=getattr(entry, f"place_{get_language()}") or entry.place_uk,
        snippet=snippet,
        snippet_language=snippet_language,
        is_dated=source.is_dated,
    )


def _snippet(entry, is_wanted):
    """An excerpt with marks, rather in the reader's language; where no text has the words, the beginning of one."""
    readings = [(name, language) for language in (get_language(), other_language()) for name in ("summary", "text")]
    for name, language in readings:
        if found := excerpt(getattr(entry, f"{name}_{language}"), is_wanted):
            return found, language
    for name, language in readings:
        if text := getattr(entry, f"{name}_{language}"):
            return escape(shortened(text)), language
    return SafeString(), get_language()
