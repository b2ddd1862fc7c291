"""Outlines of the 27 first-level units of Ukraine, for a small map drawn as SVG.

The map is a Lambert conformal conic projection with two standard parallels, the usual one for a country that lies along
a parallel. Everything is in units of the drawing: it is ``WIDTH`` units wide, x grows eastwards and y southwards.
Outlines are simplified arc by arc, so neighbours keep one border between them.
"""

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cities.oblasts import Oblast
from cities.register import DATA

WIDTH = 1000
# Room around the country for the light of a city at the border.
MARGIN = 12
# How far a simplified line may leave the true one: about a pixel of the largest map that a page shows.
TOLERANCE = 0.9

_PARALLELS = (46.0, 51.0)
_MERIDIAN = 31.2


@dataclass(frozen=True)
class Shape:
    """The outline of a unit: closed rings of whole coordinates, and the same as the ``d`` of an SVG path.

    The last point of a ring is not repeated. A ring inside another one is a hole.
    """

    oblast: Oblast
    rings: tuple[tuple[tuple[int, int], ...], ...]
    path: str


@cache
def shapes() -> tuple[Shape, ...]:
    """The units in the order of :class:`Oblast`; made once in a process, which takes a fifth of a second."""
    simplified = _simplify({oblast: [_fit(ring) for ring in rings] for oblast, rings in _outlines().items()})
    return tuple(Shape(oblast, simplified[oblast], "".join(map(outline, simplified[oblast]))) for oblast in Oblast)


def height() -> int:
    """The height of the drawing, in units."""
    return _frame()[3]


def place(latitude, longitude) -> tuple[float, float]:
    """Where on the drawing a place lies that is given in degrees; x and y with one decimal."""
    x, y = _fit([_project(float(longitude), float(latitude))])[0]
    return round(x, 1), round(y, 1)


def outline(ring) -> str:
    """A closed ring of whole coordinates as the ``d`` of a path: relative steps, no character that can be spared."""
    (x, y), *_rest = ring
    steps = [number for (x1, y1), (x2, y2) in pairwise(ring) for number in (x2 - x1, y2 - y1)]
    spaced = (f"{step}" if step < 0 or not place else f" {step}" for place, step in enumerate(steps))
    return f"M{x} {y}l{''.join(spaced)}z"


@cache
def _outlines():
    """Projected rings of each unit, without the repeated last point."""
    with (DATA / "ukraine-oblasts.geojson").open(encoding="utf-8") as file:
        features = json.load(file)["features"]
    outlines = {}
    for feature in features:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        outlines[Oblast(feature["properties"]["iso_3166_2"])] = [
            [_project(*degrees) for degrees in ring[:-1]] for polygon in polygons for ring in polygon
        ]
    return outlines


def _project(longitude, latitude):
    """The place in the plane; x and y in radii of the Earth, y southwards."""

    def stretch(degrees):
        return math.tan(math.pi / 4 + math.radians(degrees) / 2)

    first, second = _PARALLELS
    cosines = [math.cos(math.radians(parallel)) for parallel in _PARALLELS]
    cone = math.log(cosines[0] / cosines[1]) / math.log(stretch(second) / stretch(first))
    radius = cosines[0] / cone * (stretch(first) / stretch(latitude)) ** cone
    angle = cone * math.radians(longitude - _MERIDIAN)
    return radius * math.sin(angle), radius * math.cos(angle)


@cache
def _frame():
    """What puts the country on the drawing: scale, left edge, top edge, and the drawing's height."""
    points = [point for rings in _outlines().values() for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    return scale, left, top, math.ceil((bottom - top) * scale + 2 * MARGIN)


def _fit(points):
    scale, left, top, _height = _frame()
    return [((x - left) * scale + MARGIN, (y - top) * scale + MARGIN) for x, y in points]


# Simplifying without tearing neighbours apart


def _simplify(outlines):
    """Rings of whole coordinates; what two rings share they share afterwards. Specks that shrink to nothing go."""
    neighbours = defaultdict(set)
    for rings in outlines.values():
        for ring in rings:
            for before, after in pairwise([*ring, ring[0]]):
                neighbours[before].add(after)
                neighbours[after].add(before)
    junctions = {point for point, others in neighbours.items() if len(others) > 2}
    known = {}
    return {
        oblast: tuple(thin for ring in rings if len(thin := _simplify_ring(ring, junctions, known)) > 2)
        for oblast, rings in outlines.items()
    }


def _simplify_ring(ring, junctions, known):
    """The ring from arcs between junctions, each simplified once, from whichever ring it comes first."""
    points = []
    for arc in _arcs(ring, junctions):
        backwards = arc[::-1]
        if backwards in known:
            points += known[backwards][:0:-1]
        else:
            points += known.setdefault(arc, _thin(arc))[:-1]
    whole = [(round(x), round(y)) for x, y in points]
    return tuple(point for place, point in enumerate(whole) if point != whole[place - 1])


def _arcs(ring, junctions):
    """The ring cut at junctions. One without junctions is cut where any ring through the same points would be."""
    ends = [place for place, point in enumerate(ring) if point in junctions] or [ring.index(min(ring))]
    turned = [*ring[ends[0] :], *ring[: ends[0]], ring[ends[0]]]
    cuts = [*(end - ends[0] for end in ends), len(ring)]
    return [tuple(turned[start : stop + 1]) for start, stop in pairwise(cuts)]


def _thin(arc):
    """The arc without points that lie nearer than the tolerance to the line that is left (Douglas and Peucker)."""
    kept = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        farthest = max(
            range(first + 1, last), key=lambda place: _distance(arc[place], arc[first], arc[last]), default=None
        )
        if farthest is not None and _distance(arc[farthest], arc[first], arc[last]) > TOLERANCE:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [arc[place] for place in sorted(kept)]


def _distance(point, start, end):
    """From the point to the line from start to end; a closed arc has both in one place."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    if not length:
        return math.hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
