"""Colours: as legible as docs/design.md says, and legible enough."""

import re

import pytest
from django.conf import settings

from portal.pages.styleguide import colours, contrast

DOCUMENTED = re.findall(
    r"^\| ([\w-]+) on ([\w-]+)(?: \((.*)\))? \| ([\d.]+) \| ([\d.]+) \|$",
    (settings.BASE_DIR / "docs/design.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
# Edges of controls and of the focus need less than text. WCAG 2.2, 1.4.3 and 1.4.11.
EDGES = {"line-strong", "focus"}


def test_design_documents_its_pairs():
    assert len(DOCUMENTED) > 10


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("row", DOCUMENTED, ids=lambda row: f"{row[0]} on {row[1]}")
def test_pair_has_the_contrast_that_is_documented_and_needed(row, scheme):
    colour, ground, _what, *documented = row
    measured = contrast(colours()[colour][scheme], colours()[ground][scheme])

    assert f"{measured:.1f}" == documented[scheme]
    assert measured >= (3 if colour in EDGES else 4.5)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("thread", ["red", "ink", "blue", "wheat", "cherry", "amber", "green", "sky"])
def test_threads_can_be_seen_on_their_cloth(thread, scheme):
    assert contrast(colours()[f"thread-{thread}"][scheme], colours()["sheet"][scheme]) >= 3


def test_contrast_of_black_and_white_is_what_the_guidelines_say():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
