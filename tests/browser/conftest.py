"""A real browser on the real thing."""

import pytest

from tests.browser.running import CHROMIUM_ARGS, chromium, running_portal


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    with running_portal(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": chromium(), "args": CHROMIUM_ARGS}


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
