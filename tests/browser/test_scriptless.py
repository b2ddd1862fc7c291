"""Journeys of a reader whose browser runs no scripts, and nothing on any page that waits for one."""

import re
import time

import pytest

from tests.browser.pages import PREFIXES, READABLE, label, show

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("prefix", PREFIXES, ids=label)]

# Words that are in the page and not on the screen.
HIDDEN_WORDS = """() => {
  const opensWithoutScript = "details:not([open]) > :not(summary), select";
  const isForNarrowScreens = ".menu-button, .facets__open, .facets__head";
  const isElsewhere = ".star__name, .contacts__address"; // the list of cities; paper
  const isOfKeys = "[data-key-able], [data-key-trouble]";
  const isOfNoUseWithoutScript = `.scheme-switch, [aria-labelledby=visited], .facets__found, ${isOfKeys}`;
  const noWords = "script, style, template, title";
  const mayBeHidden = [opensWithoutScript, isForNarrowScreens, isElsewhere, isOfNoUseWithoutScript, noWords].join();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const { data, parentElement: parent } = text;
    const isVisible = parent.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (data.trim() && !isVisible && !parent.closest(mayBeHidden)) hidden.push(data.trim());
  }
  return hidden;
}"""


@pytest.fixture
def page(browser):
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


def heading(page):
    return page.locator("h1").inner_text()


def test_all_words_of_all_pages_are_on_the_screen(page, portal, prefix):
    hidden = {}
    for page_type in READABLE:
        show(page, portal, page_type, prefix)
        hidden[page_type.path] = page.evaluate(HIDDEN_WORDS)

    assert {path: words for path, words in hidden.items() if words} == {}


def test_from_home_to_a_handout(page, portal, prefix):
    page.goto(f"{portal.url}{prefix}/")
    page.click(".home-hero__actions a[href$='/cities/']")
    page.click(".card__title a[href$='/cities/lviv/']")
    assert heading(page) == ("Lviv" if prefix else "Львів")
    page.click(".card__title a[href$='/initiatives/lviv-educatio-network/']")
    initiative = heading(page)

    page.click("main a[href$='/handout/']")

    assert page.url == f"{portal.url}{prefix}/initiatives/lviv-educatio-network/handout/"
    assert heading(page) == initiative


def test_catalogue_is_filtered(page, portal, prefix):
    page.goto(f"{portal.url}{prefix}/initiatives/")
    all_titles = page.locator(".card__title").all_inner_texts()
    page.click("#facet-stage summary")
    page.check("[name=stage][value=ongoing]")

    page.click(".facets__foot [type=submit]")

    titles = page.locator(".card__title").all_inner_texts()
    assert page.is_checked("[name=stage][value=ongoing]")
    assert 0 < len(titles) < len(all_titles)


def test_map_leads_to_an_oblast_and_its_list_to_a_city(page, portal, prefix):
    page.goto(f"{portal.url}{prefix}/")
    page.click(".constellation__oblasts a[href$='oblast=kirovohradska'] path")
    assert page.url == f"{portal.url}{prefix}/cities/?oblast=kirovohradska"

    page.click(".constellation-list summary")
    page.click(".constellation-list a[href$='/cities/lviv/']")

    assert page.url == f"{portal.url}{prefix}/cities/lviv/"


def test_menu_of_a_telephone_opens_closes_and_leads_on(page, portal, prefix):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{portal.url}{prefix}/about/")
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.click(".site-header__inner > .menu-button")
    page.click("#menu .site-nav__close")
    assert not menu.is_visible()

    page.click(".site-header__inner > .menu-button")
    page.click("#menu a[href$='/events/']")

    assert page.url == f"{portal.url}{prefix}/events/"


def test_event_is_found_in_the_list(page, portal, prefix):
    page.goto(f"{portal.url}{prefix}/events/")
    event = page.locator(".card__title a").first
    title = event.inner_text()

    event.click()

    assert re.search(r"/events/[-\w]+/$", page.url)
    assert heading(page) == title


def test_message_with_errors_is_mended_and_sent(page, portal, prefix):
    sender = "reader@example.org" if prefix else "chytachka@example.org"
    page.goto(f"{portal.url}{prefix}/contact/")
    page.fill("[name=name]", "Читачка")
    page.fill("[name=text]", "Добрий день! Наше місто хоче приєднатися.")
    page.click("main form [type=submit]")
    assert page.locator(".error-summary:focus a").count() == 2
    page.click(".error-summary a[href='#id_topic']")
    assert page.locator("#id_topic:focus").count() == 1

    page.select_option("[name=topic]", index=1)
    page.fill("[name=email]", sender)
    page.wait_for_timeout(3100)  # faster than this only machines write
    page.click("main form [type=submit]")

    assert page.url == f"{portal.url}{prefix}/contact/sent/"
    wait_for_letter(portal, sender)


def wait_for_letter(portal, sender):
    """Wait until the office has a letter from the sender. Raises AssertionError where none comes in 20 seconds."""
    for _ in range(100):
        if any(sender in letter.read_text() for letter in (portal.var / "mail").glob("*")):
            return
        time.sleep(0.2)
    raise AssertionError(f"No letter from {sender} has come.")
