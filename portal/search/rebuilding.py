"""Builds the index anew, in pieces, so that the site goes on answering and publishing."""

from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef

from portal.publishing.generation import Generation
from portal.search.engines import engine
from portal.search.keeping import add_words, renew, vocabulary
from portal.search.models import Entry, Trigram, Word
from portal.search.sources import sources

_PIECE = 500


def rebuild() -> int:
    """Bring all entries level with the rows and count the words anew; gives the number of entries."""
    for source in sources():
        for pks in _pieces(source.model.objects.order_by("pk")):
            renew(source, pks, counts_words=False)
    Entry.objects.exclude(kind__in=[source.kind for source in sources()]).delete()
    for source in sources():
        row = source.model.objects.filter(pk=OuterRef("object_id"))
        Entry.objects.filter(~Exists(row), kind=source.kind).delete()
    _count_words_anew()
    # Not in the transaction before, which holds the lock of the index: who publishes takes both the other way round.
    Generation.objects.begin()
    return Entry.objects.count()


def _pieces(queryset):
    last = 0
    while pks := list(queryset.filter(pk__gt=last).values_list("pk", flat=True)[:_PIECE]):
        yield pks
        last = pks[-1]


@transaction.atomic
def _count_words_anew():
    engine().lock()
    counts = Counter()
    texts = Entry.objects.only("title_uk", "title_en", "summary_uk", "summary_en")
    for entry in texts.iterator(chunk_size=_PIECE):
        counts.update(vocabulary(entry))
    known = dict(Word.objects.values_list("word", "entries"))
    gone = sorted(known.keys() - counts.keys())
    for start in range(0, len(gone), _PIECE):
        Trigram.objects.filter(word__in=gone[start : start + _PIECE]).delete()
        Word.objects.filter(word__in=gone[start : start + _PIECE]).delete()
    add_words({word: number for word, number in counts.items() if known.get(word) != number}, known)
