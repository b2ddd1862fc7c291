"""Half a quarter of a motif, and the figures of Ukrainian cross-stitch that are stitched on it.

A motif has all eight symmetries of the square, so one octant says all of it. A cell of the octant is named by its
distances from the two axes of the motif: ``a`` the greater, ``b`` the smaller. Two more numbers make most figures short
to say: ``a + b`` is constant along the sides of a rhombus, ``a - b`` along lines parallel to the diagonal. Threads are
1 and 2; 0 is bare cloth.
"""

from collections.abc import Callable, Iterable

RADIUS = 9

Cell = tuple[int, int]
Grid = tuple[tuple[int, ...], ...]

OCTANT = [(a, b) for a in range(RADIUS + 1) for b in range(a + 1)]


class Canvas:
    """Cells of the octant and their threads."""

    def __init__(self):
        self.stitches: dict[Cell, int] = {}

    def put(self, cells: Iterable[Cell], thread: int) -> None:
        self.stitches.update(dict.fromkeys(cells, thread))

    def put_where_free(self, cells: Iterable[Cell], thread: int) -> None:
        """Stitch only what shares no side with anything that was there before."""
        before = set(self.stitches)
        steps = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
        free = [(a, b) for a, b in cells if before.isdisjoint(in_octant(a + x, b + y) for x, y in steps)]
        self.put(free, thread)

    def grid(self, radius: int = RADIUS) -> Grid:
        """The whole motif: ``2 * radius + 1`` rows of as many threads."""
        span = range(-radius, radius + 1)
        return tuple(tuple(self.stitches.get(in_octant(x, y), 0) for x in span) for y in span)


def in_octant(x: int, y: int) -> Cell:
    return max(abs(x), abs(y)), min(abs(x), abs(y))


# Figures: each gives the cells of the octant that it covers.


def where(rule: Callable[[int, int], bool]) -> list[Cell]:
    return [(a, b) for a, b in OCTANT if rule(a, b)]


def rings(low: int, high: int) -> list[Cell]:
    """All between two rhombuses round the middle; far out, what they leave of the corners."""
    return where(lambda a, b: low <= a + b <= high)


def petals(k: int) -> list[Cell]:
    """Eight parallelograms that meet in the middle: the star called "ружа". Its tips lie at (2k, k)."""
    return where(lambda a, b: 1 <= b <= k and 1 <= a - b <= k)


def rays(low: int, high: int, reach: int = 2 * RADIUS, start: int = 0) -> list[Cell]:
    """Strips parallel to the diagonal; across an axis they form an arrow that points inwards."""
    return where(lambda a, b: low <= a - b <= high and start <= a + b <= reach)


def spot(x: int, y: int, n: int, hollow: int = -1) -> list[Cell]:
    """A small rhombus of radius ``n`` round a cell, empty up to radius ``hollow``."""
    return where(lambda a, b: hollow < abs(a - x) + abs(b - y) <= n)


def stem(low: int, high: int) -> list[Cell]:
    """A line along the axis."""
    return where(lambda a, b: b == 0 and low <= a <= high)


def diagonal(low: int, high: int = RADIUS) -> list[Cell]:
    return where(lambda a, b: a == b and low <= a <= high)
