"""A mirror of the starter content, opened from a disk and from a folder of a server that knows nothing of it."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.running import environment_of, inside

pytestmark = pytest.mark.browser

# Narrowed lists and the drawing of previews have tests of their own.
MIRROR = """
from django.core.management import call_command
from portal.embroidery import views
from portal.mirror import copying
copying.MOST_NARROWED = 0
views.preview_png = lambda _token: b""
call_command("mirror", sys.argv[1], stdout=sys.stderr)
print(json.dumps(None))
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        """Nobody reads it."""


@pytest.fixture(scope="module")
def roots(portal, tmp_path_factory):
    """Where the mirror begins: on the disk, and on a server in a folder below its root."""
    root = tmp_path_factory.mktemp("server")
    folder = root / "country" / "copy"
    inside(MIRROR, environment_of(portal.var), str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=root)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder.as_uri(), f"http://127.0.0.1:{server.server_port}/country/copy"
        server.shutdown()


def test_mirror_is_walked_and_searched_without_the_site(browser, roots):
    for root in roots:
        with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
            page = context.new_page()
            complaints = listen(page, root)

            walk(page, root)
            search(page)

            assert complaints == []


def test_mirror_without_scripts_lists_everything(browser, roots):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{roots[0]}/search/index.html?q=бібліотеці")
        assert "потребує скриптів" in page.inner_text("main")

        page.click("main li a >> text=Міста")
        page.click("main li a >> text=Мелітополь")

        assert page.locator("h1").inner_text() == "Мелітополь"


def listen(page, root):
    """What the browser complains of, and what it asks outside the mirror, from now on."""
    complaints = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(root) else complaints.append(request.url))
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    return complaints


def walk(page, root):
    """From the home page to a city, its initiative, and that in English."""
    page.goto(f"{root}/index.html")
    page.click(".site-nav a >> text=Міста")
    page.click("main a[href*='lviv/index.html'] >> nth=-1")
    assert page.locator("h1").inner_text() == "Львів"
    page.click("main a[href*='lviv-educatio-network/index.html'] >> nth=0")
    page.click(".language-switch")
    assert page.get_attribute("html", "lang") == "en"
    assert page.url == f"{root}/en/initiatives/lviv-educatio-network/index.html"


def search(page):
    """By a form of a word that stands in other forms in the texts, from the field of any page."""
    page.click(".language-switch")
    page.fill(".site-search input", "у бібліотеці")
    page.press(".site-search input", "Enter")
    expect(page.locator("#found [role=status]")).to_contain_text("Знайдено:")
    result = page.locator(".result").first
    assert "бібліоте" in result.locator("mark").first.inner_text().lower()
    result.locator("a").click()
    expect(page.locator("h1")).to_be_visible()
