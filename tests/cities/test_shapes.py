"""The outlines of the oblasts, as drawn."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from cities import shapes
from cities.oblasts import Oblast
from cities.register import settlements


def shape_of(oblast):
    return next(shape for shape in shapes.shapes() if shape.oblast == oblast)


def is_inside(point, shape):
    """Whether a line from the point to the west crosses the outline an odd number of times."""
    x, y = point
    crossings = 0
    for ring in shape.rings:
        for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
            if (y1 > y) != (y2 > y) and x > x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1


def edges(shape):
    return {frozenset(edge) for ring in shape.rings for edge in pairwise([*ring, ring[0]])}


def area(ring):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))) / 2


def test_every_unit_has_an_outline():
    assert [shape.oblast for shape in shapes.shapes()] == list(Oblast)
    assert all(shape.rings for shape in shapes.shapes())


def test_the_drawing_holds_every_outline():
    points = [point for shape in shapes.shapes() for ring in shape.rings for point in ring]

    assert min(x for x, _ in points) == shapes.MARGIN
    assert max(x for x, _ in points) == shapes.WIDTH - shapes.MARGIN
    assert min(y for _, y in points) == shapes.MARGIN
    assert shapes.height() - shapes.MARGIN - 1 <= max(y for _, y in points) <= shapes.height() - shapes.MARGIN


@pytest.mark.parametrize(
    ("name", "latitude", "longitude", "oblast"),
    [
        ("Simferopol", 44.95719, 34.11079, Oblast.KRYM),
        ("Kerch", 45.35740, 36.46950, Oblast.KRYM),
        ("Sevastopol", 44.58883, 33.52240, Oblast.SEVASTOPOL),
        ("Donetsk", 48.02300, 37.80224, Oblast.DONETSKA),
        ("Luhansk", 48.56705, 39.31706, Oblast.LUHANSKA),
        ("Uzhhorod", 48.62080, 22.28788, Oblast.ZAKARPATSKA),
        ("Kyiv", 50.45466, 30.52380, Oblast.KYIV_CITY),
    ],
)
def test_a_city_lies_in_its_own_unit_alone(name, latitude, longitude, oblast):
    point = shapes.place(latitude, longitude)

    assert [shape.oblast for shape in shapes.shapes() if is_inside(point, shape)] == [oblast]


def test_nearly_all_cities_of_the_register_lie_in_their_oblast():
    places = settlements().values()

    inside = [place for place in places if is_inside(shapes.place(place.lat, place.lon), shape_of(place.oblast))]

    assert len(inside) > 0.96 * len(places)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Oblast.LVIVSKA, Oblast.TERNOPILSKA),
        (Oblast.KYIVSKA, Oblast.KYIV_CITY),
        (Oblast.KRYM, Oblast.SEVASTOPOL),
        (Oblast.KRYM, Oblast.KHERSONSKA),
    ],
)
def test_neighbours_share_their_border(one, other):
    shared = edges(shape_of(one)) & edges(shape_of(other))

    assert len(shared) > 5


def pieces(lines):
    """How many separate pieces the lines make."""
    piece_of = {}
    for line in lines:
        joined = set(line).union(*(piece_of.get(point, ()) for point in line))
        piece_of.update(dict.fromkeys(joined, joined))
    return len({id(piece) for piece in piece_of.values()})


def test_between_neighbours_there_is_neither_gap_nor_overlap():
    """Then an edge that one unit has for itself lies on the outer line of the mainland or of an island."""
    owners = Counter(edge for shape in shapes.shapes() for edge in edges(shape))
    outer = {edge for edge, number in owners.items() if number == 1}
    rings = [set(map(frozenset, pairwise([*ring, ring[0]]))) for shape in shapes.shapes() for ring in shape.rings]
    islands = [ring for ring in rings if ring <= outer]

    assert max(owners.values()) == 2
    assert pieces(outer) == 1 + len(islands)


@pytest.mark.parametrize("oblast", [Oblast.KYIV_CITY, Oblast.SEVASTOPOL])
def test_small_units_stay_visible(oblast):
    assert area(shape_of(oblast).rings[0]) > 400


def test_the_city_of_kyiv_is_a_hole_in_its_oblast():
    outer, hole = shape_of(Oblast.KYIVSKA).rings

    assert set(hole) == set(shape_of(Oblast.KYIV_CITY).rings[0])
    assert area(hole) < area(outer)


def test_the_path_draws_the_rings():
    shape = shape_of(Oblast.MYKOLAIVSKA)

    drawn = []
    for start_x, start_y, steps in re.findall(r"M(\d+) (\d+)l([^z]*)z", shape.path):
        ring = [(int(start_x), int(start_y))]
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        drawn.append(tuple(ring))

    assert tuple(drawn) == shape.rings


def test_east_is_right_and_north_is_up():
    kyiv, kharkiv, odesa = (shapes.place(*place) for place in [(50.45, 30.52), (49.98, 36.25), (46.48, 30.73)])

    assert kyiv[0] < kharkiv[0]
    assert kyiv[1] < odesa[1]
