"""The map of cities and the same as a list. What they say themselves is checked in English."""

import gzip
import html
import math
import re
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from django.utils import translation

from cities.constellation import NARROW_SIZE, REACH, WIDE_SIZE, constellation
from cities.models import City
from cities.oblasts import Oblast
from cities.register import settlements
from cities.shapes import place
from portal.publishing.models import Status
from portal.starter.loading import load_starter
from tests.factories import make_city, make_initiative, make_membership, make_network, make_partner, make_war_status

pytestmark = pytest.mark.django_db

LVIV = {"name_uk": "Львів", "name_en": "Lviv", "latitude": "49.83826", "longitude": "24.02324"}
KYIV = {"name_uk": "Київ", "name_en": "Kyiv", "latitude": "50.45466", "longitude": "30.52380"}
POLTAVA = {"name_uk": "Полтава", "name_en": "Poltava", "latitude": "49.58925", "longitude": "34.55367"}
SUMY = {"name_uk": "Суми", "name_en": "Sumy", "latitude": "50.91741", "longitude": "34.79906"}
# Between Lviv and Kyiv, a little off the straight line.
DUBNO = {"name_uk": "Дубно", "name_en": "Dubno", "latitude": "50.13500", "longitude": "27.00000"}


def make_member(**overrides):
    city = make_city(**overrides)
    make_membership(city=city)
    return city


def draw(language="en", selected=()):
    """The figure as a page shows it."""
    with translation.override(language):
        shown = constellation(City.objects.published().in_directory())
        template = engines["django"].from_string("{% load constellation %}{% constellation map selected=selected %}")
        return template.render({"map": shown, "selected": selected})


def svg_of(figure):
    return ET.fromstring(re.search(r"<svg.*</svg>", figure, re.DOTALL)[0])  # noqa: S314 – our own text


def stars_of(figure):
    """The links of cities by their names."""
    stars = svg_of(figure).findall("./a")
    return {star.get("aria-label"): star for star in stars}


def threads_of(figure):
    """For each kind of line how many there are."""
    paths = svg_of(figure).findall("./g[@class='constellation__threads']/path")
    return [(path.get("class").rpartition("--")[2], path.get("d").count("M")) for path in paths]


def words_of_list(figure):
    words = html.unescape(re.sub(r"<[^>]+>", " ", re.search(r"<details.*</details>", figure, re.DOTALL)[0]))
    return re.sub(r" (?=[,.:;])", "", " ".join(words.split()))


def point_of(star):
    return tuple(map(int, re.findall(r"\d+", star.get("transform"))))


class Label(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other):
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def labels_of(figure, width, size):
    """The names that always show on the map of this width, with boxes of average letters."""
    labels = []
    for star in stars_of(figure).values():
        x, y = point_of(star)
        for text in star.findall("text"):
            if f"star__name--{width}" in text.get("class") and "crowded" not in text.get("class"):
                long = 0.54 * size * len(text.text)
                left = x + int(text.get("x")) - {"start": 0, "middle": long / 2, "end": long}[text.get("text-anchor")]
                baseline = y + int(text.get("y")) + float(text.get("dy").removesuffix("em")) * size
                labels.append(Label(text.text, left, baseline - 0.7 * size, left + long, baseline + 0.2 * size))
    return labels


def points_of(figure, radius):
    for name, star in stars_of(figure).items():
        x, y = point_of(star)
        yield Label(name, x - radius, y - radius, x + radius, y + radius)


# Cities


@pytest.mark.parametrize(("language", "prefix", "name"), [("uk", "", "Львів"), ("en", "/en", "Lviv")])
def test_a_city_is_a_link_where_it_lies(language, prefix, name):
    make_member(slug="lviv", **LVIV)

    star = stars_of(draw(language))[name]

    assert star.get("href") == f"{prefix}/cities/lviv/"
    assert point_of(star) == tuple(map(round, place(49.83826, 24.02324)))


def test_a_link_tells_how_much_the_city_does():
    lviv = make_member(**LVIV)
    make_initiative(city=lviv)
    make_initiative(city=make_member(**KYIV), partner_cities=[lviv])

    assert set(stars_of(draw())) == {"Lviv, 2 initiatives", "Kyiv, 1 initiative"}


def test_a_name_without_english_is_marked_as_ukrainian():
    make_member(**LVIV | {"name_en": ""})

    star = stars_of(draw())["Львів"]

    assert [text.get("lang") for text in star.findall("text")] == ["uk", "uk"]


def test_members_of_networks_are_brighter():
    make_member(**LVIV)
    make_initiative(city=make_city(**KYIV))

    stars = stars_of(draw())

    assert stars["Lviv"].get("class") == "star star--networked"
    assert stars["Kyiv, 1 initiative"].get("class") == "star"


def test_the_war_takes_no_light_from_a_city():
    make_member(slug="free", **LVIV)
    before = draw()
    make_war_status(city=City.objects.get(), kind="occupied")

    assert draw() == before


def test_a_city_without_a_place_stands_in_the_list_alone():
    make_member(name_uk="Галицинове", name_en="Halytsynove")

    figure = draw()

    assert stars_of(figure) == {}
    assert "Halytsynove" in words_of_list(figure)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_the_map_leaks_nothing_that_is_not_published(status):
    lviv, kyiv = make_member(**LVIV), make_member(**KYIV)
    make_member(name_uk="Таємне", name_en="Secret", status=status)
    make_initiative(city=lviv, partner_cities=[kyiv], title_uk="Таємна", title_en="Secret", status=status)
    make_partner(cities=[lviv, kyiv], name_uk="Таємний", name_en="Secret", status=status)

    figure = draw()

    assert set(stars_of(figure)) == {"Lviv", "Kyiv"}
    assert threads_of(figure) == []
    assert "Secret" not in figure


def test_without_cities_there_is_no_map():
    assert draw().strip() == ""


def test_points_that_touch_on_the_map_are_drawn_apart():
    make_member(**LVIV)
    make_member(**LVIV | {"name_en": "Same place"})

    (x1, y1), (x2, y2) = map(point_of, stars_of(draw()).values())

    assert (x2 - x1) ** 2 + (y2 - y1) ** 2 >= 20**2


def corners_of(star):
    first, steps = re.match(r"M(-?\d+ -?\d+)l(.*)z", star.find("path").get("d")).groups()
    numbers = [int(number) for number in re.findall(r"-?\d+", f"{first} {steps}")]
    x = y = 0
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x, y


def test_a_lonely_city_is_a_wide_target():
    make_member(**LVIV)

    corners = list(corners_of(stars_of(draw())["Lviv"]))

    assert max(x for x, _ in corners) - min(x for x, _ in corners) == 2 * REACH
    assert REACH * 328 / 1000 >= 12  # px on a telephone


def test_the_target_of_a_city_ends_where_its_neighbour_is_nearer():
    make_member(**LVIV)
    make_member(**LVIV | {"name_en": "East", "longitude": "24.62324"})

    stars = stars_of(draw())
    lviv, east = point_of(stars["Lviv"]), point_of(stars["East"])
    corners = [(lviv[0] + x, lviv[1] + y) for x, y in corners_of(stars["Lviv"])]
    nearer_to_east = [math.dist(corner, lviv) - math.dist(corner, east) for corner in corners]

    assert math.dist(lviv, east) < 2 * REACH
    assert max(nearer_to_east) == pytest.approx(0, abs=1.5)


# Names


@pytest.mark.parametrize(("width", "size", "radius"), [("wide", WIDE_SIZE, 7), ("narrow", NARROW_SIZE, 9)])
@pytest.mark.parametrize("language", ["uk", "en"])
def test_names_lie_on_no_other_name_and_no_other_point(language, width, size, radius):
    network = make_network()
    for known in sorted(settlements().values(), key=lambda known: -known.population)[:40]:
        place_of_it = {"latitude": str(known.lat), "longitude": str(known.lon)}
        city = make_city(name_uk=known.name_uk, name_en=known.name_en, **place_of_it)
        make_membership(city=city, network=network)

    figure = draw(language)
    labels = labels_of(figure, width, size)
    on_names = [(one.text, other.text) for one, other in combinations(labels, 2) if one.touches(other)]
    points = list(points_of(figure, radius))
    on_points = [
        (label.text, point.text)
        for label in labels
        for point in points
        if label.text != point.text and label.touches(point)
    ]

    assert len(labels) >= 10
    assert on_names == []
    assert on_points == []


def test_a_name_that_finds_no_room_waits_for_its_point():
    for number in range(9):
        make_member(**LVIV | {"name_en": f"Long name number {number}"})

    names = [text for star in stars_of(draw()).values() for text in star.findall("text")]

    assert {"crowded" in text.get("class") for text in names} == {True, False}
    assert all(text.text for text in names)


def test_who_does_more_is_named_first():
    active = make_member(name_uk="Я", name_en="Zone of the active city", latitude="49.0", longitude="31.0")
    for number in range(9):
        make_member(name_uk="А", name_en=f"Another long name {number}", latitude="49.0", longitude="31.0")
    make_initiative(city=active)

    names = stars_of(draw())["Zone of the active city, 1 initiative"].findall("text")

    assert ["crowded" in text.get("class") for text in names] == [False, False]


# What joins them


def test_an_initiative_joins_its_cities():
    make_initiative(city=make_member(**LVIV), partner_cities=[make_member(**KYIV)])

    assert threads_of(draw()) == [("initiative", 1)]


def test_a_partner_joins_its_cities():
    make_partner(cities=[make_member(**LVIV), make_member(**KYIV)])

    assert threads_of(draw()) == [("partner", 1)]


def test_the_shortest_net_joins_many_cities():
    cities = [make_member(**city) for city in (LVIV, KYIV, POLTAVA, SUMY)]
    make_initiative(city=None, partner_cities=cities)

    figure = draw()

    ends = re.findall(
        r"M(\d+) (\d+)L(\d+) (\d+)", svg_of(figure).find(".//path[@class='thread thread--initiative']").get("d")
    )
    lines = {frozenset([(int(x1), int(y1)), (int(x2), int(y2))]) for x1, y1, x2, y2 in ends}
    lviv, kyiv, poltava, sumy = (
        tuple(map(round, place(city["latitude"], city["longitude"]))) for city in (LVIV, KYIV, POLTAVA, SUMY)
    )
    assert lines == {frozenset([lviv, kyiv]), frozenset([kyiv, poltava]), frozenset([poltava, sumy])}


def test_what_joins_the_same_cities_is_one_line():
    lviv, kyiv = make_member(**LVIV), make_member(**KYIV)
    make_initiative(city=lviv, partner_cities=[kyiv], title_en="Library")
    make_initiative(city=kyiv, partner_cities=[lviv], title_en="School")
    make_partner(cities=[kyiv, lviv], name_en="University")

    figure = draw()

    assert threads_of(figure) == [("initiative", 1)]
    assert svg_of(figure).findtext(".//path[@class='thread thread--initiative']/title") == "Library; School; University"


def test_an_initiative_of_one_city_joins_nothing():
    lviv = make_member(**LVIV)
    make_initiative(city=lviv, partner_cities=[lviv])
    make_partner(cities=[lviv])

    assert threads_of(draw()) == []


def test_a_line_goes_round_a_city_that_it_does_not_join():
    make_initiative(city=make_member(**LVIV), partner_cities=[make_member(**KYIV)])
    straight = svg_of(draw()).find(".//path[@class='thread thread--initiative']").get("d")
    make_member(**DUBNO)

    bent = svg_of(draw()).find(".//path[@class='thread thread--initiative']").get("d")

    assert "L" in straight
    assert "Q" in bent


# Oblasts


def test_each_oblast_leads_to_its_cities_past_the_keyboard():
    make_member(**LVIV)

    group = svg_of(draw()).find("./g[@class='constellation__oblasts']")
    links = group.findall("a")

    assert group.get("aria-hidden") == "true"
    assert {link.get("tabindex") for link in links} == {"-1"}
    assert [link.get("href") for link in links] == [f"/en/cities/?oblast={oblast.slug}" for oblast in Oblast]
    assert [link.findtext("path/title") for link in links] == [oblast.name_en for oblast in Oblast]


def test_the_selected_oblast_stands_out():
    make_member(**LVIV)

    links = svg_of(draw(selected=Oblast.SUMSKA)).findall("./g[@class='constellation__oblasts']/a")

    assert [link.get("href") for link in links if link.get("class")] == ["/en/cities/?oblast=sumska"]
    assert links[-1].get("class") == "is-selected"


# The list


def test_the_list_says_what_the_map_shows():
    lviv, kyiv = make_member(oblast=Oblast.LVIVSKA, **LVIV), make_city(oblast=Oblast.KYIV_CITY, **KYIV)
    make_initiative(city=lviv, partner_cities=[kyiv], title_en="Library")
    make_partner(cities=[lviv, kyiv], name_en="University")

    assert words_of_list(draw()) == (
        "The same as a list: 2 communities "
        "Kyiv City of Kyiv, 1 initiative Joined with others by: Library; University "
        "Lviv Lviv Oblast, member of a network, 1 initiative Joined with others by: Library; University "
        "Who is joined by what Initiative Library: Kyiv, Lviv Partner University: Kyiv, Lviv"
    )


def test_the_list_leads_to_all_it_names():
    lviv, kyiv = make_member(**LVIV), make_member(**KYIV)
    pages = [
        lviv,
        kyiv,
        make_initiative(city=lviv, partner_cities=[kyiv]),
        make_partner(cities=[lviv, kyiv]),
    ]

    links = re.findall(r'href="([^"]+)"', re.search(r"<details.*</details>", draw("uk"), re.DOTALL)[0])

    assert set(links) == {page.get_absolute_url() for page in pages}


def test_a_keyboard_can_jump_to_the_list():
    make_member(**LVIV)

    figure = draw()

    assert re.search(r"<a [^>]*>", figure)[0] == '<a class="constellation__skip" href="#constellation-list">'
    assert figure.count('id="constellation-list"') == 1


def test_the_legend_explains_only_lines_that_are_drawn():
    lviv, kyiv = make_member(**LVIV), make_member(**KYIV)
    without = draw()
    make_partner(cities=[lviv, kyiv])
    with_partner = draw()

    assert "A dashed line joins" not in without
    assert "A dashed line joins" in with_partner
    assert "A line joins" not in with_partner


def test_the_map_names_its_sources():
    make_member(**LVIV)

    assert "Boundaries: Natural Earth (public domain). Coordinates: GeoNames, CC BY 4.0." in draw()


# Cost


@pytest.mark.parametrize("rows", [1, 3])
def test_the_map_takes_three_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        lviv, kyiv = make_member(**LVIV), make_member(**KYIV)
        make_initiative(city=lviv, partner_cities=[kyiv])
        make_partner(cities=[lviv, kyiv])

    with django_assert_num_queries(3):
        draw()


def test_the_map_shows_no_more_cities_than_fit_members_of_networks_first(monkeypatch):
    monkeypatch.setattr("cities.constellation.MOST", 2)
    make_initiative(city=make_city(**KYIV))
    make_member(**POLTAVA)
    make_member(**SUMY)

    figure = draw()

    assert set(stars_of(figure)) == {"Poltava", "Sumy"}
    assert "The map has room for 2 communities" in figure


def test_the_map_of_all_cities_says_nothing_of_others():
    make_member(**POLTAVA)

    assert "The map has room" not in draw()


def test_the_map_of_the_starter_content_is_light():
    load_starter()

    for language in ("uk", "en"):
        svg = re.search(r"<svg.*</svg>", draw(language), re.DOTALL)[0]

        assert svg.count('class="star ') > 10
        assert len(gzip.compress(svg.encode())) <= 12 * 1024


def test_no_style_or_script_stands_in_the_figure():
    make_member(**LVIV)

    assert re.search(r"<script|<style|\sstyle=|\son\w+=", draw()) is None
