"""Small charts as figures for SVG, with the numbers that the same table shows in words."""

from dataclasses import dataclass

WIDTH, HEIGHT = 160, 12  # of a bar's track, in the units of the drawing


@dataclass(frozen=True)
class Bar:
    """A line of a chart: ``value`` is what it measures, ``text`` how it is said, ``length`` its part of the track."""

    label: str
    value: float
    text: str
    length: float


def bars(rows, most=None) -> list[Bar]:
    """Bars of (label, value, text); the longest, or ``most``, fills the track."""
    rows = list(rows)
    most = most or max((value for _label, value, _text in rows), default=0)
    return [Bar(label, value, text, round(WIDTH * value / most, 1) if most else 0) for label, value, text in rows]
