"""Searching as readers do: with and without scripts, in both languages, by the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PREFIXES, label

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("prefix", PREFIXES, ids=label)]


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def reader(browser, request):
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 800})
    with context:
        yield context.new_page()


def titles(page):
    return page.locator(".result__title a").all_inner_texts()


def test_from_any_page_to_a_city(reader, portal, prefix):
    reader.goto(f"{portal.url}{prefix}/news/")
    reader.fill(".site-search input", "у Мелітополі" if not prefix else "Melitopol")
    reader.press(".site-search input", "Enter")
    reader.wait_for_url("**/search/?q=*")

    reader.click(".result__title a >> nth=0")

    assert reader.url == f"{portal.url}{prefix}/cities/melitopol/"


def test_from_a_typing_error_to_one_kind_of_result(reader, portal, prefix):
    reader.goto(f"{portal.url}{prefix}/search/")
    reader.fill("main input[name=q]", "бібілотека")
    reader.click("main form [type=submit]")
    everything = titles(reader)
    assert "бібліотека" in reader.inner_text("main .notice")

    reader.click(".kinds a[href*='kind=initiative']")

    assert 0 < len(titles(reader)) < len(everything)
    assert reader.input_value("main input[name=q]") == "бібілотека"


def test_nothing_found_leads_to_the_catalogue(reader, portal, prefix):
    reader.goto(f"{portal.url}{prefix}/search/?q=ббббб")

    reader.click(".empty a[href$='/initiatives/']")

    assert reader.url == f"{portal.url}{prefix}/initiatives/"


def test_suggestions_are_chosen_with_the_keyboard(quiet_page, portal, prefix):
    page = quiet_page
    page.goto(f"{portal.url}{prefix}/search/")
    field = page.get_by_role("combobox").and_(page.locator("main input"))
    field.focus()
    page.keyboard.type("netish" if prefix else "нетіш")
    option = page.get_by_role("option")
    expect(option).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{portal.url}{prefix}/cities/netishyn/")


def test_suggestions_are_announced_and_close_with_escape(quiet_page, portal, prefix):
    page = quiet_page
    page.goto(f"{portal.url}{prefix}/cities/")
    field = page.locator(".site-search input")
    field.press_sequentially("university" if prefix else "університет")
    status = page.locator(".site-search [role=status]")
    expect(status).to_contain_text("6")

    page.keyboard.press("Escape")

    expect(page.locator(".site-search .suggestions")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.input_value() == ("university" if prefix else "університет")


def test_the_menu_of_a_telephone_has_the_field(quiet_page, portal, prefix):
    page = quiet_page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{portal.url}{prefix}/")
    page.click(".menu-button >> nth=0")
    page.fill(".site-search input", "Полтава")

    page.press(".site-search input", "Enter")

    page.wait_for_url("**/search/?q=*")
    assert titles(page)[0] == ("Poltava" if prefix else "Полтава")
