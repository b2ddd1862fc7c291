"""Somebody on the way through the portal, page by page, as a reader of the test would tell it."""

import itertools
import time
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT

from portal.forms import PublicForm
from tests.browser.test_accessibility import findings

# Every journey is walked in both languages, with scripts and without.
WAYS = {"uk": ("", True), "uk, no scripts": ("", False), "en": ("/en", True), "en, no scripts": ("/en", False)}
# The ways beside it are walked in half of them: each language and each sort of browser once.
BYWAYS = {name: WAYS[name] for name in ("uk", "en, no scripts")}
# A telephone in the evening, a desktop by day: both widths and both schemes.
SCREENS = [(360, "dark"), (1280, "light")]

# The one button of a page that asks for a word; signing out, above it, is no answer.
BUTTON = "main form:not(.room-nav form) [type=submit]"

_visitors = itertools.count(1)


def address_of_its_own() -> dict[str, str]:
    """A header by which somebody comes from elsewhere than all others (RFC 2544), since networks have limits."""
    number = next(_visitors)
    return {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}


def press(page, selector):
    """Press the first link or button that fits, and come to the next page; gives the answer to its request."""
    with page.expect_navigation() as navigation:
        page.locator(selector).first.click()
    return navigation.value


class Traveller:
    """Somebody with a browser of their own. Each page on the way is held against axe-core, once in each language."""

    def __init__(self, browser, portal, prefix, scripts, seen):
        self.browser, self.portal, self.prefix, self.scripts, self.seen = browser, portal, prefix, scripts, seen
        self.context = browser.new_context(java_script_enabled=scripts)
        self.page = self.context.new_page()
        self.wrong = []
        self.page.on("pageerror", self._note_error)
        self.page.on("response", lambda answer: answer.status >= 500 and self.wrong.append(answer.url))

    @property
    def name(self) -> str:
        """What tells the ways apart, in addresses of e-mail and titles."""
        return f"{'en' if self.prefix else 'uk'}-{'scripts' if self.scripts else 'plain'}"

    @property
    def title(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        """All that the main part of the page says."""
        return self.page.locator("main").inner_text()

    def says(self, ukrainian, english) -> bool:
        """Whether the page says this in its language."""
        return (english if self.prefix else ukrainian) in self.words

    @contextmanager
    def companion(self):
        """Somebody else with the same habits."""
        other = Traveller(self.browser, self.portal, self.prefix, self.scripts, self.seen)
        with other.context:
            yield other
            assert other.wrong == []

    def go(self, address) -> int:
        """Open a page of the portal, or a link from a letter; gives the status of the answer."""
        is_whole = address.startswith("http")
        return self._arrived(self.page.goto(address if is_whole else f"{self.portal.url}{self.prefix}{address}"))

    def press(self, selector) -> int:
        """Press a link or button and come to the next page; gives the status of the answer."""
        return self._arrived(press(self.page, selector))

    def send(self, **answers) -> int:
        """Fill in the form of the page and send it, no faster than people do; gives the status of the answer."""
        for name, answer in answers.items():
            field = self.page.locator(f"form.form [name={name}]")
            if answer is True:
                field.check()
            elif field.evaluate("field => field.localName") == "select":
                field.select_option(answer)
            else:
                field.fill(answer)
        if self.page.locator("form.form [name=opened]").count():
            time.sleep(max(0, self.since + PublicForm.SHORTEST + 0.1 - time.monotonic()))
        return self.press("form.form [type=submit]")

    def look_at(self, page):
        """Hold a page against axe-core, unless one with the same name has been."""
        name = (self.prefix, page.locator("h1").inner_text(), page.title())
        if self.scripts and name not in self.seen:
            self.seen.add(name)
            found = _findings_on(page)
            assert not found, "\n" + "\n".join([page.url, *found])

    def _note_error(self, error):
        # The form in which initiatives are written has tests of its own.
        if "/workspace/initiatives/" not in self.page.url:
            self.wrong.append(str(error))

    def _arrived(self, response):
        self.since = time.monotonic()
        assert self.page.locator("html").get_attribute("lang") == ("en" if self.prefix else "uk")
        self.look_at(self.page)
        return response.status


def _findings_on(page):
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}, {width} px: {finding}" for finding in findings(page)]
    return found
