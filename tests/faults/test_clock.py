"""The clock of a machine jumps a day ahead and an hour back, while the portal on it runs.

The clock is that of the application's processes; PostgreSQL, Redis and nginx keep the true time, as on other machines.
"""

import re
import sys
import time
from types import SimpleNamespace

import pytest

from tests.browser.running import ROOT
from tests.faults.running import Visitor, begin_beside, code_of, form_of, is_limited, served, until, words_of
from tests.servers import free_port

DAY, HOUR = 24 * 60 * 60, 60 * 60
# Each process follows a file, which says by how many seconds its clock is ahead.
CONFIGURATION = """
import datetime
import pathlib
import runpy
import threading
import time

import time_machine

globals().update(runpy.run_path("{root}/deploy/gunicorn.conf.py"))
AHEAD = pathlib.Path("{ahead}")


def post_worker_init(worker):
    clock, now = time_machine.travel(datetime.datetime.now(datetime.UTC), tick=True).start(), 0
    clock.shift(time_machine.escape_hatch.time.time() - time.time())  # lost while it began

    def follow():
        nonlocal now
        while True:
            told = int(AHEAD.read_text() or now)
            clock.shift(told - now)
            now = told
            time.sleep(0.05)

    threading.Thread(target=follow, daemon=True).start()
"""


@pytest.fixture
def machine(stack, tmp_path):
    """The same portal once more, on a machine whose clock is set by ``put_ahead``."""
    var, ahead, port = tmp_path / "var", tmp_path / "ahead", free_port()
    var.mkdir()
    ahead.write_text("0")
    (tmp_path / "configuration.py").write_text(CONFIGURATION.format(root=ROOT, ahead=ahead))
    begin_beside(stack, var, "DATABASE_URL", "CACHE_URL", "EMAIL_URL", SITE_URL=f"http://127.0.0.1:{port}")

    def put_ahead(seconds):
        ahead.write_text(str(seconds))
        time.sleep(0.5)

    command = [sys.executable, "-m", "gunicorn", "-c", str(tmp_path / "configuration.py"), "portal.wsgi"]
    with served(var, tmp_path / "nginx", port, command) as (url, _web):
        yield SimpleNamespace(url=url, put_ahead=put_ahead)


@pytest.mark.parametrize("jump", [DAY, -HOUR], ids=["a day ahead", "an hour back"])
def test_clock_that_jumps_locks_nobody_out_and_loses_no_word(stack, machine, editors, jump):
    writer, stranger, often = Visitor(machine.url, editors[0].session), Visitor(machine.url), Visitor(machine.url)
    confirm = link_to_confirm(stack, Visitor(machine.url))
    code, code_page = code_of(stack, stranger, editors[1].email)
    message = stranger.form("/contact/", "opened", topic="other", name="Ян", email="jan@example.org")
    pages = {page: Visitor(machine.url).ask(page).status_code for page in ("/", "/cities/", "/en/")}
    assert set(pages.values()) == {200}
    assert is_limited(often)
    time.sleep(3.5)

    machine.put_ahead(jump)

    assert {page: Visitor(machine.url).ask(page).status_code for page in pages} == pages
    assert writer.ask("/account/me/").status_code == 200
    assert not is_limited(often, asking=1)
    assert is_limited(often)
    assert stranger.ask(confirm).status_code == 200
    # A code is too old after a day, so that another one has to be asked for, and good when the clock went back.
    if jump > 0:
        assert stranger.ask(code_page).headers["Location"].startswith("/account/login/")
    else:
        assert stranger.hand_in(code_page, stranger.form(code_page, "code", code=code)).status_code == 302
        assert stranger.ask("/account/me/").status_code == 200

    anew = Visitor(machine.url)
    text = f"Стрибок на {jump} секунд"
    anew.form("/contact/", "opened")
    answer = anew.hand_in("/contact/", message | {"text": text, "csrfmiddlewaretoken": anew.cookies["csrftoken"]})
    if jump > 0:  # "The form was open for too long. Please send it again."
        assert (answer.status_code, text in answer.text) == (422, True)
        again = form_of(answer, "opened")
        time.sleep(3.5)
        answer = anew.hand_in("/contact/", again)
    assert answer.status_code == 302
    assert stack.sql("SELECT count(*) FROM pages_message WHERE text = %s", text) == [1]


def link_to_confirm(stack, person):
    """The path of the link in the letter that asks whether somebody wants the newsletter."""
    address = f"reader-{time.time_ns()}@example.org"
    form = person.form("/newsletter/", "opened", email=address)
    time.sleep(3.5)
    sent = person.hand_in("/newsletter/", form)
    assert sent.status_code == 302, sent.text
    letter = until(lambda: stack.mailbox.to(address))[0]
    return re.search(r"https?://[^/\s]+(/newsletter/confirm/\S+)", words_of(letter))[1]
