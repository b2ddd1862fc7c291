import pytest

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/cities/",
    "/cities/?oblast=lvivska",
    "/cities/melitopol/",
    "/cities/lviv/",
    "/partners/",
    "/partners/dvv-international-ukraine/",
    "/initiatives/",
    "/initiatives/lviv-educatio-network/",
    "/areas/",
    "/areas/families-communities/",
    "/tasks/",
    "/sdgs/quality-education/",
    "/target-groups/",
    "/themes/",
    "/news/",
    "/news/peace-webinar-with-korea/",
    "/events/",
    "/events/adult-education-days-2016/",
    "/about/",
    "/about/key-features/",
    "/join/",
    "/contact/",
    "/privacy/",
    "/accessibility/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_fit_the_screen_and_nothing_complains(quiet_page, portal, prefix, width, scheme):
    quiet_page.set_viewport_size({"width": width, "height": 800})
    quiet_page.emulate_media(color_scheme=scheme)
    too_wide = []
    for path in PAGES:
        assert quiet_page.goto(f"{portal.url}{prefix}{path}").status == 200
        if quiet_page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(path)
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
