import re
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings as portal_settings
from django.core.cache import caches
from django.utils import translation
from PIL import Image, ImageChops

from portal.embroidery import previews
from portal.embroidery.icons import FILES, draw_mark, mark
from portal.embroidery.previews import HEIGHT, MARGIN, WIDTH, Preview, draw, edge_of, preview_address

LVIV, SUMY = "UA46060250000025047", "UA59080270000073662"
LONG = "Центри едукації в міських бібліотеках для кожної мешканки й кожного мешканця громади "


@pytest.fixture(autouse=True)
def _no_previews_kept(settings, tmp_path):
    previews_cache = settings.CACHES["previews"] | {"LOCATION": tmp_path / "previews"}
    settings.CACHES = settings.CACHES | {"previews": previews_cache}


def preview_path(title="Львів", kicker="Львівська область", code=LVIV):
    return urlsplit(preview_address(title=title, kicker=kicker, code=code)).path


def picture(title="Львів", kicker="", code=LVIV, language="uk"):
    return draw(Preview(language, title, kicker, code))


def same(one, two):
    return ImageChops.difference(one, two).getbbox() is None


# Icons of places


def test_icon_is_a_drawing_that_follows_the_scheme(client):
    response = client.get(f"/ornaments/{LVIV}.svg")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ElementTree.fromstring(response.content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 – our own
    assert b"prefers-color-scheme:dark" in response.content


def test_icon_allows_its_own_style_and_nothing_else(client):
    response = client.get(f"/ornaments/{LVIV}.svg")

    style = re.search("<style>(.*)</style>", response.text)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert response["Content-Security-Policy"] == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_icons_of_cities_differ(client):
    assert client.get(f"/ornaments/{LVIV}.svg").content != client.get(f"/ornaments/{SUMY}.svg").content


@pytest.mark.parametrize(
    "code", ["UA4606025000002504", f"{LVIV}0", "ua46060250000025047", "XX46060250000025047", "lviv"]
)
def test_icon_of_what_is_no_code_is_not_found(client, code):
    assert client.get(f"/ornaments/{code}.svg").status_code == 404


# Previews, as networks fetch them


def test_preview_is_a_small_png_of_the_size_that_networks_want(client):
    response = client.get(preview_path(title=LONG * 3, kicker="Ініціатива"))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(response.content) < 40_000
    with Image.open(BytesIO(response.content)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize("token", ["x", "WyJ1ayIsItCb0YzQstGW0LIiLCIiLCIiXQ:aaaa", ":", "a:b:c"])
def test_preview_of_a_token_that_is_not_ours_is_not_found(client, token):
    assert client.get(f"/previews/{token}.png").status_code == 404


def test_preview_of_a_token_that_was_changed_is_not_found(client):
    payload, signature = preview_path().rsplit(":", 1)

    assert client.get(f"{payload}A:{signature}").status_code == 404


def test_preview_is_drawn_once(client, monkeypatch):
    drawn = []
    monkeypatch.setattr(previews, "draw", lambda preview: drawn.append(preview) or draw(preview))

    first, second = (client.get(preview_path()).content for _ in range(2))

    assert len(drawn) == 1
    assert first == second


class BrokenCache:
    def get(self, key):
        raise OSError("no disk")

    def set(self, key, value):
        raise OSError("no disk")


def test_preview_is_drawn_though_its_cache_is_broken(client, monkeypatch, caplog):
    monkeypatch.setattr(previews, "caches", {"previews": BrokenCache()})

    response = client.get(preview_path())

    assert response.status_code == 200
    assert [record.message for record in caplog.records if record.name == previews.__name__] == [
        "The cache of previews cannot be read.",
        "The cache of previews cannot be written.",
    ]


def test_preview_is_drawn_again_where_its_kept_file_is_damaged(client):
    whole = client.get(preview_path()).content
    for file in Path(caches["previews"]._dir).iterdir():
        file.write_bytes(b"rubbish")

    assert client.get(preview_path()).content == whole


def test_preview_asks_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get(preview_path())


# What is drawn


@pytest.mark.parametrize(("one", "two"), [("г", "ґ"), ("и", "і"), ("і", "ї"), ("е", "є"), ("«а»", '"а"'), ("’", "")])
def test_each_ukrainian_sign_has_its_own_shape(one, two):
    assert not same(picture(one), picture(two))


def test_edge_is_the_ornament_of_the_place():
    assert same(picture(code=LVIV), picture(code=LVIV))
    assert not same(picture(code=LVIV), picture(code=SUMY))


def test_name_of_the_association_is_in_the_language_of_the_page():
    assert not same(picture(language="uk"), picture(language="en"))
    assert translation.get_language() == "uk"


@pytest.mark.parametrize(
    "title",
    [LONG * 10, "Щ" * 400, "W" * 30, "Ш" * 30 + " і " + "навчання " * 40, "слово " * 100],
    ids=["sentence", "one word", "wide letters", "wide word", "short words"],
)
def test_no_title_leaves_its_box(title):
    empty = picture(title="")
    right = WIDTH - edge_of(LVIV).width - MARGIN

    left, top, most_right, bottom = ImageChops.difference(picture(title=title), empty).getbbox()

    assert left >= MARGIN - 4  # a letter may lean out by a hair
    assert most_right <= right + 4
    assert top >= MARGIN + 40
    assert bottom <= HEIGHT - MARGIN - 60


def test_title_that_is_too_long_ends_in_an_ellipsis():
    fitted = previews.fitted(LONG * 10, previews.TITLE_SIZES, 4, 800)

    assert len(fitted.lines) == 4
    assert fitted.lines[-1].endswith("…")


def test_title_is_as_large_as_it_may_be():
    sizes = [previews.fitted(LONG[:length], previews.TITLE_SIZES, 4, 800).size for length in (10, 60, 85)]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 72


def test_lines_are_about_as_long_as_one_another():
    assert previews.fitted("University of the third age", [72], 4, 820).lines == ["University of", "the third age"]


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "😀👩‍🏫",
        "שלום עולם",
        "مرحبا",
        "学习城市",
        "\x00\x07\x1b",
        "\u202eкіно",
        "a\u0301\u0301",
        "\ud800",
        "\n\t",
    ],
)
def test_odd_titles_are_drawn_all_the_same(title):
    assert picture(title=title).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Місто\x00, що\nнавчається", "Місто , що навчається"),
        ("Львів 😀", "Львів"),
        ("\u202eкіно", "кіно"),
        ("Łódź", "Lódz"),
        ("и\u0306", "й"),
        ("Їжак’ґ — «так»", "Їжак’ґ — «так»"),
    ],
)
def test_signs_that_the_face_lacks_are_left_out(title, shown):
    assert previews.printable(title) == shown


# The mark


@pytest.mark.parametrize(("name", "width"), FILES.items())
def test_files_of_the_mark_are_as_it_is_drawn(name, width):
    with Image.open(portal_settings.BASE_DIR / "static" / name) as image:
        assert image.size == (width, width)
        assert same(image.convert("RGB"), draw_mark(width))


def test_mark_keeps_clear_of_what_devices_cut_off():
    left, top, right, bottom = ImageChops.difference(
        draw_mark(512), Image.new("RGB", (512, 512), draw_mark(512).getpixel((0, 0)))
    ).getbbox()

    assert min(left, top, 512 - right, 512 - bottom) >= 512 * 0.15


def test_mark_is_symmetric():
    grid = mark()

    assert grid == grid[::-1] == tuple(zip(*grid, strict=True))
