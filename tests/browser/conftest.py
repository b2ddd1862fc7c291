"""A real browser on the real thing."""

import shutil

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import stack
from tests.browser.journeys import WAYS, Traveller, address_of_its_own
from tests.browser.people import COORDINATOR, REVIEWER, Hands, People, make_stages
from tests.browser.running import CHROMIUM_ARGS, chromium, prepared, running_portal
from tests.browser.waiting import until_there
from tests.browser.writers import make_editors


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, and mark what is left out where time is short.

    Every other way of a journey: both languages and both sorts of browser are walked without them, too. English pages
    for axe, whose markup is that of the Ukrainian ones.
    """
    items.sort(key=lambda item: "power_cut" not in item.nodeid)
    for item in items:
        params = item.callspec.params if "browser" in item.keywords and hasattr(item, "callspec") else {}
        prefix, scripts = params.get("traveller") or (params.get("prefix"), params.get("scripts", params.get("reader")))
        is_for_axe = item.originalname.startswith("test_axe_finds_nothing")
        if prefix is not None and (bool(prefix) == scripts if scripts is not None else prefix and is_for_axe):
            item.add_marker("crossed")


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """A folder that all processes of the suite share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def prepared_portal(shared):
    """The folder of a portal on SQLite that ran once; to be copied."""
    return prepared(shared / "prepared")


@pytest.fixture(scope="session")
def portal(request, shared, tmp_path_factory, worker_id):
    """A portal for each process of the suite; they begin as copies of one.

    It stands behind all that servers put before it, where the environment names some.
    """
    folder = tmp_path_factory.getbasetemp()
    if stack.is_wanted():
        number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
        with stack.running_stack(stack.prepared_stack(shared / "prepared-stack"), folder, number) as portal:
            yield portal
        return
    var = folder / "portal"
    shutil.copytree(request.getfixturevalue("prepared_portal"), var)
    with running_portal(var) as portal:
        yield portal


@pytest.fixture(scope="session")
def editors(portal):
    """Two who write for the same city."""
    return make_editors(portal.var, "Олена", "Тарас")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": chromium(), "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session", autouse=True)
def whole_pages():
    """Whoever clicks reads the next page only when all of it is there, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        for actor in (Page, Locator):
            for act in ("click", "press"):
                patch.setattr(actor, act, until_there(getattr(actor, act)))
        yield


@pytest.fixture(scope="session")
def browser(browser):
    """Each of its contexts is somebody elsewhere."""
    new_context = browser.new_context

    def somebody(extra_http_headers=None, **options):
        return new_context(extra_http_headers=address_of_its_own() | (extra_http_headers or {}), **options)

    browser.new_context = somebody
    return browser


@pytest.fixture
def quiet_page(page, portal):
    """A browser page that fails the test for any complaint of the browser and any request to another host."""
    complaints = []
    # Tiptap, inside the editor of the admin, tries to add a style that its style sheet has already.
    expected = "Applying inline style violates"
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type in ("error", "warning")
            and not (message.text.startswith(expected) and "/admin/" in page.url)
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((portal.url, "data:", "blob:"))
            else complaints.append(f"asked {request.url}")
        ),
    )
    yield page
    assert complaints == []


@pytest.fixture
def staff_page(quiet_page, portal):
    """A browser page in which staff are signed in."""
    quiet_page.goto(f"{portal.url}/account/login/password/?next=/admin/")
    quiet_page.fill("[name=login]", portal.email)
    quiet_page.fill("[name=password]", portal.password)
    quiet_page.click("form.form [type=submit]")
    quiet_page.wait_for_url(f"{portal.url}/admin/**")
    return quiet_page


@pytest.fixture(scope="session")
def people(browser, portal):
    return People(browser, portal)


@pytest.fixture(scope="session")
def stages(people, portal):
    """An initiative of Lviv in each of its states, by the name of the state: their numbers."""
    with people.page_of(COORDINATOR) as writing, people.page_of(REVIEWER) as reviewing:
        return make_stages(Hands(writing, portal), Hands(reviewing, portal))


@pytest.fixture(scope="session")
def seen_pages():
    """The pages that travellers have held against axe-core."""
    return set()


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def traveller(browser, portal, seen_pages, request):
    """Somebody on the way through the portal: in each language, with scripts and without."""
    traveller = Traveller(browser, portal, *request.param, seen_pages)
    with traveller.context:
        yield traveller
    assert traveller.wrong == []


@pytest.fixture
def staff(people, portal):
    """A page where the first of staff is signed in."""
    with people.page_of(portal.email) as page:
        yield page


@pytest.fixture
def coordinator(people):
    """A page where the coordinator of the demo is signed in."""
    with people.page_of(COORDINATOR) as page:
        yield page
