"""Twelve motifs composed by hand, one for each key feature of a learning city."""

from functools import lru_cache

from .canvas import Canvas, Grid, diagonal, petals, rays, rings, spot, stem, where
from .motif import motif
from .threads import BLUE_WHEAT, CHERRY_AMBER, GREEN_RED, pair_of

AREA_RADIUS = 6


@lru_cache(maxsize=2048)
def area_motif(slug: str) -> Grid:
    """``2 * AREA_RADIUS + 1`` rows of threads for a known area; for any other slug the motif that grows from it."""
    if slug not in AREAS:
        return motif(slug)
    _pair, layers = AREAS[slug]
    canvas = Canvas()
    for thread, cells in layers:
        canvas.put(cells, thread)
    return canvas.grid(AREA_RADIUS)


def pair_of_area(slug: str) -> tuple[str, str]:
    """The names of the area's two threads."""
    return AREAS[slug][0] if slug in AREAS else pair_of(slug)


SQUARE = where(lambda a, _b: a == 6)
OCTAGON = where(lambda a, b: (a == 6 and b <= 3) or (a + b == 9 and a < 6))

# The threads say the group of areas: benefits, building blocks, conditions. Later layers cover earlier ones.
AREAS = {
    # Eight people in a round dance, heads outwards, hands joined.
    "empowerment-cohesion": (
        GREEN_RED,
        [
            (1, [*rings(3, 3), (3, 1), (2, 2)]),
            (1, [(4, 0), (3, 3)]),
            (2, [(6, 0), (5, 0), (5, 1), (6, 1), (4, 4), (5, 5), (5, 4)]),
            (2, [(0, 0)]),
        ],
    ),
    # A flower in full bloom.
    "economy-culture": (GREEN_RED, [(2, petals(3)), (1, spot(6, 6, 2) + stem(5, 6)), (2, [(6, 6)]), (1, [(0, 0)])]),
    # A tree whose branches rise from one trunk on every side.
    "sustainable-development": (
        GREEN_RED,
        [
            (1, stem(0, 6) + rays(2, 2, 6) + rays(4, 4, 8) + diagonal(1, 1)),
            (2, [(4, 2), (6, 2), *spot(5, 5, 1)]),
            (1, diagonal(5, 5)),
        ],
    ),
    # A house with a door open on every side, and somebody in it.
    "inclusive-learning": (
        BLUE_WHEAT,
        [(1, where(lambda a, b: a >= 5 and b >= 2)), (2, rings(0, 3)), (1, rings(1, 1)), (2, stem(5, 6))],
    ),
    # Roof within roof: the home, and the yard round it.
    "families-communities": (
        BLUE_WHEAT,
        [(1, rings(5, 6)), (2, rings(2, 3)), (1, [(0, 0)]), (2, where(lambda a, b: a + b >= 10))],
    ),
    # A cogwheel.
    "workplace-learning": (
        BLUE_WHEAT,
        [
            (1, [*rings(4, 5), (4, 2), (3, 3)]),
            (1, where(lambda a, b: a in (5, 6) and b <= 1) + diagonal(3, 5) + [(5, 4)]),
            (2, rings(0, 2)),
            (1, [(0, 0)]),
        ],
    ),
    # Waves that go out from a mast to the four corners.
    "learning-technologies": (
        BLUE_WHEAT,
        [
            (2, rings(0, 1)),
            (1, where(lambda a, b: a == 3 and b <= 1)),
            (1, where(lambda a, b: a == 6 and b <= 3) + where(lambda a, b: a == 5 and b == 3)),
            (2, [*diagonal(2, 6), (6, 5)]),
        ],
    ),
    # A cut stone.
    "quality-learning": (
        BLUE_WHEAT,
        [(1, [*OCTAGON, (5, 4)]), (2, where(lambda a, b: a + b <= 6 and a - b not in (1, 2))), (1, rings(0, 1))],
    ),
    # The sun.
    "culture-of-learning": (
        BLUE_WHEAT,
        [(2, rings(0, 3)), (1, rings(2, 2)), (2, stem(5, 6) + diagonal(3, 5)), (1, [(5, 2), (6, 3), (6, 2)])],
    ),
    # A seal on a charter.
    "political-will": (
        CHERRY_AMBER,
        [(1, SQUARE), (2, diagonal(6) + stem(6, 6)), (2, petals(2)), (1, diagonal(4, 4) + stem(3, 3) + stem(0, 0))],
    ),
    # Eight seats at a round table.
    "governance": (
        CHERRY_AMBER,
        [
            (1, [*rings(2, 3), (2, 2)]),
            (2, [(0, 0), (1, 0)]),
            (2, where(lambda a, b: a in (5, 6) and b <= 1)),
            (2, spot(5, 5, 1)),
        ],
    ),
    # A field sown in four quarters.
    "resources": (
        CHERRY_AMBER,
        [(1, rings(6, 6) + diagonal(0, 2) + [(3, 3)]), (2, spot(3, 0, 1)), (1, [(3, 0)]), (2, spot(6, 6, 2))],
    ),
}
