"""A real browser on the real thing: `manage.py serve`, with its server, its worker and the starter content."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.portal.test_serve import ROOT, environment_of, free_port


class Portal(NamedTuple):
    """A running portal and how to sign in to it."""

    url: str
    email: str
    password: str
    var: Path


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    var, port = tmp_path_factory.mktemp("portal"), free_port()
    log = var / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment_of(var),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    for _ in range(1200):
        if "The portal runs at" in log.read_text():
            break
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    email = re.search(r"with (\S+) and the password", log.read_text())[1]
    yield Portal(f"http://127.0.0.1:{port}", email, (var / "first-staff-password.txt").read_text().strip(), var)
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium")
    assert chromium, "The browser suite needs Debian's chromium."
    return {
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


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
