"""The portal is put into service twice while people read and send, as ``deploy/upgrade.sh`` does it."""

import itertools
import time

from tests.faults.running import Visitor, meanwhile, until

PAGES = itertools.cycle(["/", "/en/", "/cities/", "/en/initiatives/", "/search/?q=лист", "/contact/"])


def test_two_upgrades_under_load_fail_no_request(stack):
    stranger = Visitor(stack.url)
    message = stranger.form("/contact/", "opened", topic="other", name="Ян", email="jan@example.org")
    numbers = itertools.count(1)
    time.sleep(3.5)

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
        for answered in (10, 20):
            until(lambda answered=answered: len(answers) >= answered)
            stack.web.stop()
            time.sleep(0.5)
            stack.web.start()
        until(lambda: len(answers) >= 30)

    sent = [text for text, status in answers if status == 302]
    assert {status for kind, status in answers if kind == "GET"} == {200}
    assert {status for kind, status in answers if kind != "GET"} == {302}
    stored = stack.sql("SELECT text FROM pages_message WHERE text LIKE 'Під час оновлення, %%'")
    assert sorted(stored) == sorted(sent)
