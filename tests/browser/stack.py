"""Starts the portal as servers carry it: nginx, two processes of the application, two workers, and behind them
PostgreSQL, Redis and an object storage. The browser suite walks through it where DATABASE_URL and CACHE_URL name both.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests.browser.running import ENVIRONMENT, ROOT, Portal, environment_of, free_port, running_portal
from tests.bucket import running_bucket
from tests.nginx import running_nginx, set_up

# Of the database from which those of the processes are copied. One run at a time on a server.
TEMPLATE = "portal_browser"
READ_ONLY = "?options=-c%20default_transaction_read_only%3Don"


def is_wanted() -> bool:
    """Whether the environment names the servers for it."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres") and "CACHE_URL" in os.environ


def prepared_stack(shared: Path) -> Path:
    """The folder of a portal that ran once on PostgreSQL, inside ``shared``; whoever comes first makes it."""
    shared.mkdir(exist_ok=True)
    var = shared / "var"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not var.exists():
            begun = shared / "begun"
            begun.mkdir()
            _on_server(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)", f"CREATE DATABASE {TEMPLATE}")
            (begun / ENVIRONMENT).write_text(json.dumps({"DATABASE_URL": _database(TEMPLATE)}))
            with running_portal(begun):
                pass
            begun.rename(var)
    return var


@contextmanager
def running_stack(prepared: Path, folder: Path, number: int) -> Iterator[Portal]:
    """A portal of its own, the ``number``-th on the servers of PostgreSQL and Redis; begins as the prepared one.

    Anonymous readers read by a connection that takes no writes, as a replica would. Ends with the block.
    """
    var, port, database = folder / "portal", free_port(), f"{TEMPLATE}_{number}"
    shutil.copytree(prepared, var)
    web = set_up(folder / "nginx", var, port)
    _on_server(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", f"CREATE DATABASE {database} TEMPLATE {TEMPLATE}")
    redis, first = os.environ["CACHE_URL"].rsplit("/", 1)
    with ExitStack() as running:
        running.callback(_on_server, f"DROP DATABASE {database} WITH (FORCE)")
        settings = {
            "DATABASE_URL": _database(database),
            "REPLICA_URL": f"{_database(database)}{READ_ONLY}",
            "CACHE_URL": f"{redis}/{int(first) + number}",
            "MEDIA_STORAGE_URL": running.enter_context(running_bucket(var / "bucket.txt")),
            "SITE_URL": f"http://127.0.0.1:{port}",
        }
        (var / ENVIRONMENT).write_text(json.dumps(settings))
        log = running.enter_context((var / "log.txt").open("w"))
        for command in (
            f"-m gunicorn -c deploy/gunicorn.conf.py --bind unix:{web} --log-level warning portal.wsgi",
            "manage.py work --interval 1 --no-reload",
            "manage.py send_letters --keep --interval 0.5",
        ):
            running.enter_context(_process(command.split(), var, log))
        wait_for(web, var / "log.txt")
        address = running.enter_context(running_nginx(folder / "nginx", port))
        yield Portal(address, "staff@localhost", (var / "first-staff-password.txt").read_text().strip(), var)


def wait_for(web, log):
    """Until somebody listens on the socket. Raises RuntimeError, with what the log says, after two minutes."""
    for _ in range(1200):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(web)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(log.read_text())


@contextmanager
def _process(command, var, log):
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment_of(var), stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _database(name):
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _on_server(*statements):
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
