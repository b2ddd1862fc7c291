"""The queue of letters: kept with what gave rise to them, tried until they are taken, sent by one worker at a time."""

import datetime
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from portal.mail.models import Letter
from portal.mail.posting import post, send_due
from tests.factories import make_letter

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def broken_server(monkeypatch):
    """A mail server that takes nothing until told otherwise."""

    def fail(_message, **_options):
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    return monkeypatch


def test_letter_is_forgotten_with_its_transaction():
    with transaction.atomic():
        make_letter()
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


@pytest.mark.parametrize("is_taken", [True, False])
def test_letter_erased_on_its_way_stays_erased_and_stops_nobody(monkeypatch, is_taken):
    def erase_meanwhile(message, **_options):
        Letter.objects.filter(to=message.to[0]).delete()
        if not is_taken:
            raise ConnectionRefusedError("no server")

    make_letter()
    make_letter()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", erase_meanwhile)

    assert send_due() == ((2, 0) if is_taken else (0, 2))
    assert not Letter.objects.exists()


def test_letter_is_written_in_the_language_of_who_gets_it(language):
    letter = make_letter(language=language)

    name = {"uk": "Українська асоціація міст, що навчаються", "en": "Ukrainian Association of Learning Cities"}
    assert letter.language == language
    assert f'<html lang="{language}">' in letter.html
    assert name[language] in letter.html


def test_sent_letter_has_text_and_html_and_is_sent_once():
    letter = make_letter(reply_to="writer@example.org")

    assert send_due() == (1, 0)
    assert send_due() == (0, 0)

    (sent,) = mail.outbox
    letter.refresh_from_db()
    assert (sent.to, sent.reply_to, sent.body) == ([letter.to], ["writer@example.org"], letter.text)
    assert sent.alternatives == [(letter.html, "text/html")]
    assert letter.sent_at == NOW


@pytest.mark.parametrize(
    "error", [SMTPRecipientsRefused({}), ConnectionRefusedError(), TimeoutError(), mail.BadHeaderError()]
)
def test_failed_letter_waits_for_its_next_try(monkeypatch, error):
    def fail(_message, **_options):
        raise error

    letter = make_letter()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    assert send_due() == (0, 1)

    letter.refresh_from_db()
    assert letter.sent_at is None
    assert letter.next_try_at == NOW + MINUTE
    assert type(error).__name__ in letter.last_error


def test_letter_goes_out_once_the_server_is_back(broken_server, clock):
    make_letter()
    send_due()
    broken_server.undo()

    assert send_due() == (0, 0)
    clock.shift(MINUTE)

    assert send_due() == (1, 0)
    assert len(mail.outbox) == 1


def test_letter_is_given_up_after_days_and_staff_can_try_again(broken_server, clock):
    letter = make_letter()
    for wait in [*Letter.WAITS, MINUTE]:
        send_due()
        clock.shift(wait)

    letter.refresh_from_db()
    assert list(Letter.objects.given_up()) == [letter]
    assert sum(Letter.WAITS, datetime.timedelta()) > datetime.timedelta(days=3)
    assert send_due() == (0, 0)


def test_one_hopeless_letter_does_not_hold_up_others():
    make_letter(to="n@" + "ü" * 70 + ".de")
    make_letter(to="reader@example.org")

    assert send_due() == (1, 1)
    assert [sent.to for sent in mail.outbox] == [["reader@example.org"]]


def test_letter_of_a_killed_worker_goes_out_later(monkeypatch, clock):
    def die(_message, **_options):
        raise SystemExit

    make_letter()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", die)
        with pytest.raises(SystemExit):
            send_due()

    assert send_due() == (0, 0)
    clock.shift(11 * MINUTE)
    assert send_due() == (1, 0)


def test_letter_taken_by_one_worker_is_left_alone_by_another(monkeypatch):
    def look_at_the_queue(message, **_options):
        second_look.append(send_due())

    make_letter()
    second_look = []
    monkeypatch.setattr("django.core.mail.EmailMessage.send", look_at_the_queue)

    send_due()

    assert second_look == [(0, 0)]


def test_secret_is_erased_once_it_is_sent():
    letter = make_letter(is_secret=True)
    text = letter.text

    send_due()

    letter.refresh_from_db()
    assert mail.outbox[0].body == text
    assert (letter.text, letter.html) == ("", "")


def test_letter_that_can_be_declined_says_how():
    make_letter(unsubscribe_url="https://learningcities.example/letters/none/")

    send_due()

    message = mail.outbox[0].message()
    assert message["List-Unsubscribe"] == "<https://learningcities.example/letters/none/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://learningcities.example/letters/none/" in mail.outbox[0].alternatives[0][0]


def test_subject_is_one_line():
    letter = post(
        "contact_message", to="a@example.org", language="uk", context={"message": {"name": "Олена\r\nBcc: all@x.org"}}
    )

    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_send_letters_command_says_what_it_did(capsys):
    make_letter()

    call_command("send_letters")

    assert capsys.readouterr().out == "Sent 1, failed 0.\n"


def test_staff_see_letters_and_can_try_one_again(admin_client):
    letter = make_letter(given_up_at=timezone.now(), tries=9)

    admin_client.post("/admin/mail/letter/", {"action": "try_again", "_selected_action": letter.pk})

    assert list(Letter.objects.due()) == [letter]
    assert letter.subject in admin_client.get(f"/admin/mail/letter/{letter.pk}/change/").content.decode()
