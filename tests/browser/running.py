"""Starts the portal as readers meet it: `manage.py serve`, with its server, its worker and the starter content."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

# Nothing that the browser does by itself may stand among what is measured.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Portal(NamedTuple):
    """A running portal and how to sign in to it."""

    url: str
    email: str
    password: str
    var: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_of(var: Path) -> dict[str, str]:
    """The environment of a portal on SQLite with all its state in the folder ``var``, as set up for readers."""
    (var / "secret_key").write_text("s" * 60)
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "SECRET_KEY"))}
    return kept | {"VAR_DIR": str(var), "HTTPS": "off", "DEBUG": "off", "DJANGO_SETTINGS_MODULE": "portal.settings"}


def chromium() -> str:
    """Where Debian's chromium lies. Raises RuntimeError where it is not installed."""
    if found := shutil.which("chromium"):
        return found
    raise RuntimeError("This needs Debian's chromium: apt-get install chromium")


@contextmanager
def running_portal(var: Path) -> Iterator[Portal]:
    """A portal with all its state in the folder ``var``; ends with the block.

    Raises RuntimeError, with what the portal said, where it does not come up within two minutes.
    """
    port, log = free_port(), var / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment_of(var),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(1200):
            if "The portal runs at" in log.read_text():
                break
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        else:
            raise RuntimeError(log.read_text())
        email = re.search(r"with (\S+) and the password", log.read_text())[1]
        password = (var / "first-staff-password.txt").read_text().strip()
        yield Portal(f"http://127.0.0.1:{port}", email, password, var)
    finally:
        process.terminate()
        process.wait(timeout=30)
