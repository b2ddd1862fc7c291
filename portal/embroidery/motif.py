"""The motif of a place, grown from its code: the same for ever, and a different one for nearly every code."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import TypeVar

from .canvas import RADIUS, Canvas, Grid, diagonal, petals, rays, rings, spot, stem, where

SIZE = 2 * RADIUS + 1

# Motifs are printed, saved and remembered: whoever changes what a code gives changes the sign of every city.
EDITION = 1

Option = TypeVar("Option")


@lru_cache(maxsize=2048)
def motif(code: str) -> Grid:
    """``SIZE`` rows of ``SIZE`` threads (0 none, 1, 2), with the eight symmetries of the square. Any text is a code."""
    return next(grid for attempt in count() if is_fine(grid := composed(Chooser(f"{EDITION} {code} {attempt}"))))


class Chooser:
    """Choices that a text makes: always the same for the same text, on every machine."""

    def __init__(self, text: str):
        self.rest = int.from_bytes(hashlib.sha512(text.encode()).digest(), "big")

    def one_of(self, options: Sequence[Option]) -> Option:
        self.rest, index = divmod(self.rest, len(options))
        return options[index]

    def order(self, thread: int, other: int) -> tuple[int, int]:
        return self.one_of([(thread, other), (other, thread)])


def is_fine(grid: Grid) -> bool:
    """Whether the cloth is neither bare nor full, both threads tell, and hardly a stitch is lost on its own."""
    counts = [sum(row.count(thread) for row in grid) for thread in (1, 2)]
    return 0.36 <= sum(counts) / SIZE**2 <= 0.6 and min(counts) >= 0.2 * sum(counts) and lonely_stitches(grid) <= 5


def lonely_stitches(grid: Grid) -> int:
    """How many stitches touch no other, not even at a corner."""
    full = {(x, y) for y, row in enumerate(grid) for x, thread in enumerate(row) if thread}
    steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    return sum(full.isdisjoint((x + i, y + j) for i, j in steps) for x, y in full)


def composed(choose: Chooser) -> Grid:
    canvas = Canvas()
    family = choose.one_of(FAMILIES)
    family(canvas, choose, *choose.order(1, 2))
    inlay(canvas, choose)
    return canvas.grid()


# Parts


def middle(canvas, choose, thread):
    canvas.put(choose.one_of([spot(0, 0, 0), spot(0, 0, 1), rings(2, 2) + spot(0, 0, 0)]), thread)


def filling(canvas, choose, reach, thread, other):
    """What stands inside a frame that leaves the cells with ``a + b <= reach`` free."""
    kind = choose.one_of([ring, star, wedges, lozenge, cross, four_spots, arrows, slit_lozenge])
    kind(canvas, choose, reach, thread, other)


def ring(canvas, choose, reach, thread, other):
    canvas.put(rings(reach - 1, reach), thread)
    middle(canvas, choose, other)


def star(canvas, choose, reach, thread, other):
    canvas.put(petals(2), thread)
    if reach > 4:
        canvas.put(stem(reach - 1, reach), other)
    canvas.put(choose.one_of([[(0, 0)], [(0, 0), (3, 1)], [(0, 0), (2, 1)]]), other)


def wedges(canvas, choose, reach, thread, other):
    canvas.put(where(lambda a, b: a + b <= reach and b and a != b), thread)
    canvas.put([(0, 0), *diagonal(choose.one_of([0, 1, 2]), reach // 2)], other)


def lozenge(canvas, choose, reach, thread, other):
    canvas.put(rings(0, reach), thread)
    canvas.put(choose.one_of([rings(2, 2), rings(0, 1), rings(3, 3), rays(2, 2, reach - 1)]), other)
    canvas.put([(0, 0)], other)


def cross(canvas, choose, reach, thread, other):
    canvas.put(where(lambda a, b: b <= 1 and a + b <= reach), thread)
    canvas.put(choose.one_of([stem(0, reach - 2), rings(0, 1), stem(2, reach)]), other)
    canvas.put_where_free(diagonal(2, 3), other)


def four_spots(canvas, _choose, reach, thread, other):
    n = 1 if reach < 6 else 2
    canvas.put(spot(reach - n, 0, n), thread)
    canvas.put([(reach - n, 0)], other)
    canvas.put_where_free(diagonal(0, reach // 2), other)


def arrows(canvas, _choose, reach, thread, other):
    canvas.put(rays(2, RADIUS, reach), thread)
    canvas.put(diagonal(0, reach // 2), other)


def slit_lozenge(canvas, choose, reach, thread, other):
    slit = choose.one_of([2, 3])
    canvas.put(where(lambda a, b: a + b <= reach and a - b != slit), thread)
    canvas.put(spot(0, 0, 1), other)


def corner(canvas, choose, thread, other):
    """What stands in the corners, apart from what is there."""
    choose.one_of([quarter, inlaid_quarter, corner_spot, bracket, comb, strips, fork, tulip])(
        canvas, choose, *choose.order(thread, other)
    )


def quarter(canvas, choose, thread, other):
    canvas.put_where_free(rings(14, 18), thread)
    canvas.put(choose.one_of([[(8, 8)], [(9, 9)], [(8, 7), (8, 8)], rings(14, 14), rings(16, 16)]), other)


def inlaid_quarter(canvas, choose, thread, other):
    canvas.put_where_free(choose.one_of([rings(13, 14), rings(14, 14)]), thread)
    canvas.put_where_free(choose.one_of([rings(16, 18), diagonal(8), [*rings(16, 16), (9, 9)]]), other)


def corner_spot(canvas, choose, thread, other):
    canvas.put_where_free(spot(7, 7, 2), thread)
    canvas.put(choose.one_of([[(7, 7)], spot(7, 7, 1), spot(7, 7, 2, 1)]), other)


def bracket(canvas, choose, thread, other):
    low = choose.one_of([3, 4, 5, 6])
    canvas.put_where_free(where(lambda a, b: a >= 8 and b >= low), thread)
    canvas.put_where_free(choose.one_of([diagonal(5, 6), spot(5, 5, 1), diagonal(6, 6)]), other)


def comb(canvas, choose, thread, _other):
    teeth = choose.one_of([(0, 3, 4), (0, 1, 4, 5), (1, 2, 5), (0, 2, 4), (0, 3, 6)])
    canvas.put_where_free(where(lambda a, b: a + b >= 11 and a - b in teeth), thread)


def strips(canvas, choose, thread, other):
    canvas.put_where_free(choose.one_of([rings(12, 13), rings(11, 12), rings(12, 12)]), other)
    canvas.put_where_free(choose.one_of([rings(15, 18), spot(8, 8, 1), rings(16, 18)]), thread)


def fork(canvas, choose, thread, other):
    canvas.put_where_free(where(lambda a, b: b >= 7 and (a - b) % 2 == 0), thread)
    canvas.put_where_free(diagonal(5), choose.one_of([thread, other]))


def tulip(canvas, choose, thread, other):
    canvas.put_where_free(where(lambda a, b: b >= 5 and a != b), thread)
    canvas.put_where_free(choose.one_of([diagonal(9), diagonal(5)]), other)


def inlay(canvas, choose):
    """Change the thread along one ring or one ray, as embroiderers do to tell their work from a neighbour's."""
    ring, ray = choose.one_of([*((n, 0) for n in range(3, 17) if n != 10), *((0, n) for n in range(1, 9))])
    for (a, b), thread in canvas.stitches.items():
        if (ring and a + b == ring) or (ray and a - b == ray):
            canvas.stitches[a, b] = 3 - thread


# Families


def framed_rhombus(canvas, choose, thread, other):
    frame, reach = choose.one_of(
        [
            (rings(8, 9), 6),
            (rings(9, 9) + rings(7, 7), 5),
            (where(lambda a, b: a + b in (7, 8) or (a + b == 9 and b % 2 == 0)), 5),
            (where(lambda a, b: (a + 1) // 2 + (b + 1) // 2 == 4), 5),
            (rings(7, 9), 5),
        ]
    )
    canvas.put(frame, thread)
    filling(canvas, choose, reach, other, thread)
    corner(canvas, choose, thread, other)


def rose(canvas, choose, thread, other):
    canvas.put(petals(4), thread)
    core = where(lambda a, b: 1 < b < 4 and 1 < a - b < 4)
    edge = where(lambda a, b: 1 <= b <= 4 and 1 <= a - b <= 4 and 4 in (b, a - b))
    half = where(lambda a, b: 1 <= a - b < b <= 4)
    tip = where(lambda a, b: 3 <= b <= 4 and 3 <= a - b <= 4)
    canvas.put(choose.one_of([[], core, edge, half, petals(2), tip, [(4, 2), (6, 3)]]), other)
    canvas.put([(0, 0)], choose.one_of([thread, other]))
    canvas.put_where_free(
        choose.one_of(
            [
                stem(6, 9),
                stem(6, 7),
                spot(8, 0, 1),
                spot(8, 0, 1, 0),
                rays(7, 9),
                rays(6, 6),
                rays(6, 6) + stem(8, 9),
                rays(7, 7) + stem(9, 9),
            ]
        ),
        other,
    )
    corner(canvas, choose, thread, other)


def boxed_rose(canvas, choose, thread, other):
    canvas.put(
        choose.one_of(
            [
                where(lambda a, _b: a == 9),
                where(lambda a, b: (a >= 8 and a + b <= 13) or a + b in (12, 13)),
                where(lambda a, b: a >= 8 and b >= 2),
                where(lambda a, b: a == 9 or (a == 8 and b % 4 >= 2)),
            ]
        ),
        thread,
    )
    canvas.put(petals(3), other)
    half = where(lambda a, b: 1 <= a - b < b <= 3)
    canvas.put(choose.one_of([[], [(4, 2)], half, [(2, 1)], [(6, 3)], [(6, 3), (5, 3), (5, 2)]]), thread)
    canvas.put([(0, 0)], thread)
    canvas.put_where_free(choose.one_of([stem(5, 7), stem(5, 6), spot(6, 0, 1), rays(5, 5, 9), stem(6, 6)]), thread)
    canvas.put_where_free(
        choose.one_of([spot(6, 6, 1), diagonal(5), rings(12, 18), rings(14, 18), [*rings(11, 12), (7, 7)]]), other
    )


def four_fields(canvas, choose, thread, other):
    canvas.put(spot(5, 5, 4, 2), thread)
    canvas.put(choose.one_of([spot(5, 5, 0), spot(5, 5, 1), spot(5, 5, 2, 1)]), other)
    canvas.put_where_free(
        choose.one_of([spot(8, 0, 1), rays(7, 9), rays(6, 6) + stem(8, 9), stem(3, 9), rays(5, 6), stem(5, 9)]), other
    )
    canvas.put_where_free(
        choose.one_of([stem(0, 2), spot(0, 0, 1), spot(0, 0, 0), stem(1, 3)]), choose.one_of([thread, other])
    )
    canvas.put_where_free(choose.one_of([rings(16, 18), diagonal(9), rings(17, 18)]), thread)


def four_lamps(canvas, choose, thread, other):
    canvas.put(spot(6, 0, 3, 1), thread)
    canvas.put(choose.one_of([spot(6, 0, 0), spot(6, 0, 1)]), other)
    middle(canvas, choose, other)
    canvas.put_where_free(
        choose.one_of([diagonal(0), spot(4, 4, 1), spot(4, 4, 2), spot(4, 4, 2, 1), diagonal(3, 6)]), other
    )
    corner(canvas, choose, thread, other)


def hooked_rhombus(canvas, choose, thread, other):
    canvas.put(rings(5, 6), thread)
    low = choose.one_of([0, 1, 2, 3])
    canvas.put(rays(low, low + 1, 11, 6), thread)
    inwards = where(lambda a, b: a + b in (10, 11) and a - b < low)
    outwards = where(lambda a, b: a + b in (10, 11) and low < a - b <= low + 4)
    canvas.put(choose.one_of([inwards, outwards, []]), thread)
    filling(canvas, choose, 3, other, thread)
    canvas.put_where_free(choose.one_of([stem(7, 9), spot(8, 0, 1), rays(8, 9)]), other)
    corner(canvas, choose, thread, other)


# As often as they are worth: each stands here once for about as many motifs as it can give.
FAMILIES = [
    *[framed_rhombus] * 4,
    *[rose] * 3,
    boxed_rose,
    four_fields,
    *[four_lamps] * 2,
    hooked_rhombus,
]
