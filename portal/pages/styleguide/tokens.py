"""The design's values, read from where pages take them."""

import re

from django.conf import settings

TOKENS = settings.BASE_DIR / "static/css/tokens.css"
ICONS = settings.BASE_DIR / "templates/icons"

# Which colour stands on which: what docs/design.md promises a contrast for.
PAIRS = [
    ("ink", "paper"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("action", "paper"),
    ("action", "sheet"),
    ("on-action", "action"),
    ("on-accent", "accent"),
    ("care", "care-ground"),
    ("good", "good-ground"),
    ("wrong", "wrong-ground"),
    ("line-strong", "sheet"),
    ("focus", "paper"),
    ("on-night", "night"),
    ("on-night-soft", "night"),
    ("accent", "night"),
]


def colours() -> dict[str, tuple[str, str]]:
    """The colours of tokens.css by their names, each as it is in the light and in the dark scheme ("#rrggbb")."""
    css = TOKENS.read_text(encoding="utf-8")
    plain = {name: (value, value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css)}
    paired = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", css)
    return plain | {name: (light, dark) for name, light, dark in paired}


def contrast(colour: str, ground: str) -> float:
    """The contrast ratio of two colours, 1 to 21. WCAG 2.2, "relative luminance" and "contrast ratio"."""
    darker, lighter = sorted((_luminance(colour), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def pairs() -> list[dict]:
    """Each pair with its names and, for the light and the dark scheme, both values and their contrast."""
    values = colours()
    return [
        {
            "colour": colour,
            "ground": ground,
            "schemes": [
                (front, back, contrast(front, back)) for front, back in zip(values[colour], values[ground], strict=True)
            ],
        }
        for colour, ground in PAIRS
    ]


def icons() -> list[str]:
    """The names of all icons."""
    return sorted(path.stem for path in ICONS.glob("*.svg"))
