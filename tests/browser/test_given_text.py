"""How much work a first initiative is, by keyboard alone: a given text, from “A new initiative” to handed in."""

from collections import Counter

import pytest

from initiatives.forms.questions import QUESTIONS
from tests.browser.writers import CONSENTS, GIVEN, TITLE, Writer

pytestmark = pytest.mark.browser

MOST_MINUTES = 12
# Assumptions, chosen for somebody slow; everything else is counted.
CHARACTERS_A_MINUTE = 120  # half of what a practised typist does
SECONDS_A_KEY = 1  # Tab, arrows, Space, Enter: each looked at
SECONDS_A_FIELD = 5  # to find its answer on the sheet and read its label
SECONDS_A_PAGE = 5  # to come and be looked at


class Keyboard:
    """Presses keys and counts them by kind."""

    def __init__(self, page):
        self.page, self.count = page, Counter()

    def press(self, key):
        self.page.keyboard.press(key)
        self.count["keys"] += 1

    def go_to(self, selector):
        """Tab to the element. Raises AssertionError where it cannot be reached."""
        for _stop in range(200):
            if self.page.evaluate("selector => document.activeElement?.matches(selector)", selector):
                return
            self.press("Tab")
            self.count["focus stops"] += 1
        raise AssertionError(f"{selector} is not reached on {self.page.url}")

    def answer(self, name, told):
        """Go to a field and fill it in."""
        field = f"#content form [name='{name}']"
        kind = self.page.locator(field).first.evaluate("field => field.type")
        self.count["fields"] += 1
        if isinstance(told, int):
            value = self.page.locator(field).nth(told).get_attribute("value")
            self.go_to(f"{field}[value='{value}']")
            self.press("Space")
        elif kind == "checkbox":
            self.go_to(field)
            self.press("Space")
        elif kind == "radio":
            self.go_to(field)
            self.press("Space")
            while not self.page.is_checked(f"{field}[value='{told}']"):
                self.press("ArrowDown")
        elif kind == "select-one":
            self.go_to(field)
            while self.page.input_value(field) != told:
                self.press("ArrowDown")
        else:
            self.go_to(field)
            self.page.keyboard.insert_text(told)
            self.count["characters"] += len(told)

    def push(self, selector, to):
        """Go to a button and wait for the page behind it."""
        self.go_to(selector)
        self.press("Enter")
        self.page.wait_for_url(to)
        self.arrive()

    def arrive(self):
        """On a new page: past what all pages begin with, by its first link."""
        self.count["pages"] += 1
        self.press("Tab")
        self.press("Enter")

    @property
    def minutes(self):
        seconds = (
            self.count["keys"] * SECONDS_A_KEY
            + self.count["fields"] * SECONDS_A_FIELD
            + self.count["pages"] * SECONDS_A_PAGE
        )
        return self.count["characters"] / CHARACTERS_A_MINUTE + seconds / 60


def test_first_initiative_takes_twelve_minutes_at_most(page, portal, editors):
    writer, keyboard = Writer(page, portal, editors[0]), Keyboard(page)
    page.goto(f"{portal.url}/workspace/{editors[0].katottg}/initiatives/new/")
    keyboard.arrive()
    keyboard.answer("title_uk", TITLE)
    keyboard.push("#content form.form [type=submit]", "**/what/")
    for step, after in (("what", "story"), ("story", "repeat"), ("repeat", "contact"), ("contact", "check")):
        for name, told in GIVEN[step].items():
            keyboard.answer(name, told)
        if step == "contact":
            for consent in CONSENTS:
                keyboard.answer(f"consents-{consent}", "on")
        keyboard.push(".writing__foot [name=go]", f"**/{after}/")
    draft = page.url.split("/")[-3]
    keyboard.push("#content form.form [type=submit]", writer.address(draft))

    required = sum(question.required for questions in QUESTIONS.values() for question in questions)
    print(  # noqa: T201
        f"\nSteps: {len(QUESTIONS)}. Required questions: {required}. Fields filled in: {keyboard.count['fields']}. "
        f"Characters: {keyboard.count['characters']}. Other keys: {keyboard.count['keys']}, "
        f"of them Tab to a next stop: {keyboard.count['focus stops']}. Pages: {keyboard.count['pages']}. "
        f"Minutes: {keyboard.minutes:.1f}."
    )
    assert page.locator("[data-status=submitted]").count()
    assert required <= 15
    assert keyboard.minutes <= MOST_MINUTES
