"""Finding: what the search page answers, rows of a list that match a text, rows that are like another.

Whatever the size of the index, the work is bounded: the database gives the newest entries of each rank, and only the
first hundred are compared closely.
"""

from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Value, When

from portal.search.engines import Has, Part, engine
from portal.search.keeping import kind_tag, length_tag
from portal.search.lemmatizer import lemmatizer
from portal.search.models import Entry
from portal.search.questions import Question, ask, corrected
from portal.search.sources import source_of, sources

# Nobody turns more pages; with more results the page asks for another word instead of counting on.
MOST = 1000
# How many of the first results are compared closely.
_COMPARED = 100
# With fewer results it also looks for words that begin alike, and for typing errors.
_FEW = 3


@dataclass
class Findings:
    """What a search found.

    ``question``: what was searched for in the end; ``instead_of`` what was typed, where that was a typing error or the
    wrong keyboard. ``did_you_mean``: a text that finds more. ``counts``: how many entries have all words, by kind, each
    up to MOST. ``begins``: words that begin alike count too. ``partial``: where few have all words, those that have
    some, best first.
    """

    question: Question
    instead_of: str = ""
    did_you_mean: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    begins: bool = False
    partial: list[Entry] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def results(self, kind="") -> "Results":
        """The entries of a kind, or of all, best first."""
        return Results(self, kind)


class Results:
    """Entries in their order, for a Paginator: knows how many there are and fetches only those asked for."""

    def __init__(self, findings, kind=""):
        self._findings = findings
        self._kind = kind
        self._partial = [entry.pk for entry in findings.partial if kind in ("", entry.kind)]

    @property
    def complete(self) -> int:
        """How many of them have all words, and no more than MOST."""
        counts = self._findings.counts
        return min(counts.get(self._kind, 0) if self._kind else sum(counts.values()), MOST)

    def __len__(self):
        return self.complete + len(self._partial)

    def __getitem__(self, wanted) -> list[Entry]:
        ids = self._ids(wanted.stop) if self.complete else []
        return in_order([*ids, *self._partial][wanted])

    def _ids(self, most):
        question = self._findings.question
        limits = (Has((tag_of(self._kind),)),) if self._kind else ()
        ids = _ranked(question, limits, max(most, _COMPARED), begins=self._findings.begins)
        return _compared(question, ids[:_COMPARED]) + ids[_COMPARED:]


def tag_of(kind) -> str:
    return next(kind_tag(source) for source in sources() if source.kind == kind)


def search(text) -> Findings:
    """What readers may find by a text, whatever it holds. At most a score of queries."""
    question = ask(text)
    if not question.terms:
        return Findings(question)
    found = _with_all_words(question)
    if question.was_switched:
        found.instead_of = text
    if found.total < _FEW and (better := _better_spelt(question)):
        other = _with_all_words(ask(better))
        if not found.total and other.total:
            found = other
            found.instead_of = text
        elif other.total > found.total:
            found.did_you_mean = better
    if found.total < _FEW and len(question.terms) > 1:
        found.partial = _with_some_words(found)
    return found


def suggest(text, limit=6) -> list[Entry]:
    """Entries whose titles have all words of an unfinished text, best first."""
    question = ask(text)
    if not question.terms:
        return []
    whole = (*question.condition(Part.TITLE), Has((length_tag(question.text),), Part.TITLE))
    return in_order(_newest_of([whole, question.condition(Part.TITLE, begins=True)], (), limit))


def in_order(ids) -> list[Entry]:
    """Entries by their ids, in this order; what was hidden meanwhile is left out."""
    entries = Entry.objects.in_bulk(ids)
    return [entries[pk] for pk in ids if pk in entries]


def _with_all_words(question) -> Findings:
    found = Findings(question, counts=_counts(question.condition()))
    if found.total < _FEW:
        beginning = _counts(question.condition(begins=True))
        if sum(beginning.values()) > found.total:
            found.counts, found.begins = beginning, True
    return found


def _counts(condition) -> dict[str, int]:
    kinds = {source.kind: (Has((kind_tag(source),)), *condition) for source in sources()}
    counted = engine().count(list(kinds.values()), MOST)
    return {kind: number for kind, number in zip(kinds, counted, strict=True) if number}


def _better_spelt(question) -> str:
    """The text with frequent words in place of those that look misspelt; "" where there is nothing to do."""
    alone = engine().count([(term.has(begins=True),) for term in question.terms], _FEW)
    meant = {
        term.word: other
        for term, number in zip(question.terms, alone, strict=True)
        if _looks_misspelt(term, number) and (other := corrected(term.word, least=2 * number))
    }
    return " ".join(meant.get(term.word, term.word) for term in question.terms) if meant else ""


def _looks_misspelt(term, number) -> bool:
    return number == 0 or (number < _FEW and not lemmatizer().is_known(term.word))


# The order of results


def _ranked(question, limits, most, *, begins) -> list[int]:
    """Entries with all words: in the title, in title and summary, anywhere; of each rank the fresh before the old."""
    title = question.condition(Part.TITLE)
    ranks = [(*title, Has((length_tag(question.text),), Part.TITLE)), title]
    if len(question.terms) > 1:
        in_title = tuple({key for has in title for key in has.keys})
        ranks.append((Has(in_title, Part.TITLE), *question.condition()))
    ranks += [question.condition(Part.BRIEF), question.condition()]
    if begins:
        ranks += [question.condition(Part.TITLE, begins=True), question.condition(begins=True)]
    return _newest_of(ranks, limits, most)


def _newest_of(ranks, limits, most) -> list[int]:
    ids = {}
    for rank in ranks:
        if len(ids) < most:
            ids |= dict.fromkeys(engine().newest((*limits, *rank), most))
    return list(ids)[:most]


_IN_TITLE, _IN_SUMMARY, _IN_TEXT = 8, 3, 1
_RELATED = 0.9


def _compared(question, ids) -> list[int]:
    """The same entries, those first that say more of what was asked for; equal ones stay as they are."""
    entries = Entry.objects.only("title_words", "summary_words").in_bulk(ids)
    scores = {pk: _score(question, entry) for pk, entry in entries.items()}
    return sorted((pk for pk in ids if pk in scores), key=lambda pk: -scores[pk])


def _score(question, entry, text=None) -> float:
    """How much an entry says of what was asked for. Without ``text`` all words are taken to be somewhere in it."""
    title, summary = entry.title_words.split(), set(entry.summary_words.split())
    score = in_title = 0
    for term in question.terms:
        found = max(_worth(key, title, summary, text) for key in term.keys)
        if term.related:
            found = max(found, _RELATED * max(_worth(key, title, summary, text) for key in term.related))
        in_title += found > _IN_SUMMARY
        score += term.weight * found
    # A title that says this and little else.
    return score * (1 + in_title / (len(title) + len(question.terms)))


def _worth(key, title, summary, text):
    if key in title:
        return _IN_TITLE
    if key in summary:
        return _IN_SUMMARY
    return _IN_TEXT if text is None or key in text else 0


# Of each way to leave a word out, and of entries with any word, so many are compared.
_TRIED = 50


def _with_some_words(found) -> list[Entry]:
    """Entries that lack one of the words; where these are few, also entries with any of them. Best first."""
    question = found.question
    complete = set(_ranked(question, (), _FEW, begins=found.begins))
    ids = {
        pk
        for left_out in question.terms
        for pk in engine().newest(tuple(term.has() for term in question.terms if term is not left_out), _TRIED)
    } - complete
    if len(ids) < _FEW:
        anything = tuple({key for term in question.terms for key in (*term.keys, *term.related)})
        ids |= {pk for part in Part for pk in engine().newest((Has(anything, part),), _TRIED)} - complete
    entries = Entry.objects.filter(pk__in=ids).only("kind", "title_words", "summary_words", "text_words")
    scores = {entry: _score(question, entry, set(entry.text_words.split())) for entry in entries}
    return sorted(scores, key=lambda entry: (-scores[entry], -entry.pk))


# Lists of the rooms


def matching(queryset, text):
    """The rows of a queryset whose published entry matches the text, each with ``search_rank`` to order by.

    The rank is 0 where all words are in the title, 1 in title and summary, else 2; order by it, then by what makes the
    list's own order: ``matching(Initiative.objects.published(), "музей").order_by("search_rank", "-published_at")``.
    A text without any word narrows nothing and ranks all alike. One more query at the call, none per row. Raises
    KeyError for a model that is not registered.
    """
    question = ask(text)
    if not question.terms:
        return queryset.annotate(search_rank=Value(0))
    kind = Has((kind_tag(source_of(queryset.model)),))
    rows = {part: engine().rows((kind, *question.condition(part))) for part in Part}
    return queryset.filter(pk__in=rows[Part.WHOLE]).annotate(
        search_rank=Case(
            When(pk__in=rows[Part.TITLE], then=0),
            When(pk__in=rows[Part.BRIEF], then=1),
            default=2,
            output_field=IntegerField(),
        )
    )


# How many rows are compared with one, and how much a shared tag counts against a shared word.
_LIKE = 60
_TAG = 3


def similar_to(row, limit=3) -> list:
    """Published rows of the same model that are most like a published row, as for cards; at most ``limit``.

    By tags that they share (areas, target groups …) and by words of title and summary. A constant number of queries.
    Empty for a row that has no entry.
    """
    source = source_of(type(row))
    entry = Entry.objects.of(source.model, [row.pk]).first()
    if entry is None:
        return []
    kind = kind_tag(source)
    tags = set(entry.tags.split()) - {kind}
    title = {word for word in entry.title_words.split() if not word.startswith("0")}
    words = title | set(entry.summary_words.split())
    wanted = [Has(tuple(found), part) for found, part in ((tags, Part.WHOLE), (title, Part.TITLE)) if found]
    ids = {pk for has in wanted for pk in engine().newest_like(entry, (Has((kind,)), has), _LIKE)} - {entry.pk}
    others = Entry.objects.filter(pk__in=ids).only("object_id", "title_words", "summary_words", "tags")
    best = sorted(others, key=lambda other: (-_likeness(other, tags, words), -other.pk))[:limit]
    rows = {found.pk: found for found in source.cards().filter(pk__in=[other.object_id for other in best])}
    return [rows[other.object_id] for other in best if other.object_id in rows]


def _likeness(other, tags, words):
    shared = tags.intersection(other.tags.split())
    same = words.intersection([*other.title_words.split(), *other.summary_words.split()])
    return _TAG * len(shared) + len(same)
