import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from portal.embroidery.areas import AREAS
from portal.embroidery.threads import PAIRS, THREADS

LVIV, SUMY = "UA46060250000025047", "UA59080270000073662"


def page(source, **context):
    request = RequestFactory().get("/")
    return Template(f"{{% load embroidery %}}{source}").render(RequestContext(request, context))


def ids(html):
    return re.findall(r' id="([^"]+)"', html)


def uses(html):
    return re.findall(r'<use href="#([^"]+)"', html)


@pytest.mark.parametrize(("size", "tiles"), [("card", 6), ("banner", 20)])
def test_band_has_whole_tiles_and_draws_the_stitches_once(size, tiles):
    html = page("{% ornament_band code size %}", code=LVIV, size=size)

    assert f"ornament--{size}" in html
    assert html.count("<svg ") == tiles
    assert html.count("<path ") == 2


@pytest.mark.parametrize(
    "tag", ["{% ornament_band code %}", "{% ornament_medallion code %}", "{% area_motif 'governance' %}"]
)
def test_ornament_is_hidden_from_screen_readers_and_has_no_inline_style(tag):
    html = page(tag, code=LVIV)

    assert re.match(r'<(div|svg) [^>]*aria-hidden="true"', html.strip())
    assert "style" not in html


def test_ids_are_unique_though_a_city_comes_twice_and_in_included_templates():
    html = page(
        "{% ornament_band code %}{% ornament_medallion code %}"
        "{% for slug in slugs %}{% include card with slug=slug only %}{% endfor %}",
        code=LVIV,
        slugs=[*AREAS, *AREAS],
        card=Template("{% load embroidery %}{% area_motif slug %}{% ornament_band 'UA46060250000025047' %}"),
    )

    assert len(ids(html)) == len(set(ids(html)))
    assert set(uses(html)) <= set(ids(html))


def test_ids_are_the_same_whenever_a_page_is_drawn():
    assert page("{% ornament_band code %}", code=LVIV) == page("{% ornament_band code %}", code=LVIV)


def test_ornament_needs_no_request():
    template = Template("{% load embroidery %}{% ornament_medallion code %}{% ornament_medallion code %}")

    found = ids(template.render(Context({"code": LVIV})))

    assert len(found) == len(set(found)) == 6


@pytest.mark.parametrize("code", ["", None])
def test_without_a_code_the_association_has_its_own_ornament(code):
    assert page("{% ornament_band code %}", code=code) == page("{% ornament_band 'association' %}")


def test_code_from_outside_is_escaped_away():
    assert "<script" not in page("{% ornament_band code %}{% area_motif code %}", code="<script>alert(1)</script>")


def test_cities_differ_and_neighbours_share_their_threads():
    lviv, sumy = (page("{% ornament_medallion code %}", code=code) for code in (LVIV, SUMY))

    assert re.findall(r' d="[^"]+"', lviv) != re.findall(r' d="[^"]+"', sumy)
    assert "threads-blue-wheat" in lviv
    assert "threads-green-red" in sumy


def test_a_further_card_weighs_little():
    codes = [f"UA46{number:015}" for number in range(24)]

    few, many = (
        len(gzip.compress(page("{% for code in codes %}{% ornament_band code %}{% endfor %}", codes=some).encode()))
        for some in (codes[:1], codes)
    )

    assert (many - few) / 23 <= 200


# Colours


def test_every_pair_of_threads_has_its_rule():
    css = (settings.BASE_DIR / "static/css/components.css").read_text(encoding="utf-8")

    for first, second in PAIRS:
        rule = css.partition(f".threads-{first}-{second} {{")[2].partition("}")[0]
        assert rule.split() == ["--thread-1:", f"var(--thread-{first});", "--thread-2:", f"var(--thread-{second});"]


@pytest.mark.parametrize("name", THREADS)
def test_pictures_have_the_colours_of_the_pages(name):
    css = Path(settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")

    assert f"--thread-{name}: light-dark({THREADS[name].light}, {THREADS[name].dark});" in css


# Addresses of previews


def address(**context):
    return page("{% preview_url title kicker code %}", **{"title": "Львів", "kicker": "", "code": LVIV} | context)


def test_preview_url_is_absolute_and_stays_the_same(settings):
    settings.SITE_URL = "https://portal.example.org"

    assert re.fullmatch(r"https://portal\.example\.org/previews/[\w.:-]+\.png", address())
    assert address() == address()


@pytest.mark.parametrize("changed", [{"title": "Суми"}, {"kicker": "Місто"}, {"code": SUMY}])
def test_preview_url_changes_with_what_it_shows(changed):
    assert address(**changed) != address()


def test_preview_url_changes_with_the_language():
    with translation.override("en"):
        english = address()

    assert english != address()


def test_preview_url_of_an_endless_title_stays_short():
    assert len(address(title="Дуже довга назва " * 500)) < 600
