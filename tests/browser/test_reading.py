import pytest

from tests.browser.pages import PREFIXES, READABLE, show

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_pages_fit_the_screen_and_nothing_complains(quiet_page, portal, prefix, width, scheme):
    quiet_page.set_viewport_size({"width": width, "height": 800})
    quiet_page.emulate_media(color_scheme=scheme)
    too_wide = []
    for page_type in READABLE:
        show(quiet_page, portal, page_type, prefix)
        if quiet_page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(page_type.path)
    assert too_wide == []
