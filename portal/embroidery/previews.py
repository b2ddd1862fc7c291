"""Pictures that networks and messengers show beside a link: a page's title and an embroidered edge.

All that a picture shows stands signed in its address, so that drawing it asks no database, and a changed title gets a
new address.
"""

import logging
import re
import unicodedata
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.signing import Signer
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from PIL import Image, ImageColor, ImageDraw, ImageFont

from portal.structured_data import absolute

from .band import tile
from .icons import NIGHT, PAPER, WHEAT
from .threads import THREADS, pair_of

logger = logging.getLogger(__name__)

# Raise it whenever the drawing changes: neither our cache nor a browser's looks again at an address that it knows.
EDITION = 1
SIGNER = Signer(salt=f"portal.embroidery.previews.{EDITION}")

WIDTH, HEIGHT = 1200, 630
SOFT = "#c0c9de"
MARGIN = 72
# The edge is a band turned by a quarter: so many whole tiles, in stitches of so many pixels, are as high as all.
TILES, STITCH = 3, 9
LONGEST_TITLE, LONGEST_KICKER = 240, 80
TITLE_SIZES = [72, 64, 56, 50, 44]
TITLE_LINES = 4


class Preview(NamedTuple):
    """What a picture shows."""

    language: str
    title: str
    kicker: str
    code: str


def preview_address(*, title: str, kicker: str, code: str) -> str:
    """The absolute address of a picture in the active language."""
    shown = Preview(get_language(), title[:LONGEST_TITLE], kicker[:LONGEST_KICKER], code)
    token = SIGNER.sign_object(list(shown), compress=True)
    return absolute(reverse("embroidery:preview", args=[token]))


def preview_png(token: str) -> bytes:
    """The picture of a token, drawn once. Raises BadSignature for a token that this portal did not make."""
    preview = Preview(*SIGNER.unsign_object(token))
    key = f"{EDITION}-{sha256(token.encode()).hexdigest()}"
    png = cached(key)
    if png is None:
        png = as_png(draw(preview))
        keep(key, png)
    return png


# Whatever happens to the cache, a full disk or a lost server, the picture can still be drawn.


def cached(key: str) -> bytes | None:
    try:
        return caches["previews"].get(key)
    except Exception:
        logger.exception("The cache of previews cannot be read.")
        return None


def keep(key: str, png: bytes) -> None:
    try:
        caches["previews"].set(key, png)
    except Exception:
        logger.exception("The cache of previews cannot be written.")


def as_png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.quantize(palette=palette(), dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


@cache
def palette() -> Image.Image:
    """The colours of all pictures: writing on night, threads on paper, and what lies between them at soft edges."""
    blends = [(NIGHT, PAPER), (NIGHT, WHEAT), (NIGHT, SOFT), *((PAPER, thread.light) for thread in THREADS.values())]
    colours = [
        round(back + (front - back) * step / 9)
        for ground, colour in blends
        for step in range(10)
        for back, front in zip(ImageColor.getrgb(ground), ImageColor.getrgb(colour), strict=True)
    ]
    image = Image.new("P", (1, 1))
    image.putpalette(colours)
    return image


def draw(preview: Preview) -> Image.Image:
    """The picture, ``WIDTH`` by ``HEIGHT``. Characters that the face lacks are left out."""
    with override(preview.language):
        name = gettext("Ukrainian Association of Learning Cities")
    image = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
    edge = edge_of(preview.code)
    image.paste(edge, (WIDTH - edge.width, 0))
    canvas = ImageDraw.Draw(image)
    room = WIDTH - edge.width - 2 * MARGIN

    kicker = fitted(printable(preview.kicker), [32], 1, room)
    write(canvas, kicker, WHEAT, baseline=MARGIN + 26)
    title = fitted(printable(preview.title), TITLE_SIZES, TITLE_LINES, room)
    write(canvas, title, PAPER, baseline=MARGIN + 62 + title.size)
    own_name = fitted(name, [28, 26, 24], 1, room)
    canvas.rectangle((MARGIN, HEIGHT - MARGIN - 52, MARGIN + 64, HEIGHT - MARGIN - 49), fill=WHEAT)
    write(canvas, own_name, SOFT, baseline=HEIGHT - MARGIN)
    return image


# The embroidered edge


@lru_cache(maxsize=64)
def edge_of(code: str) -> Image.Image:
    """Whole tiles above one another on paper, as high as the picture."""
    grid = tile(code)
    stitches = [sprite(THREADS[name].light) for name in pair_of(code)]
    edge = Image.new("RGB", ((len(grid) + 2) * STITCH, HEIGHT), PAPER)
    above = (HEIGHT - TILES * len(grid[0]) * STITCH) // 2
    for across, row in enumerate(grid, start=1):
        for down, thread in enumerate(row * TILES):
            if thread:
                edge.paste(stitches[thread - 1], (across * STITCH, above + down * STITCH))
    return edge


def sprite(colour: str) -> Image.Image:
    """One cross with round ends, drawn eight times as large and made smooth."""
    size = 8 * STITCH
    large = Image.new("RGB", (size, size), PAPER)
    canvas = ImageDraw.Draw(large)
    near, far, radius = size * 0.16, size * 0.84, size * 0.15
    for ends in (((near, near), (far, far)), ((far, near), (near, far))):
        canvas.line(ends, fill=colour, width=round(2 * radius))
        for end in ends:
            canvas.circle(end, radius, fill=colour)
    return large.resize((STITCH, STITCH), Image.Resampling.LANCZOS)


# Text. The face comes in two files, as the pages load it: one for Cyrillic, one for the rest.

CYRILLIC = "\u0301\u0400-\u045f\u0490\u0491\u2116"
OTHER = "\u0020-\u007e\u00a0-\u00ff\u02bc\u2010-\u2026\u2030-\u203a\u20ac\u2190-\u2193\u2212"
RUNS = re.compile(f"[{CYRILLIC}]+|[{OTHER}]+")


class Fitted(NamedTuple):
    """Lines of text and the size of type in which they fit."""

    lines: list[str]
    size: int


@lru_cache(maxsize=32)
def face(file: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / file, size)
    font.set_variation_by_axes([600])
    return font


def runs(text: str, size: int):
    """Parts of the text, each with the face that has its letters."""
    for run in RUNS.findall(text):
        yield run, face("onest-cyrillic.woff2" if re.match(f"[{CYRILLIC}]", run) else "onest-latin.woff2", size)


def width_of(text: str, size: int) -> float:
    return sum(font.getlength(run) for run, font in runs(text, size))


def printable(text: str) -> str:
    """The text in letters that the face has, on one line."""
    composed = unicodedata.normalize("NFC", re.sub(r"[\s\x00-\x1f]+", " ", text))
    kept = "".join(sign if RUNS.fullmatch(sign) else plain(sign) for sign in composed)
    return re.sub(r" +", " ", kept).strip()


# Letters that no rule of Unicode takes apart.
WITHOUT_STROKE = str.maketrans("ŁłĐđ", "LlDd")


def plain(sign: str) -> str:
    """The letter below a foreign accent, or nothing."""
    base = unicodedata.normalize("NFKD", sign)[0].translate(WITHOUT_STROKE)
    return base if RUNS.fullmatch(base) else ""


def fitted(text: str, sizes: list[int], most_lines: int, room: int) -> Fitted:
    """The text in the largest size in which it takes no more lines than it may; in the last it ends in an ellipsis."""
    for size in sizes:
        widest = max(width_of(word, size) for word in text.split(" "))
        lines = wrapped(text, size, room)
        if len(lines) <= most_lines and widest <= room:
            return Fitted(balanced(text, size, len(lines), range(room, int(widest) + 1, -24)), size)
    if len(lines) > most_lines:
        last = lines[most_lines - 1]
        while last and width_of(f"{last}…", size) > room:
            last = (last.rpartition(" ")[0] or last[:-1]).rstrip(" .,:;–")
        lines = [*lines[: most_lines - 1], f"{last}…"]
    return Fitted(lines, size)


def balanced(text: str, size: int, number: int, rooms: range) -> list[str]:
    """So many lines, about as long as one another: those of the narrowest room that needs no more of them."""
    lines = [text]
    for room in rooms:
        narrower = wrapped(text, size, room)
        if len(narrower) > number:
            break
        lines = narrower
    return lines


def wrapped(text: str, size: int, room: int) -> list[str]:
    """Lines that are no wider than the room. A word that is wider alone is broken where it must be."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if width_of(longer, size) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if width_of(lines[-1] + letter, size) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def write(canvas: ImageDraw.ImageDraw, text: Fitted, colour: str, *, baseline: int) -> None:
    """Write the lines from the left margin on, the first of them on the baseline."""
    for number, line in enumerate(text.lines):
        x = float(MARGIN)
        for run, font in runs(line, text.size):
            canvas.text((x, baseline + round(number * text.size * 1.16)), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)
