"""Small pictures: the heart of a place's motif, and the association's own mark with the files made of it."""

from pathlib import Path

from PIL import Image, ImageDraw

from .canvas import RADIUS, Canvas, Grid, petals, stem

CORE_RADIUS = 5
NIGHT, WHEAT, PAPER = "#0f1b3a", "#f2b530", "#fbf8f1"

# Files of the mark and their widths. They fill the square, because devices cut them to a shape of their own.
FILES = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
# Devices may cut all but a circle of four fifths of the width; the mark keeps well inside.
MARK_SHARE = 0.58


def core(grid: Grid) -> Grid:
    """The middle of a motif: ``2 * CORE_RADIUS + 1`` rows, few enough to be told apart in a browser's tab."""
    inner = slice(RADIUS - CORE_RADIUS, RADIUS + CORE_RADIUS + 1)
    return tuple(row[inner] for row in grid[inner])


def mark() -> Grid:
    """The association's star in nine rows: thread 1 is wheat, thread 2 the colour of paper."""
    canvas = Canvas()
    canvas.put(petals(2), 1)
    canvas.put(stem(4, 4) + stem(0, 0), 2)
    return canvas.grid(4)


def draw_files(folder: Path) -> None:
    """Write the PNG files of the mark. After a change: ``draw_files(settings.BASE_DIR / "static")`` in the shell."""
    for name, width in FILES.items():
        draw_mark(width).quantize(16).save(folder / name, optimize=True)


def draw_mark(width: int) -> Image.Image:
    grid = mark()
    image = Image.new("RGB", (width, width), NIGHT)
    canvas = ImageDraw.Draw(image)
    # Whole pixels, so that squares have sharp sides.
    cell = round(width * MARK_SHARE / len(grid))
    start = (width - cell * len(grid)) // 2
    for y, row in enumerate(grid):
        for x, thread in enumerate(row):
            if thread:
                left, top = start + x * cell, start + y * cell
                canvas.rectangle((left, top, left + cell - 1, top + cell - 1), fill=(WHEAT, PAPER)[thread - 1])
    return image
