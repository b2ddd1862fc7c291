"""The style page in a real browser: axe-core finds nothing among all components, and none is wider than a telephone."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import PREFIXES, label
from tests.browser.test_accessibility import WIDTHS, findings

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_axe_finds_nothing_on_the_style_page(staff_page, portal, prefix, scheme):
    staff_page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    staff_page.goto(f"{portal.url}{prefix}/styleguide/")
    staff_page.evaluate(AXE_SCRIPT)
    found = []
    for width in WIDTHS:
        staff_page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {finding}" for finding in findings(staff_page)]

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_style_page_fits_the_narrowest_telephone(staff_page, portal, prefix):
    staff_page.set_viewport_size({"width": 320, "height": 640})
    staff_page.goto(f"{portal.url}{prefix}/styleguide/")

    assert staff_page.evaluate("document.documentElement.scrollWidth") == 320
    assert staff_page.evaluate("document.activeElement.tagName") == "BODY"
