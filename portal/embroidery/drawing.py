"""Grids of stitches as SVG paths. One quarter is enough: the rest is its mirror images."""

from functools import lru_cache
from typing import NamedTuple

from .areas import area_motif, pair_of_area
from .band import tile
from .canvas import Grid
from .motif import motif
from .threads import pair_of

# A stitch takes six by six units; its two arms take four by four of them, so that neighbours stay apart.
STITCH = 6


class Drawing(NamedTuple):
    """What a template needs: ``paths`` of thread 1 and 2 for the lower right quarter, and the box round the whole."""

    paths: tuple[str, str]
    view_box: str
    threads: str  # as the CSS class says it, "red-ink"


def drawing(grid: Grid, pair: tuple[str, str]) -> Drawing:
    height, width = len(grid) * STITCH, len(grid[0]) * STITCH
    return Drawing(
        paths=(crosses(grid, 1), crosses(grid, 2)),
        view_box=f"{-width // 2} {-height // 2} {width} {height}",
        threads="-".join(pair),
    )


@lru_cache(maxsize=2048)
def drawn_tile(code: str) -> Drawing:
    return drawing(tile(code), pair_of(code))


@lru_cache(maxsize=2048)
def drawn_motif(code: str) -> Drawing:
    return drawing(motif(code), pair_of(code))


@lru_cache(maxsize=2048)
def drawn_area(slug: str) -> Drawing:
    return drawing(area_motif(slug), pair_of_area(slug))


def quarter(grid: Grid, thread: int) -> list[tuple[int, int]]:
    """Cells of a thread, from the middle to the lower right corner; the axes belong to it."""
    middle_y, middle_x = len(grid) // 2, len(grid[0]) // 2
    return [(x, y) for y, row in enumerate(grid[middle_y:]) for x, cell in enumerate(row[middle_x:]) if cell == thread]


def crosses(grid: Grid, thread: int) -> str:
    """Path data of the quarter's crosses. The pen moves by differences: equal steps make text that compresses well."""
    path, pen = [], (0, 0)
    for cell_x, cell_y in quarter(grid, thread):
        x, y = cell_x * STITCH - 2, cell_y * STITCH - 2
        step_x, step_y = x - pen[0], y - pen[1]
        path.append(f"m{step_x}{step_y:+} 4 4m0-4-4 4".replace("+", " "))
        pen = (x, y + 4)
    return "".join(path)


def squares(grid: Grid, thread: int) -> str:
    """Path data of the whole grid in solid squares of one unit, those side by side joined."""
    path = []
    for y, row in enumerate(grid):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end] == thread:
                end += 1
            if end > x:
                path.append(f"M{x} {y}h{end - x}v1h{x - end}z")
            x = max(end, x + 1)
    return "".join(path)
