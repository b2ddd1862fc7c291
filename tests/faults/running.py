"""The portal as it runs on a server, on servers of its own that can be stopped; and visitors, who ask by plain HTTP."""

import contextlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg2
import requests

from tests.browser.running import ENVIRONMENT, ROOT, environment_of, inside, running_portal
from tests.bucket import make_bucket, start_storage
from tests.forms_on_page import all_forms
from tests.nginx import running_nginx, set_up
from tests.servers import Mailbox, Server, free_port, running_mailbox, running_postgresql, running_redis
from tests.systemd import children_of, held_socket, kept_running, start_on

AUTHOR = "Олена з Бібліотеки"
_addresses = itertools.count(1)
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning", "portal.wsgi"]


class Web:
    """gunicorn on the socket that is held for it."""

    def __init__(self, held, var, command=GUNICORN):
        self.held, self.var, self.command = held, var, command
        self.start()

    def start(self):
        with (self.var / "log.txt").open("a") as log:
            self.master = start_on(
                self.held, self.command, cwd=ROOT, env=environment_of(self.var), stdout=log, stderr=log
            )

    def stop(self):
        self.master.terminate()
        self.master.wait(timeout=60)

    @property
    def workers(self) -> list[int]:
        return children_of(self.master)


class Stack(NamedTuple):
    """A running portal and what it stands on."""

    url: str
    var: Path
    web: Web
    workers: dict[str, subprocess.Popen]  # what starts each again, by the name of its service
    postgresql: Server
    redis: Server
    mailbox: Mailbox
    storage: Server  # of objects; makes its bucket anew with make_bucket

    def sql(self, statement, *values):
        """The first column of what the database answers."""
        return asked(json.loads((self.var / ENVIRONMENT).read_text())["DATABASE_URL"], statement, *values)

    def inside(self, code, *arguments):
        return inside(code, environment_of(self.var), *arguments)


def asked(database, statement, *values):
    connection = psycopg2.connect(database)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """The portal of several machines, on one, with the starter content: all that it stands on can be taken away."""
    var, port = folder / "portal", free_port()
    with ExitStack() as running:
        postgresql, database = running.enter_context(running_postgresql())
        redis, cache = running.enter_context(running_redis(folder))
        mailbox = running.enter_context(running_mailbox())
        var.mkdir()
        (var / ENVIRONMENT).write_text(json.dumps({"DATABASE_URL": database}))
        with running_portal(var):
            pass
        storage = start_storage(folder / "storage.txt")
        running.callback(storage.stop, signal.SIGKILL)
        settings = {
            "DATABASE_URL": database,
            "REPLICA_URL": f"{database}?options=-c%20default_transaction_read_only%3Don",
            "CACHE_URL": cache,
            "MEDIA_STORAGE_URL": make_bucket(storage),
            "EMAIL_URL": mailbox.url,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "LOG_FORMAT": "json",
        }
        (var / ENVIRONMENT).write_text(json.dumps(settings))
        with served(var, folder / "nginx", port) as (url, web):
            log = running.enter_context((var / "log.txt").open("a"))
            workers = {
                name: running.enter_context(
                    kept_running(
                        [sys.executable, "manage.py", *command.split()],
                        cwd=ROOT,
                        env=environment_of(var),
                        stdout=log,
                        stderr=log,
                    )
                )
                for name, command in WORKERS.items()
            }
            yield Stack(url, var, web, workers, postgresql, redis, mailbox, storage)


WORKERS = {"tasks": "work --interval 0.3 --no-reload", "mail": "send_letters --keep --interval 0.3"}


@contextmanager
def served(var: Path, folder: Path, port: int, command=GUNICORN) -> Iterator[tuple[str, Web]]:
    """The portal whose state lies in ``var``, behind nginx; gives its address, and what answers there."""
    with held_socket(set_up(folder, var, port)) as held:
        web = Web(held, var, command)
        try:
            with running_nginx(folder, port) as url:
                yield url, web
        finally:
            web.stop()


def begin_beside(stack, var, *shared, **settings):
    """Makes ``var`` the folder of a portal that shares the servers that these settings name with the one that runs."""
    (var / "static").symlink_to(stack.var / "static")
    theirs = json.loads((stack.var / ENVIRONMENT).read_text())
    (var / ENVIRONMENT).write_text(json.dumps({name: theirs[name] for name in shared} | settings))


# Visitors


class Visitor(requests.Session):
    """Somebody with a browser, at an address of their own."""

    def __init__(self, url, session=""):
        super().__init__()
        self.url = url
        self.headers["User-Agent"] = "Mozilla/5.0"
        self.headers["Accept"] = "text/html,*/*;q=0.8"
        self.move()
        if session:
            self.cookies.set("sessionid", session)

    def move(self):
        """Go on from another network address, which no limit knows."""
        number = next(_addresses)
        self.headers["X-Forwarded-For"] = f"198.51.{number // 250}.{number % 250 + 1}"

    def ask(self, path, method="GET", **options):
        """The answer; redirects are not followed."""
        options = {"timeout": 60, "allow_redirects": False} | options
        return self.request(method, f"{self.url}{path}", **options)

    def form(self, path, holding, **typed):
        """What the form with a field of this name would send from a page, with what is typed into it."""
        page = self.ask(path)
        assert page.status_code == 200, page.text[:500]
        return form_of(page, holding) | typed

    def hand_in(self, path, data, **options):
        return self.ask(path, "POST", data=data, headers={"Referer": f"{self.url}{path}"}, **options)

    def begin_draft(self, katottg, title="Чернетка") -> int:
        """The number of a new draft of the city."""
        path = f"/workspace/{katottg}/initiatives/new/"
        answer = self.hand_in(path, self.form(path, "creation_key", title_uk=title))
        return int(re.search(r"initiatives/(\d+)/", answer.headers["Location"])[1])

    def add_photo(self, draft, content, **words):
        """The answer to a photo that is sent for a draft with all that it needs."""
        path = f"/workspace/initiatives/{draft}/files/"
        typed = {
            "photo-alt_uk": "Заняття в бібліотеці",
            "photo-author": AUTHOR,
            "photo-licence": "cc_by_4",
            "photo-consent": "no_people",
        }
        fields = self.form(path, "photo-alt_uk") | typed | words
        return self.hand_in(f"{path}photos/", fields, files={"photo-image": ("photo.jpg", content, "image/jpeg")})


def form_of(page, holding) -> dict:
    """What the form with a field of this name sends from a page, as it stands there."""
    return next(data for _action, data in all_forms(page) if holding in data)


def words_of(letter) -> str:
    """The text of a letter."""
    return letter.get_body(("plain",)).get_content()


def code_of(stack, person, email):
    """A code to sign in with, and the page that takes it."""
    before = len(stack.mailbox.to(email))
    asked = person.hand_in("/account/login/", person.form("/account/login/", "email", email=email))
    assert asked.status_code == 302, asked.text
    letter = until(lambda: stack.mailbox.to(email)[before:])[0]
    return re.search(r"\b\d{4}-\d{4}\b", words_of(letter))[0], asked.headers["Location"]


def is_up(stack) -> bool:
    """Whether pages that nobody keeps are drawn."""
    return Visitor(stack.url).ask("/api/v1/cities").status_code == 200


def is_limited(visitor, asking=130) -> bool:
    """Whether a program that asks so often, which is more than a minute allows, is told to wait, and not by nginx."""
    return any("Retry-After" in visitor.ask("/api/v1/cities/nowhere").headers for _ in range(asking))


def until(true, within=30.0, every=0.05):
    """Waits until something is true, and gives it. Raises AssertionError where it does not become so in time."""
    end = time.monotonic() + within
    while not (found := true()):
        assert time.monotonic() < end, "It did not become so in time."
        time.sleep(every)
    return found


@contextmanager
def meanwhile(*visits):
    """Calls each again and again, each in a thread of its own, until the block ends; gives all that they gave."""
    is_over, given = threading.Event(), []

    def repeat(visit):
        while not is_over.is_set():
            given.append(visit())

    threads = [threading.Thread(target=repeat, args=(visit,)) for visit in visits]
    for thread in threads:
        thread.start()
    try:
        yield given
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def kill(pid):
    os.kill(pid, signal.SIGKILL)
