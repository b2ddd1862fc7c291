"""Keeps the index in step with the rows, in the transaction that changes them.

It listens to Django's signals, because rows are changed by forms, the admin, imports and verbs alike, and one writer
forgotten would show readers what is hidden.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from portal.languages import fold, spelling
from portal.publishing.models import Publication, Status, Transition
from portal.search.engines import engine, entry_id, tag
from portal.search.lemmatizer import lemmatizer
from portal.search.models import Entry, Trigram, Word
from portal.search.sources import Source, source_of, sources
from portal.search.words import LONGEST_WORD, hyphenated, is_stop_word, is_ukrainian, keys, keys_of, spelt_words

_EPOCH = datetime.date(1970, 1, 1)
_CHUNK = 500
# What is to be renewed at the end of a ``gathered`` block.
_waiting: ContextVar[dict | None] = ContextVar("waiting", default=None)


def renew(source: Source, pks: Iterable[int], *, counts_words=True):
    """Bring the entries of these rows level with the rows; those that readers may not find lose theirs.

    ``counts_words``: False where the caller counts all words afterwards.
    """
    pks = set(pks)
    if (waiting := _waiting.get()) is not None:
        waiting.setdefault(source, set()).update(pks)
        return
    ordered = sorted(pks)
    for start in range(0, len(ordered), _CHUNK):
        _renew(source, ordered[start : start + _CHUNK], counts_words)


@contextmanager
def gathered():
    """A transaction in which each row is renewed once, at the end, however often it is changed."""
    with transaction.atomic():
        token = _waiting.set({})
        try:
            yield
            waiting = _waiting.get()
        finally:
            _waiting.reset(token)
        for source, pks in waiting.items():
            renew(source, pks)


@transaction.atomic
def _renew(source, pks, counts_words):
    engine().lock()
    kind = ContentType.objects.get_for_model(source.model)
    old = {entry.object_id: entry for entry in Entry.objects.of(source.model, pks)}
    new = {row.pk: entry_of(source, kind, row) for row in source.published().filter(pk__in=pks)}
    same = {pk for pk in old.keys() & new.keys() if _says_the_same(old[pk], new[pk])}
    outdated = [entry for pk, entry in old.items() if pk not in same]
    fresh = [entry for pk, entry in new.items() if pk not in same]
    if outdated:
        Entry.objects.filter(pk__in=[entry.pk for entry in outdated]).delete()
    Entry.objects.bulk_create(fresh)
    if counts_words:
        _count_words(outdated, fresh)


def _says_the_same(old, new):
    return all(getattr(old, field.attname) == getattr(new, field.attname) for field in Entry._meta.concrete_fields)


def entry_of(source, kind, row) -> Entry:
    """The entry that a row of the source should have; ``kind`` is the content type."""
    document = source.document(row)
    texts = {
        name: _storable(getattr(document, name) or "")
        for name in (
            *("title_uk", "title_en", "place_uk", "place_en"),
            *("summary_uk", "summary_en", "text_uk", "text_en"),
        )
    }
    titles = [texts["title_uk"], texts["title_en"], *(_storable(name) for name in document.names if name)]
    also = [texts["summary_uk"], texts["summary_en"], texts["place_uk"], texts["place_en"], *document.also]
    return Entry(
        id=entry_id((document.date - _EPOCH).days, kind.pk, row.pk),
        content_type=kind,
        object_id=row.pk,
        kind=source.kind,
        address=document.address,
        date=document.date,
        title_words=_joined([*(key for title in titles for key in keys(title)), *(length_tag(t) for t in titles if t)]),
        summary_words=_joined(key for text in also if text for key in keys(_storable(text))),
        text_words=_joined(key for name in ("text_uk", "text_en") for key in keys(texts[name])),
        tags=_joined([kind_tag(source), *map(tag, document.tags)]),
        **texts,
    )


def _storable(text):
    """PostgreSQL keeps no null character, no database half a character."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


def _joined(found):
    return " ".join(dict.fromkeys(found))


def kind_tag(source) -> str:
    return tag(f"kind{source.kind}")


def length_tag(title) -> str:
    """Says of how many words a title is made, so that one that was asked for as a whole comes first."""
    return tag(f"long{len({word for word in spelt_words(title) if not is_stop_word(word)})}")


# Words


def vocabulary(entry) -> set[str]:
    """The words of an entry with which queries are compared: of titles and summaries, with their dictionary forms."""
    text = "\n".join((entry.title_uk, entry.title_en, entry.summary_uk, entry.summary_en))
    return {form for spelt in hyphenated(text) for form in _forms(spelt)}


@lru_cache(maxsize=100_000)
def _forms(spelt):
    long_enough = [word for word in spelt_words(spelt) if len(word) > 2 and not word.isdigit()]
    dictionary = [key for word in long_enough if is_ukrainian(word) for key in keys_of(word)]
    forms = (*map(fold, long_enough), *(key for key in dictionary if lemmatizer().is_known(key)))
    return tuple(form for form in forms if len(form) <= LONGEST_WORD)


def _count_words(outdated, fresh):
    change = Counter(word for entry in fresh for word in vocabulary(entry))
    change.subtract(word for entry in outdated for word in vocabulary(entry))
    change = {word: number for word, number in change.items() if number}
    if not change:
        return
    known = Word.objects.in_bulk(change)
    counts = {word: number + (known[word].entries if word in known else 0) for word, number in change.items()}
    gone = [word for word, number in counts.items() if number < 1 and word in known]
    add_words({word: number for word, number in counts.items() if number > 0}, known)
    if gone:
        Trigram.objects.filter(word__in=gone).delete()
        Word.objects.filter(word__in=gone).delete()


def add_words(counts, known=()):
    """Store in how many entries words are; those not ``known`` get their trigrams."""
    Word.objects.bulk_create(
        [Word(word=word, spelling=spelling(word)[:120], entries=number) for word, number in sorted(counts.items())],
        batch_size=_CHUNK,
        update_conflicts=True,
        update_fields=["entries"],
        unique_fields=["word"],
    )
    new = [(gram, word) for word in sorted(counts.keys() - known) for gram in trigrams(word)]
    for start in range(0, len(new), _CHUNK):
        _add_trigrams(new[start : start + _CHUNK])


def _add_trigrams(pairs):
    # There are ten for each word: too many to make an object of each.
    rows = ", ".join(["(%s, %s)"] * len(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO search_trigram (gram, word_id) VALUES {rows}",  # noqa: S608 – placeholders
            [value for pair in pairs for value in pair],
        )


def trigrams(word) -> set[str]:
    marked = f" {word[:LONGEST_WORD]} "
    return {marked[place : place + 3] for place in range(len(marked) - 2)}


# Listening


def keep_in_step():
    """Listen to all that changes what readers find."""
    post_save.connect(_moved, sender=Transition, dispatch_uid="search")
    for source in sources():
        model = source.model
        post_save.connect(_saved, sender=model, dispatch_uid="search")
        post_delete.connect(_deleted, sender=model, dispatch_uid="search")
        for field in model._meta.many_to_many:
            uid = f"search {model._meta.label} {field.name}"
            m2m_changed.connect(partial(_relisted, source), field.remote_field.through, weak=False, dispatch_uid=uid)
        for joined, lookups in source.joined.items():
            uid = f"search {model._meta.label}"
            post_save.connect(partial(_joined_saved, source, lookups), joined, weak=False, dispatch_uid=uid)
            pre_delete.connect(partial(_joined_goes, source, lookups, uid), joined, weak=False, dispatch_uid=uid)
            post_delete.connect(partial(_joined_gone, source, uid), joined, weak=False, dispatch_uid=uid)


def _was_public(row):
    # What readers never saw has no entry, and drafts are saved often.
    return not isinstance(row, Publication) or row.status in Status.ONCE_PUBLIC


def _saved(sender, instance, raw=False, **_):
    if not raw and _was_public(instance):
        renew(source_of(sender), [instance.pk])


def _deleted(sender, instance, **_):
    if _was_public(instance):
        renew(source_of(sender), [instance.pk])


def _moved(instance, created, raw=False, **_):
    """A status is written by an update, which sends no signal; its row in the review log does."""
    model = instance.content_type.model_class()
    touches_readers = {instance.source, instance.target} & set(Status.ONCE_PUBLIC)
    if raw or not created or not touches_readers or model not in {source.model for source in sources()}:
        return
    renew(source_of(model), [instance.object_id])
    for source in sources():
        if lookups := source.joined.get(model):
            renew(source, _joining(source, lookups, instance.object_id))


def _joining(source, lookups, pk):
    """The published rows of the source that are joined with a row."""
    anyhow = Q(*[(lookup, pk) for lookup in lookups], _connector=Q.OR)
    return list(source.published().prefetch_related(None).filter(anyhow).order_by().values_list("pk", flat=True))


def _joined_saved(source, lookups, instance, raw=False, **_):
    if not raw and _was_public(instance):
        renew(source, _joining(source, lookups, instance.pk))


def _joined_goes(source, lookups, uid, instance, **_):
    vars(instance).setdefault("_searched", {})[uid] = _joining(source, lookups, instance.pk)


def _joined_gone(source, uid, instance, **_):
    renew(source, vars(instance).pop("_searched", {}).get(uid, []))


def _relisted(source, sender, instance, action, reverse, pk_set, **_):
    """A list of a row was changed, from either side."""
    if not reverse:
        if action in ("post_add", "post_remove", "post_clear") and _was_public(instance):
            renew(source, [instance.pk])
    elif action in ("post_add", "post_remove"):
        renew(source, pk_set)
    elif action == "pre_clear":
        field = next(field for field in source.model._meta.many_to_many if field.remote_field.through is sender)
        vars(instance)["_cleared"] = _joining(source, [field.name], instance.pk)
    elif action == "post_clear":
        renew(source, vars(instance).pop("_cleared", []))
