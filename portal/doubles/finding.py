"""Finding doubles: of one row while it is entered, and of all rows once a night."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Case, IntegerField, Q, Value, When

from portal.doubles.likeness import PROBABLE, Traits, chunks
from portal.doubles.models import Pair
from portal.doubles.sources import Source, source_of

# So many rows, those that share most pieces of the name first, are compared closely with one that is entered.
_COMPARED = 80
_SHOWN = 5
# For the nightly round: by so many of its rarest pieces a row is compared with others that have them, and a piece
# that more rows have tells nothing.
_RAREST, _CROWD = 4, 40


@dataclass(frozen=True)
class Likely:
    """A row that is probably the same thing as another one, and how much so."""

    row: object
    score: float


def doubles_of(row) -> list[Likely]:
    """Rows that are probably the same thing as a stored row, without those that somebody told apart from it."""
    source = source_of(type(row))
    values = {name: getattr(row, name) for name in source.columns}
    if source.lists_places:
        values[source.places] = getattr(row, source.places).all()
    apart = Pair.objects.told_apart_from(row)
    return [likely for likely in doubles_like(source, source.traits(values)) if likely.row.pk not in {row.pk, *apart}]


def doubles_like(source: Source, traits: Traits) -> list[Likely]:
    """Rows that are probably what the traits describe, most alike first; at most five, in two or three queries."""
    pieces = chunks(traits.ukrainian or traits.english)
    if not pieces:
        return []
    signs = [Q(search_text__contains=piece) for piece in pieces]
    if source.site and traits.site:
        signs.append(Q(**{f"{source.site}__contains": traits.site}))
    shared = sum((Case(When(sign, then=1), default=0, output_field=IntegerField()) for sign in signs), start=Value(0))
    near = source.rows().annotate(shared=shared).filter(shared__gte=max(1, len(pieces) // 3))
    rows = list(near.order_by("-shared", "-pk")[:_COMPARED])
    known = _traits(source, source.rows().filter(pk__in=[row.pk for row in rows]))
    scored = [Likely(row, source.likeness(traits, known[row.pk])) for row in rows if row.pk in known]
    probable = sorted((likely for likely in scored if likely.score >= PROBABLE), key=lambda likely: -likely.score)
    return probable[: _SHOWN + 1]


def _traits(source, rows) -> dict[int, Traits]:
    """The traits of rows by their keys, in one query, and one more where places are a list."""
    found = {values.pop("pk"): values for values in rows.order_by().values("pk", *source.columns)}
    if source.lists_places:
        places = defaultdict(list)
        field = source.model._meta.get_field(source.places)
        through = field.remote_field.through.objects
        mine, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        joined = through.filter(**{f"{mine}__in": rows.order_by().values("pk")})
        for pk, place in joined.values_list(f"{mine}_id", f"{other}_id"):
            places[pk].append(place)
        for pk, values in found.items():
            values[source.places] = places[pk]
    return {pk: source.traits(values) for pk, values in found.items()}


def all_doubles(source: Source) -> Iterator[tuple[int, int, float]]:
    """Each pair of rows of a model that are probably one thing: the lower key, the higher one, how alike they are.

    Work and memory grow with the number of rows, not with its square.
    """
    known = _traits(source, source.rows())
    pieces = {pk: _pieces(traits) for pk, traits in known.items()}
    number = Counter(piece for own in pieces.values() for piece in own)
    sharing = defaultdict(list)
    for pk, own in pieces.items():
        for piece in sorted(own, key=lambda piece: (number[piece], piece))[:_RAREST]:
            sharing[piece].append(pk)
            for place in known[pk].places:
                sharing[piece, place].append(pk)
    compared = set()
    for together in sharing.values():
        if len(together) <= _CROWD:
            compared.update(combinations(sorted(together), 2))
    for first, second in sorted(compared):
        score = source.likeness(known[first], known[second])
        if score >= PROBABLE:
            yield first, second, score


def _pieces(traits):
    site = [f"site {traits.site}"] if traits.site else []
    # Whole names too: where all their words are common, those that are equal still meet.
    return {*chunks(traits.ukrainian), *chunks(traits.english), f"name {traits.ukrainian}", *site}
