import csv
import tomllib
from itertools import combinations

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from portal.embroidery.areas import AREA_RADIUS, AREAS, area_motif, pair_of_area
from portal.embroidery.band import tile
from portal.embroidery.motif import SIZE, motif
from portal.embroidery.threads import PAIRS, pair_of

codes = st.from_regex(r"UA[0-9]{17}", fullmatch=True) | st.text(max_size=40)


def turned(grid):
    return tuple(zip(*grid[::-1], strict=True))


def in_mirror(grid):
    return tuple(row[::-1] for row in grid)


def counts(grid):
    return [sum(row.count(thread) for row in grid) for thread in (0, 1, 2)]


def difference(grid, other):
    """The share of cells in which two grids differ."""
    pairs = [pair for rows in zip(grid, other, strict=True) for pair in zip(*rows, strict=True)]
    return sum(one != two for one, two in pairs) / len(pairs)


def pictured(grid):
    return ["".join(".#o"[thread] for thread in row) for row in grid]


def starter(name, field):
    content = tomllib.loads((settings.BASE_DIR / f"portal/starter/data/{name}.toml").read_text(encoding="utf-8"))
    return content[field]


# Of a place


@given(codes)
def test_motif_has_all_symmetries_of_the_square(code):
    grid = motif(code)

    assert len(grid) == len(grid[0]) == SIZE
    assert grid == turned(grid) == in_mirror(grid)


@given(codes)
def test_motif_is_neither_bare_nor_full(code):
    bare, *_ = counts(motif(code))

    assert 0.35 <= 1 - bare / SIZE**2 <= 0.6


@given(codes)
def test_motif_shows_both_threads(code):
    _, *threads = counts(motif(code))

    assert min(threads) >= 0.2 * sum(threads)


def test_motifs_of_nearly_all_hromadas_differ():
    with (settings.BASE_DIR / "cities/data/ukraine-hromadas.csv").open(encoding="utf-8") as file:
        all_codes = [row["katottg"] for row in csv.DictReader(file)]

    assert len({motif(code) for code in all_codes}) > 0.99 * len(all_codes)


def test_motifs_of_the_first_cities_differ_at_a_glance():
    grids = [motif(city["katottg"]) for city in starter("cities", "city")]

    assert len(grids) > 20
    assert min(difference(one, two) for one, two in combinations(grids, 2)) >= 0.2


# What these codes give must never change: cities print it.
@pytest.mark.parametrize(
    ("code", "quarter"),
    [
        (
            "UA46060250000025047",
            [
                "#.#......#",
                ".#......##",
                "#.#....#o#",
                "...#..###.",
                ".....###..",
                "....###.o.",
                "...###.oo.",
                "..###.o#o.",
                ".#o#.ooo..",
                "###......#",
            ],
        ),
        (
            "UA80000000000093317",
            [
                "ooooo....o",
                "oooo.#..o.",
                "oo...##..o",
                "oo.#.###..",
                "o....###o.",
                ".####.###.",
                "..####.oo.",
                "...###o.o.",
                ".o..o#oo..",
                "o.o......o",
            ],
        ),
        (
            "UA59080270000073662",
            [
                "########..",
                "########..",
                "##........",
                "##.oo.#.#.",
                "##.o..##.o",
                "##....oo#.",
                "##.##o.#o.",
                "##..#o#.o.",
                "...#.#oo..",
                "....o....#",
            ],
        ),
        (
            "association",
            [
                "oooooooo..",
                "oooooooo..",
                "oo........",
                "oo....#..o",
                "oo....##.o",
                "oo....###.",
                "oo.###.#o.",
                "oo..###.#.",
                ".....#o#..",
                "...oo....o",
            ],
        ),
    ],
)
def test_motif_of_a_code_stays_what_it_is(code, quarter):
    assert [row[: SIZE // 2 + 1] for row in pictured(motif(code))[: SIZE // 2 + 1]] == quarter


# Threads


def test_places_of_an_oblast_share_their_threads():
    assert pair_of("UA46060250000025047") == pair_of("UA46140050000054478")


def test_every_pair_of_threads_is_worn_somewhere():
    assert {pair_of(f"UA{oblast:02}") for oblast in range(100)} == set(PAIRS)


@given(codes)
def test_any_code_has_a_pair_of_threads(code):
    assert pair_of(code) in PAIRS


# The tile of a band


@given(codes)
def test_tile_is_the_same_in_the_mirror_and_upside_down(code):
    grid = tile(code)

    assert grid == in_mirror(grid) == grid[::-1]


@given(codes)
def test_tile_holds_the_whole_motif(code):
    assert tuple(row[2:-2] for row in tile(code)[3:-3]) == motif(code)


@given(codes)
def test_tile_has_an_unbroken_border(code):
    top = tile(code)[0]

    assert set(top) in ({1}, {2})


# Areas


def test_every_area_of_the_starter_has_its_own_motif():
    assert {area["slug"] for area in starter("references", "area")} == set(AREAS)


@pytest.mark.parametrize("slug", AREAS)
def test_area_motif_is_a_symmetric_figure_of_both_threads(slug):
    grid = area_motif(slug)

    assert len(grid) == len(grid[0]) == 2 * AREA_RADIUS + 1
    assert grid == turned(grid) == in_mirror(grid)
    assert min(counts(grid)[1:]) >= 8


def test_area_motifs_are_clearly_different():
    assert min(difference(area_motif(one), area_motif(two)) for one, two in combinations(AREAS, 2)) >= 0.2


def test_area_that_is_new_gets_a_motif_that_grows():
    assert area_motif("something-new") == motif("something-new")
    assert pair_of_area("something-new") in PAIRS
