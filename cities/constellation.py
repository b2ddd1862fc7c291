"""The constellation: a map on which cities are points of light, joined where they share an initiative or a partner."""

import math
from collections import defaultdict
from dataclasses import dataclass

from cities import shapes
from cities.layout import Box, Spot, place_names, reaches, spread
from portal.languages import sort_key

# All in units of the drawing, which is 1000 wide. On a telephone it is about 328 px wide, so 38 units are more than
# 12 px there; the names for wider maps hold from 640 px on, where 22 units are 14 px.
NARROW_SIZE, NARROW_GAP = 38, 17
WIDE_SIZE, WIDE_GAP = 22, 13
REACH = 38
_APART = 22
# With more, points could not be told apart on a telephone, and the map would weigh more than all the rest of a page.
MOST = 120
_EDGE = 4
_CLEAR = 15

INITIATIVE = "initiative"
PARTNER = "partner"


@dataclass(frozen=True, eq=False)
class Tie:
    """An initiative or a partner that at least two of the cities share; ``field`` holds its name."""

    kind: str
    row: object
    field: str
    cities: list

    def __str__(self):
        return str(self.row)


@dataclass(frozen=True, eq=False)
class Entry:
    """What the list, and on the map the link, says of a city."""

    city: object
    ties: list[Tie]


@dataclass(frozen=True, eq=False)
class Star:
    """A city on the map: its place, its touch target as a path around it, its name on a wide map and a narrow one."""

    entry: Entry
    x: int
    y: int
    reach: str
    wide: Spot
    narrow: Spot


@dataclass(frozen=True, eq=False)
class Thread:
    """Lines with the same ties; ``kind`` is "initiative" where one of these is an initiative, else "partner"."""

    kind: str
    ties: tuple[Tie, ...]
    path: str


@dataclass(frozen=True, eq=False)
class Constellation:
    """All that the map and its list show: cities in alphabetical order of the active language.

    ``is_whole``: whether they are all the cities that there are.
    """

    width: int
    height: int
    oblasts: tuple[shapes.Shape, ...]
    entries: list[Entry]
    ties: list[Tie]
    stars: list[Star]
    threads: list[Thread]
    is_whole: bool

    @property
    def kinds(self) -> set[str]:
        """What joins cities on this map."""
        return {thread.kind for thread in self.threads}


def constellation(cities) -> Constellation:
    """The map of the cities, a queryset after ``in_directory()``; takes three queries, however many cities there are.

    They are the cities, at most ``MOST``, the initiatives in which they take part, and their partners. Only what is
    published joins cities.
    """
    found = list(cities.for_constellation(MOST + 1))
    cities = sorted(found[:MOST], key=lambda city: sort_key(str(city)))
    ties = _ties(cities)
    ties_of = defaultdict(list)
    for tie in ties:
        for city in tie.cities:
            ties_of[city].append(tie)
    entries = [Entry(city, ties_of[city]) for city in cities]

    located = [entry for entry in entries if entry.city.latitude is not None]
    points = spread(tuple(shapes.place(entry.city.latitude, entry.city.longitude) for entry in located), apart=_APART)
    places = {entry.city: point for entry, point in zip(located, points, strict=True)}
    lines = _lines(ties, places)
    return Constellation(
        width=shapes.WIDTH,
        height=shapes.height(),
        oblasts=shapes.shapes(),
        entries=entries,
        ties=ties,
        stars=_stars(located, places, lines),
        threads=_threads(lines, places.values()),
        is_whole=len(found) <= MOST,
    )


def _ties(cities):
    """What joins at least two of the cities: initiatives, then partners, each by name."""
    shared = defaultdict(list)
    led = defaultdict(set)
    for initiative in {initiative for city in cities for initiative in city.joint_initiatives.all()}:
        if initiative.city_id:
            led[initiative.city_id].add(initiative)
    for city in cities:
        for initiative in {*city.joint_initiatives.all(), *led[city.pk]}:
            shared[INITIATIVE, "title", initiative].append(city)
        for partner in city.partners.all():
            shared[PARTNER, "name", partner].append(city)
    ties = [Tie(kind, row, field, cities) for (kind, field, row), cities in shared.items() if len(cities) > 1]
    return sorted(ties, key=lambda tie: (tie.kind, sort_key(str(tie)), tie.row.pk))


def _lines(ties, places):
    """Pairs of points that are joined, each with its ties: for every tie the shortest net between its cities."""
    lines = defaultdict(list)
    for tie in ties:
        points = [places[city] for city in tie.cities if city in places]
        for line in _shortest_net(points):
            lines[line].append(tie)
    return lines


def _shortest_net(points):
    """The lines of a minimum spanning tree (Prim), each with its ends in order."""
    reached, left = points[:1], points[1:]
    while left:
        start, end = min(((near, far) for near in reached for far in left), key=lambda line: math.dist(*line))
        yield tuple(sorted([start, end]))
        left.remove(end)
        reached.append(end)


def _threads(lines, points):
    paths = defaultdict(str)
    for line, ties in lines.items():
        paths[tuple(ties)] += _stroke(line, points)
    return [Thread(ties[0].kind, ties, path) for ties, path in paths.items()]


def _stroke(line, points):
    """The line as a part of a path, straight unless it would seem to join a city that it only passes."""
    (x1, y1), (x2, y2) = line
    length = math.dist(*line)
    along = ((x2 - x1) / length, (y2 - y1) / length)
    for x, y in points:
        ahead = (x - x1) * along[0] + (y - y1) * along[1]
        aside = (x - x1) * along[1] - (y - y1) * along[0]
        if 0 < ahead < length and abs(aside) < _CLEAR and (x, y) not in line:
            # A curve with one handle goes half as far aside as the handle stands, at most.
            bend = math.copysign(3 * _CLEAR, -aside)
            handle = (round((x1 + x2) / 2 + bend * along[1]), round((y1 + y2) / 2 - bend * along[0]))
            return f"M{x1} {y1}Q{handle[0]} {handle[1]} {x2} {y2}"
    return f"M{x1} {y1}L{x2} {y2}"


def _stars(entries, places, lines):
    def weight(entry):
        return not entry.city.is_networked, -entry.city.initiative_count

    def spots(size, gap):
        return place_names(
            tuple(places[entry.city] for entry in by_weight),
            tuple(str(entry.city) for entry in by_weight),
            size=size,
            gap=gap,
            lines=tuple(lines),
            within=Box(_EDGE, _EDGE, shapes.WIDTH - _EDGE, shapes.height() - _EDGE),
        )

    by_weight = sorted(entries, key=weight)
    wide = dict(zip(by_weight, spots(WIDE_SIZE, WIDE_GAP), strict=True))
    narrow = dict(zip(by_weight, spots(NARROW_SIZE, NARROW_GAP), strict=True))
    targets = reaches([places[entry.city] for entry in entries], radius=REACH)
    return [
        Star(entry, *places[entry.city], shapes.outline(target), wide[entry], narrow[entry])
        for entry, target in zip(entries, targets, strict=True)
    ]
