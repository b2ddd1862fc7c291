import pytest

from tests.browser.pages import PREFIXES, READABLE, show

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
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


def test_reader_gets_from_home_to_an_initiative_with_the_keyboard_alone(quiet_page, portal):
    quiet_page.goto(portal.url)
    quiet_page.keyboard.press("Tab")
    assert quiet_page.evaluate("document.activeElement.className") == "skip-link"
    quiet_page.keyboard.press("Enter")
    link = quiet_page.locator("main a[href^='/initiatives/']").last
    link.focus()
    quiet_page.keyboard.press("Enter")
    quiet_page.wait_for_url("**/initiatives/*/")
    assert quiet_page.locator("h1").count() == 1


def test_language_switch_keeps_the_page_and_its_filters(quiet_page, portal):
    quiet_page.goto(f"{portal.url}/cities/?oblast=lvivska")
    quiet_page.click("a.language-switch")
    assert quiet_page.url == f"{portal.url}/en/cities/?oblast=lvivska"
    quiet_page.click("a.language-switch")
    assert quiet_page.url == f"{portal.url}/cities/?oblast=lvivska"
