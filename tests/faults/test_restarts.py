"""The portal is put into service twice while people read and send, as ``deploy/upgrade.sh`` does it."""

import itertools
import time

from tests.faults.running import Visitor, meanwhile

PAGES = itertools.cycle(["/", "/en/", "/cities/", "/en/initiatives/", "/search/?q=лист", "/contact/"])


def test_two_upgrades_under_load_fail_no_request(stack):
    stranger = Visitor(stack.url)
    message = stranger.form("/contact/", "opened", topic="other", name="Ян", email="jan@example.org")
    numbers = itertools.count(1)
    time.sleep(3)

    def read():
        time.sleep(0.05)
        return "GET", Visitor(stack.url).ask(next(PAGES)).status_code

    def send():
        time.sleep(0.1)
        visitor = Visitor(stack.url)
        visitor.cookies.update(stranger.cookies)
        text = f"Під час оновлення, {next(numbers)}"
        return text, visitor.hand_in("/contact/", message | {"text": text}).status_code

    with meanwhile(read, read, read, send, send) as answers:
        for _ in range(2):
            time.sleep(1)
            before = stack.web.master.pid
            stack.web.stop()
            time.sleep(0.5)
            stack.web.start()
            assert stack.web.master.pid != before
        time.sleep(1)

    sent = [text for text, status in answers if status == 302]
    assert {status for kind, status in answers if kind == "GET"} == {200}
    assert {status for kind, status in answers if kind != "GET"} == {302}
    assert min(len(sent), len(answers) - len(sent)) > 10
    stored = stack.sql("SELECT text FROM pages_message WHERE text LIKE 'Під час оновлення, %%'")
    assert sorted(stored) == sorted(sent)
