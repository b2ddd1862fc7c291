"""Facets of the three lists as readers use them: by pointer and by keyboard, with and without scripts."""

import re

import pytest

from tests.browser.pages import PREFIXES, label
from tests.browser.test_keyboard import Keyboard

pytestmark = pytest.mark.browser

LISTS = ["/initiatives/", "/cities/", "/partners/"]
REDRAWN = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


@pytest.fixture
def plain_page(browser):
    """A page of a browser that runs no scripts."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


def number(text):
    return int(re.search(r"\d+", text)[0])


def found(page):
    return number(page.locator("#found").inner_text())


def facet_number(page, box):
    return number(page.locator(f"label:has(#{box}) .facet__number").inner_text())


def wait_for(page, query):
    """Wait until the address ends in the query and the list is redrawn."""
    page.wait_for_url(f"**/?{query}")
    page.wait_for_function(REDRAWN)


# With scripts


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_choice_redraws_the_list_in_place_and_keeps_the_focus(quiet_page, portal, prefix):
    quiet_page.goto(f"{portal.url}{prefix}/initiatives/")
    quiet_page.evaluate("window.isSamePage = true")
    promised = facet_number(quiet_page, "facet-area-families-communities")

    quiet_page.check("#facet-area-families-communities")
    wait_for(quiet_page, "area=families-communities")

    assert found(quiet_page) == promised
    assert quiet_page.evaluate("window.isSamePage")
    assert quiet_page.evaluate("document.activeElement.id") == "facet-area-families-communities"
    assert quiet_page.locator(".chip").count() == 1
    other = "" if prefix else "/en"
    assert quiet_page.get_attribute("#language-switch", "href") == f"{other}/initiatives/?area=families-communities"


def test_number_of_rows_is_announced(quiet_page, portal):
    """Screen readers announce a status only where its element stays."""
    quiet_page.goto(f"{portal.url}/initiatives/")
    quiet_page.evaluate("window.announced = document.querySelector('[role=status]#found')")
    before = found(quiet_page)

    quiet_page.check("#facet-area-families-communities")
    wait_for(quiet_page, "area=families-communities")

    assert quiet_page.evaluate("window.announced.isConnected")
    assert found(quiet_page) < before


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_back_and_forward_lead_through_the_choices(quiet_page, portal, prefix):
    quiet_page.goto(f"{portal.url}{prefix}/initiatives/")
    everything = found(quiet_page)
    quiet_page.check("#facet-area-families-communities")
    wait_for(quiet_page, "area=families-communities")
    narrowed = found(quiet_page)
    quiet_page.click(".chip")
    quiet_page.wait_for_url(f"**{prefix}/initiatives/")
    quiet_page.wait_for_function(REDRAWN)
    assert found(quiet_page) == everything

    quiet_page.go_back()
    quiet_page.wait_for_selector("#facet-area-families-communities:checked")
    assert found(quiet_page) == narrowed
    quiet_page.go_back()
    quiet_page.wait_for_selector("#facet-area-families-communities:not(:checked)")
    assert found(quiet_page) == everything
    quiet_page.go_forward()
    quiet_page.wait_for_selector("#facet-area-families-communities:checked")

    assert found(quiet_page) == narrowed


def test_back_from_an_initiative_leads_to_the_narrowed_list(quiet_page, portal):
    quiet_page.goto(f"{portal.url}/initiatives/")
    quiet_page.check("#facet-area-families-communities")
    wait_for(quiet_page, "area=families-communities")
    narrowed = found(quiet_page)
    quiet_page.locator(".card__title a").first.click()
    quiet_page.wait_for_url(re.compile(r"/initiatives/[-\w]+/$"))

    quiet_page.go_back()
    quiet_page.wait_for_selector("#facet-area-families-communities:checked")

    assert found(quiet_page) == narrowed


def test_unfolded_facet_stays_unfolded(quiet_page, portal):
    quiet_page.goto(f"{portal.url}/initiatives/")
    quiet_page.click("#facet-year summary")
    quiet_page.click("#facet-area summary")

    quiet_page.click("#facet-year .facet__value >> nth=0")
    quiet_page.wait_for_url("**/?year=*")
    quiet_page.wait_for_function(REDRAWN)

    assert quiet_page.locator("#facet-year[open]").count() == 1
    assert quiet_page.locator("#facet-area[open]").count() == 0


def test_chips_and_orders_are_used_with_the_keyboard(quiet_page, portal):
    keyboard = Keyboard(quiet_page)
    quiet_page.goto(f"{portal.url}/en/initiatives/")
    keyboard.skip_to_content()
    keyboard.go_to("#facet-area-families-communities")
    keyboard.press("Space")
    wait_for(quiet_page, "area=families-communities")
    assert keyboard.is_at("#facet-area-families-communities:checked")

    keyboard.go_to("#orders a:not([aria-current])")
    keyboard.press("Enter")
    wait_for(quiet_page, "area=families-communities&sort=title")
    assert keyboard.is_at("#found")

    keyboard.go_to(".chip")
    keyboard.press("Enter")
    wait_for(quiet_page, "sort=title")

    assert keyboard.is_at("#found")
    assert quiet_page.locator(".chip").count() == 0


def test_words_are_sought_by_enter_and_empty_ones_leave_the_address(quiet_page, portal):
    keyboard = Keyboard(quiet_page)
    quiet_page.goto(f"{portal.url}/en/cities/")
    keyboard.skip_to_content()
    keyboard.go_to("#filter-q")
    quiet_page.keyboard.type("Lviv")
    keyboard.press("Enter")
    wait_for(quiet_page, "q=Lviv")
    assert quiet_page.locator(".card__title").all_inner_texts() == ["Lviv"]

    quiet_page.fill("#filter-q", "")
    keyboard.press("Enter")
    quiet_page.wait_for_url("**/en/cities/")

    assert keyboard.is_at("#filter-q")


def test_notice_goes_with_the_address_that_it_spoke_of(quiet_page, portal):
    quiet_page.goto(f"{portal.url}/initiatives/?stage=nonsense")
    assert quiet_page.locator(".notice").count() == 1

    quiet_page.check("#facet-area-families-communities")
    wait_for(quiet_page, "area=families-communities")

    assert quiet_page.locator(".notice").count() == 0


def test_server_that_fails_is_not_hidden(browser, portal):
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{portal.url}/initiatives/")
        failure = {"status": 503, "body": "<h1>503</h1>", "content_type": "text/html"}
        page.route("**/initiatives/?*", lambda route: route.fulfill(**failure))

        page.click("#facet-area-families-communities")

        page.wait_for_selector("h1:text-is('503')")
        assert page.url == f"{portal.url}/initiatives/?area=families-communities"


# On a telephone


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_facets_leave_the_screen_of_a_telephone_to_the_list(quiet_page, portal, prefix, path):
    quiet_page.set_viewport_size({"width": 360, "height": 740})
    quiet_page.goto(f"{portal.url}{prefix}{path}")

    assert not quiet_page.locator(".facets__panel").is_visible()
    assert quiet_page.locator("#found").bounding_box()["y"] < 740
    assert quiet_page.evaluate("document.documentElement.scrollWidth") == 360


def test_panel_of_a_telephone_stays_while_choosing_and_closes_by_its_button(quiet_page, portal):
    keyboard = Keyboard(quiet_page)
    quiet_page.set_viewport_size({"width": 360, "height": 740})
    quiet_page.goto(f"{portal.url}/initiatives/")
    keyboard.go_to(".facets__open")
    keyboard.press("Enter")
    panel = quiet_page.locator(".facets__panel")
    assert panel.is_visible()

    keyboard.go_to("#facet-area-families-communities")
    keyboard.press("Space")
    wait_for(quiet_page, "area=families-communities")
    assert panel.is_visible()
    assert keyboard.is_at("#facet-area-families-communities:checked")
    assert number(quiet_page.inner_text("#facets-found")) == found(quiet_page)

    keyboard.go_to(".facets__foot [type=submit]")
    keyboard.press("Enter")
    quiet_page.wait_for_function("() => !document.querySelector('.facets__panel:popover-open')")

    assert quiet_page.inner_text("#facets-chosen") == "1"


# Without scripts


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
@pytest.mark.parametrize(
    ("path", "box"),
    [
        ("/initiatives/", "facet-area-families-communities"),
        ("/cities/", "facet-oblast-lvivska"),
        ("/partners/", "facet-kind-education"),
    ],
)
def test_list_is_narrowed_and_widened_without_scripts(plain_page, portal, prefix, path, box):
    plain_page.goto(f"{portal.url}{prefix}{path}")
    everything, promised = found(plain_page), facet_number(plain_page, box)
    plain_page.check(f"#{box}")
    plain_page.click(".facets__foot [type=submit]")
    assert found(plain_page) == promised
    assert plain_page.is_checked(f"#{box}")

    plain_page.click(".chip")

    assert plain_page.url == f"{portal.url}{prefix}{path}"
    assert found(plain_page) == everything


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_panel_of_a_telephone_opens_and_narrows_without_scripts(plain_page, portal, prefix):
    plain_page.set_viewport_size({"width": 360, "height": 740})
    plain_page.goto(f"{portal.url}{prefix}/initiatives/")
    plain_page.click(".facets__open")
    plain_page.check("#facet-area-families-communities")

    plain_page.click(".facets__foot [type=submit]")

    assert not plain_page.locator(".facets__panel").is_visible()
    assert plain_page.locator(".chip").count() == 1
    assert plain_page.inner_text("#facets-chosen") == "1"
