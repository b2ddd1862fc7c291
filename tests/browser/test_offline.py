"""What the site does without a network, and what its one script adds with and without it."""

import subprocess
import sys

import pytest

from tests.browser.running import ROOT, environment_of
from tests.browser.waiting import wait_for

pytestmark = pytest.mark.browser

TEXT = "Добрий день! Наше місто хоче приєднатися."
SAVED_COPY = "Saved copy of "
KEPT = """async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname);
}"""


@pytest.fixture
def visitor(context, portal):
    """A browser page whose service worker is at work, and what it wanted to keep beforehand is kept."""
    page = context.new_page()
    page.goto(f"{portal.url}/about/")
    page.evaluate("navigator.serviceWorker.ready")
    wait_until_kept(page, "/about/")
    return page


def wait_until_kept(page, path):
    wait_for(page, f"async () => (await ({KEPT})()).includes('{path}')")


def visit(page, url, path):
    page.goto(f"{url}{path}")
    wait_until_kept(page, path)


def test_page_that_was_open_before_the_worker_came_is_kept(visitor, context, portal):
    context.set_offline(True)

    visitor.goto(f"{portal.url}/about/")

    assert visitor.locator("h1").inner_text() == "Про асоціацію"


def test_visited_page_comes_without_a_network_and_says_how_old_it_is(visitor, context, portal):
    visit(visitor, portal.url, "/en/cities/lviv/")
    assert visitor.locator(".saved-copy").count() == 0
    # As ten seconds later: until then the browser's own cache answers.
    context.new_cdp_session(visitor).send("Network.clearBrowserCache")
    context.set_offline(True)

    visitor.goto(f"{portal.url}/en/cities/lviv/")

    assert visitor.locator("h1").inner_text() == "Lviv"
    assert visitor.locator(".saved-copy").inner_text().startswith(SAVED_COPY)
    assert visitor.evaluate("getComputedStyle(document.body).fontFamily").startswith("Onest")


@pytest.mark.parametrize(("prefix", "language"), [("", "uk"), ("/en", "en")])
def test_page_never_visited_gives_the_offline_page_with_those_visited(visitor, context, portal, prefix, language):
    visit(visitor, portal.url, "/en/cities/lviv/")
    context.set_offline(True)

    visitor.goto(f"{portal.url}{prefix}/partners/")

    assert visitor.get_attribute("html", "lang") == language
    visitor.locator("[data-visited] a").first.wait_for()
    assert visitor.locator("[data-visited] a").all_inner_texts() == ["Lviv", "Про асоціацію"]
    visitor.click("[data-visited] a >> text=Lviv")
    assert visitor.locator("h1").inner_text() == "Lviv"


@pytest.mark.parametrize(
    ("prefix", "kinds"), [("", ["Аркуш для наради", "Ініціативи"]), ("/en", ["Handout", "Initiatives"])]
)
def test_saved_handout_is_told_from_its_initiative(visitor, context, portal, prefix, kinds):
    address = f"{prefix}/initiatives/lviv-educatio-network/"
    visit(visitor, portal.url, address)
    title = visitor.locator("h1").inner_text()
    visit(visitor, portal.url, f"{address}handout/")
    context.set_offline(True)

    visitor.goto(f"{portal.url}{prefix}/partners/")

    visitor.locator("[data-visited] a").first.wait_for()
    names = visitor.locator("[data-visited] a").all_inner_texts()
    assert names[:2] == [f"{title} – {kind}" for kind in kinds]
    visitor.locator("[data-visited] a").first.click()
    assert visitor.locator(".handout h1").inner_text() == title


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_contacts_come_though_never_visited(visitor, context, portal, prefix):
    context.set_offline(True)

    visitor.goto(f"{portal.url}{prefix}/contacts/")

    assert visitor.locator("main a[href*='/cities/melitopol/']").count() == 1


def test_offline_page_leads_back_once_there_is_a_network(visitor, context, portal):
    context.set_offline(True)
    visitor.goto(f"{portal.url}/partners/")
    context.set_offline(False)

    visitor.click("main a[href='']")

    visitor.get_by_role("heading", name="Партнери", level=1).wait_for()


def test_slow_network_gives_the_copy(visitor, context, portal):
    visit(visitor, portal.url, "/en/cities/lviv/")
    context.route("**/cities/lviv/", lambda _route: None)

    visitor.goto(f"{portal.url}/en/cities/lviv/", timeout=10_000)

    assert visitor.locator(".saved-copy").inner_text().startswith(SAVED_COPY)


def test_admin_and_pages_with_a_form_are_never_kept(visitor, portal):
    for path in ("/admin/login/", "/contact/", "/cities/kyiv/"):
        visitor.goto(f"{portal.url}{path}")
    wait_until_kept(visitor, "/cities/kyiv/")

    kept = visitor.evaluate(KEPT)

    assert [path for path in kept if "admin" in path or path == "/contact/"] == []


def test_copy_goes_when_the_page_is_withdrawn(visitor, context, portal):
    visit(visitor, portal.url, "/cities/lviv/")
    context.route("**/cities/lviv/", lambda route: route.fulfill(status=410, content_type="text/html", body="gone"))

    visitor.goto(f"{portal.url}/cities/lviv/")

    wait_for(visitor, f"async () => !(await ({KEPT})()).includes('/cities/lviv/')")


def test_oldest_of_many_visited_pages_goes(visitor, portal):
    for number in range(61):
        visitor.evaluate(f"caches.open('visited').then((cache) => cache.put('/old/{number}/', new Response('')))")

    visit(visitor, portal.url, "/cities/lviv/")

    wait_for(visitor, "caches.open('visited').then((cache) => cache.keys()).then((keys) => keys.length === 60)")
    kept = visitor.evaluate(KEPT)
    assert "/old/1/" not in kept
    assert "/old/60/" in kept


# Forms


def fill(page):
    page.select_option("[name=topic]", index=1)
    page.fill("[name=name]", "Читачка")
    page.fill("[name=email]", "reader@example.org")
    page.fill("[name=text]", TEXT)


def test_typed_text_survives_that_it_cannot_be_sent(visitor, context, portal):
    visitor.goto(f"{portal.url}/en/contact/")
    fill(visitor)
    context.set_offline(True)
    visitor.click("main [type=submit]")

    assert visitor.locator("form .not-sent").inner_text().startswith("Not sent")
    assert visitor.input_value("[name=text]") == TEXT

    context.set_offline(False)
    visitor.wait_for_timeout(3500)  # faster than this only machines write
    visitor.click("main [type=submit]")
    visitor.wait_for_url("**/contact/sent/")


def test_typed_text_survives_a_network_that_only_seems_to_be_there(visitor, context, portal):
    visitor.goto(f"{portal.url}/contact/")
    fill(visitor)
    context.route("**/*", lambda route: route.abort())
    visitor.click("main [type=submit]")

    visitor.locator("form .not-sent").wait_for()

    assert visitor.input_value("[name=text]") == TEXT


# The colour scheme


def test_chosen_scheme_is_remembered_without_a_cookie(page, context, portal):
    page.emulate_media(color_scheme="light")
    page.goto(f"{portal.url}/about/")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("[data-scheme-switch]")
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"

    page.goto(f"{portal.url}/cities/")

    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    assert page.get_attribute("[data-scheme-switch]", "aria-pressed") == "true"
    assert context.cookies() == []


def test_scheme_of_the_system_is_not_remembered(page, portal):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{portal.url}/about/")
    assert page.get_attribute("[data-scheme-switch]", "aria-pressed") == "true"

    page.click("[data-scheme-switch]")
    page.click("[data-scheme-switch]")

    assert page.evaluate("localStorage.scheme ?? document.documentElement.dataset.scheme") is None


# Photos

ADD_PHOTOS = """
import time
from cities.models import City, CityPhoto
from portal.media.models import Photo
from tests.media.samples import jpeg, make_photo
for number, alt in enumerate(["First photo", "Second photo"]):
    photo = make_photo(alt_en=alt, caption_en=f"{alt} with a caption", content=jpeg(size=(1200, 800)))
    CityPhoto.objects.create(city=City.objects.get(slug="kyiv"), photo=photo, position=number)
while Photo.objects.filter(rendition_widths=[]):
    time.sleep(0.2)
"""
IS_DRAWN = "document.querySelector('main picture img')?.naturalWidth > 0"


@pytest.fixture(scope="module")
def photographed(portal):
    """The address of a page with two photos."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ADD_PHOTOS]
    subprocess.run(command, cwd=ROOT, env=environment_of(portal.var), check=True, timeout=60)
    return f"{portal.url}/en/cities/kyiv/"


@pytest.fixture
def saving(browser):
    """A browser page of a reader who saves data."""
    with browser.new_context(extra_http_headers={"Save-Data": "on"}) as context:
        yield context.new_page()


def test_photo_is_enlarged_in_place_and_arrows_lead_through_the_group(quiet_page, photographed):
    quiet_page.goto(photographed)
    quiet_page.locator("a[data-lightbox]").first.focus()
    quiet_page.keyboard.press("Enter")
    dialog = quiet_page.get_by_role("dialog", name="First photo")
    assert dialog.locator("figcaption .photo-caption").inner_text() == "First photo with a caption"

    quiet_page.keyboard.press("ArrowRight")
    quiet_page.get_by_role("dialog", name="Second photo").locator("img").wait_for()
    quiet_page.get_by_role("button", name="Next photo").click()
    dialog.locator("img").wait_for()

    quiet_page.keyboard.press("Escape")
    quiet_page.locator("dialog").wait_for(state="detached")
    assert quiet_page.evaluate("document.activeElement.ariaLabel") == "Enlarge the photo: First photo"


def test_click_beside_an_enlarged_photo_closes_it(quiet_page, photographed):
    quiet_page.set_viewport_size({"width": 1280, "height": 800})
    quiet_page.goto(photographed)
    quiet_page.locator("a[data-lightbox]").first.click()
    photo = quiet_page.get_by_role("dialog", name="First photo").locator("img")

    photo.click()
    assert photo.is_visible()

    quiet_page.mouse.click(640, 10)
    quiet_page.locator("dialog").wait_for(state="detached")
    assert quiet_page.evaluate("document.activeElement.ariaLabel") == "Enlarge the photo: First photo"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_photo_is_a_link_without_scripts(browser, photographed, prefix):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(photographed.replace("/en/", f"{prefix}/"))
        page.locator("a[data-lightbox]").first.click()
        page.wait_for_url("**-1200.jpg")


def test_reader_who_saves_data_gets_a_photo_on_request(saving, photographed):
    asked = []
    saving.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    saving.goto(photographed, wait_until="networkidle")
    assert asked == []

    saving.locator("[data-photo-on-request] a").first.click()

    wait_for(saving, IS_DRAWN)
    assert saving.url == photographed
    assert saving.evaluate("document.activeElement.ariaLabel") == "Enlarge the photo: First photo"


def test_seen_photo_comes_without_a_network(visitor, context, photographed):
    visitor.goto(photographed)
    visitor.locator("main picture").first.scroll_into_view_if_needed()
    wait_for(visitor, IS_DRAWN)
    wait_until_kept(visitor, "/en/cities/kyiv/")
    context.set_offline(True)

    visitor.goto(photographed)
    visitor.locator("main picture").first.scroll_into_view_if_needed()

    wait_for(visitor, IS_DRAWN)
