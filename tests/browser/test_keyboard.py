"""Journeys of a reader who has a keyboard and nothing else: no click, and no focus that the keyboard did not move."""

import re

import pytest

from tests.browser.pages import PREFIXES, label

pytestmark = pytest.mark.browser

# Readers who use no pointer must see where they are: the focus never rests on what is not on the screen.
FOCUS = """(selector) => {
  const focused = document.activeElement;
  const { top, bottom, left, right } = focused.getBoundingClientRect();
  const isSeen = right > left && bottom > top && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return { isThere: focused.matches(selector), isSeen: focused === document.body || isSeen, what: focused.outerHTML };
}"""
MOST_STOPS = 150


class Keyboard:
    """The keys of a reader in front of a browser page."""

    def __init__(self, page):
        self.page = page
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(reduced_motion="reduce")  # else the page is still on its way to the focus

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, selector, key="Tab"):
        """Press Tab until the focus is on what the selector names. Raises AssertionError where it never comes there."""
        for _ in range(MOST_STOPS):
            self.press(key)
            focus = self.page.evaluate(FOCUS, selector)
            assert focus["isSeen"], f"The focus is out of sight at {focus['what'][:200]}"
            if focus["isThere"]:
                return
        raise AssertionError(f"{key} does not lead to {selector} on {self.page.url}")

    def go_back_to(self, selector):
        self.go_to(selector, key="Shift+Tab")

    def skip_to_content(self):
        self.go_to(".skip-link")
        self.press("Enter")

    def follow(self, selector, url):
        """Go to a link and open it; it leads to ``url``."""
        self.go_to(selector)
        self.press("Enter")
        self.page.wait_for_url(url)

    def is_at(self, selector):
        return self.page.evaluate(FOCUS, selector)["isThere"]


@pytest.fixture
def keyboard(quiet_page):
    return Keyboard(quiet_page)


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_from_home_over_a_light_of_the_map_to_an_initiative(keyboard, quiet_page, portal, prefix):
    quiet_page.goto(f"{portal.url}{prefix}/")
    keyboard.skip_to_content()
    assert keyboard.is_at("main")

    keyboard.follow("a.star[href$='/cities/lviv/']", f"{portal.url}{prefix}/cities/lviv/")
    keyboard.skip_to_content()
    keyboard.follow(
        "main a[href$='/initiatives/lviv-educatio-network/']",
        f"{portal.url}{prefix}/initiatives/lviv-educatio-network/",
    )

    assert quiet_page.locator("h1").count() == 1


def test_list_beside_the_map_opens_and_leads_to_a_city(keyboard, quiet_page, portal):
    quiet_page.goto(f"{portal.url}/en/")

    keyboard.go_to(".constellation__skip")
    keyboard.press("Enter")
    keyboard.go_to(".constellation-list summary")
    keyboard.press("Enter")

    keyboard.follow(".constellation-list a[href$='/cities/lviv/']", f"{portal.url}/en/cities/lviv/")


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_from_the_filtered_catalogue_to_a_handout(keyboard, quiet_page, portal, prefix):
    quiet_page.goto(f"{portal.url}{prefix}/")
    keyboard.follow("#menu a[href$='/initiatives/']", f"{portal.url}{prefix}/initiatives/")
    keyboard.skip_to_content()
    keyboard.go_to("#facet-stage summary")
    keyboard.press("Enter")
    keyboard.go_to("[name=stage][value=ongoing]")
    keyboard.press("Space")
    quiet_page.wait_for_url("**/initiatives/?stage=ongoing")
    quiet_page.wait_for_selector(".chip")
    assert keyboard.is_at("[name=stage][value=ongoing]:checked")

    keyboard.go_to(".card__title a")
    keyboard.press("Enter")
    quiet_page.wait_for_url(re.compile(r"/initiatives/[-\w]+/$"))
    initiative = quiet_page.locator("h1").inner_text()
    keyboard.skip_to_content()
    keyboard.go_to("main a[href$='/handout/']")
    keyboard.press("Enter")

    quiet_page.wait_for_url("**/handout/")
    assert quiet_page.locator("h1").inner_text() == initiative


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_menu_of_a_telephone_opens_closes_and_leads_on(keyboard, quiet_page, portal, prefix):
    quiet_page.set_viewport_size({"width": 360, "height": 640})
    quiet_page.goto(f"{portal.url}{prefix}/about/")
    menu = quiet_page.locator("#menu")
    keyboard.go_to(".menu-button")
    assert not menu.is_visible()

    keyboard.press("Enter")
    assert menu.is_visible()
    keyboard.go_to("#menu a[href$='/partners/']")
    keyboard.press("Escape")
    assert not menu.is_visible()
    assert keyboard.is_at(".site-header__inner > .menu-button")

    keyboard.press("Space")
    keyboard.go_to("#menu .site-nav__close")
    keyboard.press("Enter")
    assert not menu.is_visible()
    assert keyboard.is_at(".site-header__inner > .menu-button")

    keyboard.press("Enter")
    keyboard.follow("#menu a[href$='/events/']", f"{portal.url}{prefix}/events/")
    assert not menu.is_visible()


def test_closed_menu_of_a_telephone_takes_no_focus(keyboard, quiet_page, portal):
    quiet_page.set_viewport_size({"width": 360, "height": 640})
    quiet_page.goto(f"{portal.url}/about/")

    keyboard.go_to(".menu-button")
    keyboard.press("Tab")

    assert keyboard.is_at(".language-switch")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/cities/?oblast=lvivska", "/en/cities/?oblast=lvivska"),
        ("/en/initiatives/?stage=ongoing&sort=title", "/initiatives/?stage=ongoing&sort=title"),
    ],
)
def test_language_switch_keeps_the_page_and_its_filters(keyboard, quiet_page, portal, here, there):
    quiet_page.goto(portal.url + here)

    keyboard.follow(".language-switch", portal.url + there)
    keyboard.follow(".language-switch", portal.url + here)


@pytest.mark.parametrize("width", [360, 1280])
def test_scheme_is_switched_there_and_back(keyboard, quiet_page, portal, width):
    quiet_page.set_viewport_size({"width": width, "height": 640})
    quiet_page.emulate_media(color_scheme="light")
    quiet_page.goto(f"{portal.url}/about/")
    if width == 360:
        keyboard.go_to(".menu-button")
        keyboard.press("Enter")
    keyboard.go_to("[data-scheme-switch]")

    keyboard.press("Space")
    assert quiet_page.get_attribute("html", "data-scheme") == "dark"
    assert quiet_page.get_attribute("[data-scheme-switch]", "aria-pressed") == "true"

    keyboard.press("Enter")
    assert quiet_page.get_attribute("html", "data-scheme") is None
    assert keyboard.is_at("[data-scheme-switch][aria-pressed=false]")


def test_message_with_errors_is_mended_and_sent(page, portal):
    """Not a quiet page: the browser complains of the answer 422."""
    keyboard = Keyboard(page)
    page.goto(f"{portal.url}/contact/")
    keyboard.skip_to_content()
    keyboard.go_to("[name=name]")
    page.keyboard.type("Читачка")
    keyboard.go_to("main form [type=submit]")
    with page.expect_navigation():
        keyboard.press("Enter")
    assert keyboard.is_at(".error-summary")

    keyboard.go_to(".error-summary a")
    keyboard.press("Enter")
    assert keyboard.is_at("[name=topic][aria-invalid=true]")
    keyboard.press("ArrowDown")
    keyboard.go_to("[name=email]")
    page.keyboard.type("keyboard@example.org")
    keyboard.go_to("[name=text]")
    page.keyboard.type("Добрий день! Пишу без миші.")
    page.wait_for_timeout(3100)  # faster than this only machines write
    keyboard.go_to("main form [type=submit]")
    keyboard.press("Space")

    page.wait_for_url("**/contact/sent/")


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_oblast_is_chosen_beside_the_map_and_stands_out_on_it(keyboard, quiet_page, portal, prefix):
    """The outlines themselves stay past the keyboard, which would have 27 stops more before the first city."""
    quiet_page.goto(f"{portal.url}{prefix}/cities/")
    keyboard.skip_to_content()
    keyboard.go_to("[name=oblast][value=lvivska]")

    keyboard.press("Space")

    quiet_page.wait_for_url("**/cities/?oblast=lvivska")
    quiet_page.wait_for_selector(".chip")
    chosen = quiet_page.locator(".constellation__oblasts .is-selected")
    assert chosen.get_attribute("href") == f"{prefix}/cities/?oblast=lvivska"
    assert quiet_page.locator(".card__title").all_inner_texts() != []
