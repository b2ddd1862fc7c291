"""A band of motifs: tiles that join without a seam, so that whole ones fill any width."""

from functools import lru_cache

from .canvas import RADIUS, Grid
from .motif import SIZE, Chooser, motif

# A tile is the motif, two columns on each side of it, and a bare row and two rows of border above and below.
HALF_WIDTH = RADIUS + 2
HALF_HEIGHT = RADIUS + 3


@lru_cache(maxsize=2048)
def tile(code: str) -> Grid:
    """``2 * HALF_HEIGHT + 1`` rows of ``2 * HALF_WIDTH + 1`` threads, the same seen in a mirror and upside down."""
    choose = Chooser(f"band {code}")
    thread, other = choose.order(1, 2)
    link, edge = choose.one_of(LINKS), choose.one_of(EDGES)
    inner = motif(code)

    def at(x: int, y: int) -> int:
        if y == HALF_HEIGHT:
            return thread
        if y == HALF_HEIGHT - 1:
            return other if edge(x) else 0
        if x <= RADIUS:
            return inner[RADIUS + y][RADIUS + x] if y <= RADIUS else 0
        if y > RADIUS or (x == RADIUS + 1 and inner[RADIUS + y][SIZE - 1]):
            return 0
        return link(HALF_WIDTH - x, y, thread, other)

    return tuple(
        tuple(at(abs(x), abs(y)) for x in range(-HALF_WIDTH, HALF_WIDTH + 1))
        for y in range(-HALF_HEIGHT, HALF_HEIGHT + 1)
    )


# What stands between two motifs, by the distances from the joint (0, 1) and from the middle of the band.


def bead(u, v, thread, other):
    return (other if u + v == 0 else thread) if u + v <= 2 else 0


def three_beads(u, v, thread, other):
    nearest = min(v, abs(v - 6))
    return (other if u + nearest == 0 else thread) if u + nearest <= 1 else 0


def plait(u, v, thread, other):
    return (thread, other)[u] if (u + v) % 2 == 0 else 0


def drops(u, v, thread, other):
    if u + v <= 1:
        return other
    return thread if u + RADIUS - v <= 3 else 0


def cord(u, v, thread, other):
    return 0 if u else (other if v % 3 == 0 else thread)


LINKS = [bead, three_beads, plait, drops, cord]
EDGES = [
    lambda x: x % 2 == 1,
    lambda x: x % 3 != 0,
    lambda x: x in (0, 1, 5, 6, 7, 11),
    lambda x: x in (0, 3, 4, 7, 8, 11),
]
