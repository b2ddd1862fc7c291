"""Starts the portal as readers meet it: `manage.py serve`, with its server, its worker and the starter content."""

import fcntl
import json
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

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
# In the folder of a portal: what its environment has besides, as JSON.
ENVIRONMENT = "environment.json"

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


def environment_of(var: Path) -> dict[str, str]:
    """The environment of a portal with its state in the folder ``var``, as ``make run`` sets it up.

    On SQLite, unless a file in the folder (``ENVIRONMENT``) names servers.
    """
    (var / "secret_key").write_text("s" * 60)
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "SECRET_KEY"))}
    # Behind a proxy, a browser may say for whom it asks, so that visitors do not use up one another's limits.
    local = {"HTTPS": "off", "LOCAL": "on", "DEBUG": "off", "BEHIND_PROXY": "on"}
    servers = json.loads((var / ENVIRONMENT).read_text()) if (var / ENVIRONMENT).exists() else {}
    return kept | local | servers | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings"}


def inside(code: str, environment: dict[str, str], *arguments: str):
    """What a piece of code, run inside the portal, prints as JSON. Raises RuntimeError with what it complained of."""
    command = [sys.executable, "-c", f"import json, sys\nimport django\ndjango.setup()\n{code}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def start_server(var: Path, port: int, **environment) -> subprocess.Popen:
    """The server alone, as ``serve`` starts it, on what lies in the folder ``var``; a process group of its own.

    Raises RuntimeError where it does not answer within a minute.
    """
    command = f"-m gunicorn -c deploy/gunicorn.conf.py portal.wsgi --bind 127.0.0.1:{port} --log-level warning"
    server = subprocess.Popen(
        [sys.executable, *command.split()], cwd=ROOT, env=environment_of(var) | environment, start_new_session=True
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def chromium() -> str:
    """Where Debian's chromium lies. Raises RuntimeError where it is not installed."""
    if found := shutil.which("chromium"):
        return found
    raise RuntimeError("This needs Debian's chromium: apt-get install chromium")


def prepared(shared: Path) -> Path:
    """The folder of a portal that ran once, inside ``shared``; whoever comes first makes it, the others wait for it."""
    shared.mkdir(exist_ok=True)
    var = shared / "var"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not var.exists():
            begun = shared / "begun"
            begun.mkdir()
            with running_portal(begun):
                pass
            begun.rename(var)
    return var


@contextmanager
def running_portal(var: Path) -> Iterator[Portal]:
    """A portal with all its state in the folder ``var``; ends with the block.

    Raises RuntimeError, with what the portal said, where it does not come up within five minutes.
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
        for _ in range(3000):
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
        process.wait(timeout=60)
