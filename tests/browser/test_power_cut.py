"""The power goes off between keystrokes and steps, twenty times: nothing that was called saved is lost."""

import os
import shutil
import signal
import socket
import sqlite3
import time
from contextlib import closing

import pytest

from tests.browser.running import Portal, environment_of, free_port, inside, start_server
from tests.browser.waiting import wait_for
from tests.browser.writers import CONSENTS, GIVEN, Writer, make_editors

pytestmark = pytest.mark.browser

PIECES = [f"Речення {number}. " for number in range(1, 15)]
STAFF = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from portal.accounts.models import User

user, session = User.objects.filter(is_superuser=True).first(), SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
json.dump(session.session_key, sys.stdout)
"""
# What there is of an initiative: its status, its moves, its consents, whether readers find it.
COUNT = """
from initiatives.models import Initiative
from portal.publishing.workflow import Transition

initiative = Initiative.objects.get(pk=int(sys.argv[1]))
json.dump({
    "status": initiative.status,
    "moves": list(Transition.objects.of(initiative).order_by("pk").values_list("target", flat=True)),
    "consents": sorted(initiative.consents.values_list("kind", flat=True)),
    "is_found": bool(initiative.slug),
}, sys.stdout)
"""
MOVES = """
SELECT count(*) FROM publishing_transition JOIN django_content_type ON django_content_type.id = content_type_id
WHERE model = 'initiative' AND object_id = ? AND target = ?
"""


class Machine:
    """A portal of its own, whose server loses its power at any moment."""

    def __init__(self, source, var):
        self.var, self.port, self.cuts = var, free_port(), 0
        var.mkdir()
        shutil.copytree(source / "static", var / "static")
        with closing(sqlite3.connect(source / "portal.sqlite3")) as there, closing(self.database()) as here:
            there.backup(here)
        self.start()

    def database(self):
        return sqlite3.connect(self.var / "portal.sqlite3")

    def ask(self, query, *values):
        with closing(self.database()) as database:
            return database.execute(query, values).fetchone()[0]

    def status(self, draft):
        return self.ask("SELECT status FROM initiatives_initiative WHERE id = ?", draft)

    def start(self):
        self.server = start_server(self.var, self.port)

    def cut_the_power(self):
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        while self.is_listening():  # its workers take a moment to die
            time.sleep(0.01)
        self.cuts += 1

    def is_listening(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def machine(prepared_portal, tmp_path):
    machine = Machine(prepared_portal, tmp_path / "var")
    yield machine
    os.killpg(machine.server.pid, signal.SIGKILL)
    machine.server.wait()


def test_twenty_power_cuts_lose_nothing_that_was_called_saved(page, machine):
    editor = make_editors(machine.var, "Олена")[0]
    writer = Writer(page, Portal(f"http://127.0.0.1:{machine.port}", "", "", machine.var), editor)
    draft = writer.begin()
    fill_all_but_the_story(writer)

    write_through_power_cuts(writer, machine, draft)
    go_on_through_power_cuts(writer, machine, draft)
    submit_through_power_cuts(writer, machine, draft)
    publish_through_power_cuts(writer, machine, draft)

    counted = inside(COUNT, environment_of(machine.var), str(draft))
    assert machine.cuts == 20
    assert counted["status"] == "published"
    assert counted["is_found"]
    assert [move for move in counted["moves"] if move in ("submitted", "published")] == ["submitted", "published"]
    assert counted["consents"] == sorted(CONSENTS)


def fill_all_but_the_story(writer):
    for step, after in (("what", "story"), ("story", "repeat"), ("repeat", "contact"), ("contact", "check")):
        writer.type({name: text for name, text in GIVEN[step].items() if name != "activities_uk"})
        writer.go_on(after)


def write_through_power_cuts(writer, machine, draft):
    """Fourteen cuts: while a key goes down, while the text is on its way, after it was called saved."""
    page, confirmed = writer.page, ""
    writer.open(draft, "story")
    field = page.locator("[name=activities_uk]")
    for number, piece in enumerate(PIECES):
        moment = ("typing", "saving", "saved")[number % 3]
        field.press_sequentially(piece)
        typed = "".join(PIECES[: number + 1]).strip()
        if moment != "typing":
            # A save that a server just started answers too late is tried again a quarter of a minute after.
            page.wait_for_selector(f".save-state:is([data-state={moment}], [data-state=saved])", timeout=90_000)
        machine.cut_the_power()
        if page.locator(".save-state[data-state=saved]").count():
            confirmed = typed
        machine.start()
        stored = machine.ask("SELECT activities_uk FROM initiatives_initiative WHERE id = ?", draft) or ""
        assert stored.startswith(confirmed)
        assert typed.startswith(stored)
    page.reload()  # the machine of the writer had no power either
    wait_for(page, "!localStorage.length")  # what the server has is kept on the device no longer
    assert machine.ask("SELECT activities_uk FROM initiatives_initiative WHERE id = ?", draft) == typed


def go_on_through_power_cuts(writer, machine, draft):
    """Two cuts while a button saves and goes on."""
    page = writer.page
    for pause, lesson in ((50, "Перший урок."), (300, "Другий урок.")):
        writer.open(draft, "story")
        writer.type({"lessons_uk": lesson})
        page.click(".writing__foot [name=go]", no_wait_after=True)
        page.wait_for_timeout(pause)
        machine.cut_the_power()
        machine.start()
        writer.open(draft, "story")
        assert writer.value("lessons_uk") == lesson
    writer.save()
    assert machine.ask("SELECT lessons_uk FROM initiatives_initiative WHERE id = ?", draft) == lesson


def submit_through_power_cuts(writer, machine, draft):
    """Two cuts while the initiative is handed in, which is then handed in again if it has to be."""
    for pause in (100, 400):
        hand_in(writer, draft)
        writer.page.wait_for_timeout(pause)
        machine.cut_the_power()
        machine.start()
        was_moved = machine.ask(MOVES, draft, "submitted") == 1
        assert was_moved == (machine.status(draft) == "submitted")
    hand_in(writer, draft)
    writer.page.wait_for_url(writer.address(draft))


def hand_in(writer, draft):
    writer.open(draft, "check")
    if writer.page.url == writer.address(draft):
        return  # handed in already
    for consent in CONSENTS:
        writer.page.check(f"[name=consents-{consent}]")
    writer.page.evaluate("document.querySelector('#content form.form').requestSubmit()")


def publish_through_power_cuts(writer, machine, draft):
    """Two cuts while an editor publishes: readers get the whole page or none."""
    page = writer.page
    session = inside(STAFF, environment_of(machine.var))
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": writer.portal.url}])
    page.goto(f"{writer.portal.url}/review/{draft}/")
    with page.expect_navigation():
        page.click(f"form[action$='/review/{draft}/take/'] [type=submit]")
    for pause in (100, 400, 3000):
        if machine.status(draft) != "published":
            page.goto(f"{writer.portal.url}/review/{draft}/")
            page.check("[name=decision][value=publish]")
            page.evaluate("document.querySelector('[name=decision]').form.requestSubmit()")
        page.wait_for_timeout(pause)
        if machine.cuts < 20:
            machine.cut_the_power()
            machine.start()
        was_moved = machine.ask(MOVES, draft, "published") == 1
        assert was_moved == (machine.status(draft) == "published")
