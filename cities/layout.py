"""Where points, their touch targets and their names go on a drawing, so that none lies on another.

Everything is in units of the drawing, x to the right and y down, as in :mod:`cities.shapes`.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

_CORNERS = 16
# How many names that found no room may try to choose first.
_TRIALS = 12

# How wide letters of Onest are, in em, each class by its widest letter.
_WIDTHS = {
    **dict.fromkeys("іїijlІЇI.,’'() ", 0.3),
    **dict.fromkeys("авгґєзкстухчьяacefkrstvxz-", 0.58),
    **dict.fromkeys("мжюшщфmw", 0.86),
    **dict.fromkeys("ЖМФШЩЮMW", 1.02),
}
_CAPITAL = 0.78
_SMALL = 0.63
# How far letters rise above the baseline and hang below it, in em.
_RISE = 0.76
_HANG = 0.24


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, other) -> bool:
        return (
            other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def is_crossed_by(self, line) -> bool:
        """Whether a straight line between two points runs through the box."""
        (x1, y1), (x2, y2) = line
        enter, leave = 0.0, 1.0
        for start, step, low, high in ((x1, x2 - x1, self.left, self.right), (y1, y2 - y1, self.top, self.bottom)):
            if not step:
                if not low < start < high:
                    return False
                continue
            near, far = sorted(((low - start) / step, (high - start) / step))
            enter, leave = max(enter, near), min(leave, far)
        return enter < leave


@dataclass(frozen=True)
class Spot:
    """Where a name stands beside its point.

    ``x`` and ``y`` are offsets from the point and ``dy`` the shift of the baseline in em, so that a name set smaller
    keeps its place; ``anchor`` is SVG's. One that is not ``free`` would lie on another name or point.
    """

    x: int
    y: int
    dy: float
    anchor: str
    free: bool = True


def name_width(name) -> float:
    """The width of a name in em; rather a little more than less."""
    return sum(_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _SMALL) for letter in name)


# The same cities are drawn for many readers: in two languages, on wide and on narrow maps.
@lru_cache(maxsize=8)
def place_names(points, names, *, size, gap, lines, within) -> tuple[Spot, ...]:
    """A spot for each point's name; who comes first chooses first, and later ones only push it to another spot.

    All arguments are hashable: a tuple of points, one of as many names.
    ``size`` is the letters' size, ``gap`` how far from its point a name begins; other names stay farther from it.
    ``lines`` are pairs of points that names avoid where they can; ``within`` is the box that no name leaves.
    """
    # Wide to the right: what begins there reads as the name of the point before it.
    dots = [Box(x - gap, y - gap / 2, x + 1.5 * gap, y + gap / 2) for x, y in points]
    choices = []
    for point, name, own in zip(points, names, dots, strict=True):
        ranked = []
        for spot in _spots_beside(gap):
            box = _box(spot, point, name_width(name) * size, size)
            bad = not box.is_within(within), sum(box.touches(dot) for dot in dots if dot is not own)
            ranked.append((*bad, sum(box.is_crossed_by(line) for line in lines), spot, box))
        choices.append(sorted(ranked, key=lambda choice: choice[:3]))
    order = list(range(len(points)))
    spots = _choose(order, choices)
    for crowded in [place for place in order if not spots[place].free][:_TRIALS]:
        order_of_trial = [crowded, *(place for place in order if place != crowded)]
        trial = _choose(order_of_trial, choices)
        # Never at the cost of a name that comes before it.
        if [spot.free for spot in trial] > [spot.free for spot in spots]:
            order, spots = order_of_trial, trial
    return tuple(spots)


def _choose(order, choices):
    """Spots in the order of the choices; in the given order each name takes its best that is still free."""
    taken = []
    spots = [replace(ranked[0][3], free=False) for ranked in choices]
    for place in order:
        for outside, on_dots, _crossings, spot, box in choices[place]:
            if not (outside or on_dots or any(map(box.touches, taken))):
                spots[place] = spot
                taken.append(box)
                break
    return spots


def _spots_beside(gap):
    """Spots around a point, the best to read first."""
    slant = round(gap * 0.7)
    beside, above, below = 0.35, -0.1, 0.7
    return [
        Spot(gap, 0, beside, "start"),
        Spot(-gap, 0, beside, "end"),
        Spot(0, -gap, above, "middle"),
        Spot(0, gap, below, "middle"),
        Spot(slant, -slant, above, "start"),
        Spot(slant, slant, below, "start"),
        Spot(-slant, -slant, above, "end"),
        Spot(-slant, slant, below, "end"),
    ]


def _box(spot, point, width, size):
    x = point[0] + spot.x - {"start": 0, "middle": width / 2, "end": width}[spot.anchor]
    baseline = point[1] + spot.y + spot.dy * size
    return Box(x, baseline - _RISE * size, x + width, baseline + _HANG * size)


@lru_cache(maxsize=8)
def spread(points, *, apart) -> tuple[tuple[int, int], ...]:
    """The points, a tuple, moved as little as keeps neighbours about ``apart`` units apart; whole coordinates."""
    moved = [list(point) for point in points]
    near = [(a, b) for a, b in combinations(range(len(moved)), 2) if math.dist(moved[a], moved[b]) < 4 * apart]
    for _round in range(40):
        still = True
        for a, b in near:
            distance = math.dist(moved[a], moved[b])
            if distance > apart - 0.5:
                continue
            still = False
            # Two in one place part sideways.
            along = [(moved[b][axis] - moved[a][axis]) / distance for axis in (0, 1)] if distance else (1, 0)
            for axis in (0, 1):
                push = along[axis] * (apart - distance) / 2
                moved[a][axis] -= push
                moved[b][axis] += push
        if still:
            break
    return tuple((round(x), round(y)) for x, y in moved)


def reaches(points, *, radius) -> list[list[tuple[int, int]]]:
    """For each point the polygon, as offsets from it, of what is within the radius and nearer to it than to others."""
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
    circle = [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
    polygons = []
    for x, y in points:
        polygon = circle
        for x2, y2 in points:
            if 0 < math.dist((x, y), (x2, y2)) < 2 * radius:
                polygon = _nearer_half(polygon, (x2 - x, y2 - y))
        polygons.append([(round(dx), round(dy)) for dx, dy in polygon])
    return polygons


def _nearer_half(polygon, other):
    """The part of a polygon around the origin that lies nearer to the origin than to the other point."""

    def excess(corner):
        return corner[0] * other[0] + corner[1] * other[1] - (other[0] ** 2 + other[1] ** 2) / 2

    kept = []
    for before, corner in zip([polygon[-1], *polygon], polygon, strict=False):
        over, under = excess(before), excess(corner)
        if (over > 0) != (under > 0):
            share = over / (over - under)
            kept.append(tuple(before[axis] + share * (corner[axis] - before[axis]) for axis in (0, 1)))
        if under <= 0:
            kept.append(corner)
    return kept
