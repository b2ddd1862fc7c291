"""The contact form: what it takes, what it refuses without losing a word, and the mail to the office."""

import datetime
import re

import pytest
import time_machine
from django.core import signing
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from portal.mail.models import Letter
from portal.pages.forms import ContactForm
from portal.pages.models import Message
from portal.senders import sender_of

pytestmark = pytest.mark.django_db

OPENED = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
LETTER = {
    "topic": "initiative",
    "name": "Олена Іваненко",
    "email": "olena@example.org",
    "text": "Добрий день!\r\n\r\nЯк додати ініціативу «Ґанок» & інші?",
    "website": "",
}


@pytest.fixture(autouse=True)
def clock():
    """A minute after the form was opened."""
    with time_machine.travel(OPENED + MINUTE, tick=False) as clock:
        yield clock


def stamp(opened=OPENED):
    with time_machine.travel(opened, tick=False):
        return ContactForm.stamp()


def letter(**overrides):
    return LETTER | {"opened": stamp()} | overrides


def html_of(response):
    return response.content.decode()


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Sends the form and does what follows once the message is stored."""

    def send(prefix="", headers=None, **overrides):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"{prefix}/contact/", letter(**overrides), **headers or {})

    return send


def error_codes(response):
    return {
        field: [error.code for error in errors.as_data()] for field, errors in response.context["form"].errors.items()
    }


# The page


def test_contact_shows_the_form_with_a_label_for_each_field(client, prefix):
    html = html_of(client.get(f"{prefix}/contact/"))

    assert [name for name in ("topic", "name", "email", "text") if f'<label for="id_{name}">' not in html] == []


def test_contact_hides_the_trap_from_people(client):
    html = html_of(client.get("/contact/"))

    trap = re.search(r'<div class="hp" aria-hidden="true">.*?</div>', html, re.DOTALL)[0]
    assert 'name="website"' in trap
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap


@pytest.mark.parametrize("topic", Message.Topic.values)
def test_contact_takes_the_topic_from_the_address(client, topic):
    assert f'<option value="{topic}" selected>' in html_of(client.get(f"/contact/?topic={topic}"))


@pytest.mark.parametrize("query", ["", "?topic=nonsense", "?topic=%00", "?topic=" + "x" * 5000, "?topic=join&topic=no"])
def test_contact_leaves_the_topic_open_where_the_address_does_not_tell_it(client, query):
    response = client.get(f"/contact/{query}")

    assert response.status_code == 200
    assert not re.search('<option value="[a-z]+" selected>', html_of(response))


def test_contact_leads_to_privacy_and_to_the_researchers(client, prefix):
    html = html_of(client.get(f"{prefix}/contact/"))

    assert f'href="{prefix}/privacy/"' in html
    assert f'href="{prefix}/about/cooperation/"' in html


def test_contact_is_not_kept_by_shared_caches(client):
    assert client.get("/contact/").headers["Cache-Control"] == "private"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_contact_takes_no_other_methods(client, prefix, method):
    assert getattr(client, method)(f"{prefix}/contact/").status_code == 405


def test_contact_sent_is_for_reading_only(client, prefix):
    assert client.get(f"{prefix}/contact/sent/").status_code == 200
    assert client.post(f"{prefix}/contact/sent/").status_code == 405


# What happens to a message


def test_message_is_stored_as_it_was_written(send, prefix, language):
    send(prefix)

    message = Message.objects.get()
    assert (message.topic, message.name, message.email) == ("initiative", "Олена Іваненко", "olena@example.org")
    assert message.text == "Добрий день!\n\nЯк додати ініціативу «Ґанок» & інші?"
    assert message.language == language
    assert message.is_spam is False


def test_message_is_answered_with_a_redirect_to_thanks(send, prefix):
    response = send(prefix)

    assert response.status_code == 302
    assert response.headers["Location"] == f"{prefix}/contact/sent/"


def test_message_knows_its_sender_without_the_address(send):
    send(headers={"REMOTE_ADDR": "192.0.2.7"})

    message = Message.objects.get()
    assert message.sender == sender_of("192.0.2.7", datetime.date(2026, 11, 22))
    assert "192.0.2.7" not in str(vars(message))


def test_message_does_not_believe_in_forwarded_addresses(send):
    send(headers={"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"})

    assert Message.objects.get().sender == sender_of("192.0.2.7", datetime.date(2026, 11, 22))


def test_message_from_a_local_socket_is_taken(send):
    assert send(headers={"REMOTE_ADDR": ""}).status_code == 302


def test_line_breaks_count_as_one_character(send):
    assert send(text="а" * 4990 + "\r\n" * 10).status_code == 302


# The mail


def test_office_gets_the_message_in_ukrainian_whatever_the_page(send, settings, prefix):
    settings.OFFICE_EMAIL = "office@example.org"

    send(prefix)

    letter = Letter.objects.get()
    assert letter.to == "office@example.org"
    assert letter.reply_to == "olena@example.org"
    assert "Олена Іваненко" in letter.subject
    assert "Олена Іваненко (olena@example.org)" in letter.text
    assert "Як додати ініціативу «Ґанок» & інші?" in letter.text
    assert "22.11.2026 14:01" in letter.text


def test_letter_escapes_what_is_html_and_nothing_else(send):
    send(name="O'Neil <&>", text='<b>"quoted"</b>')

    letter = Letter.objects.get()
    assert "O'Neil <&>" in letter.subject
    assert '<b>"quoted"</b>' in letter.text
    assert "&lt;b&gt;&quot;quoted&quot;&lt;/b&gt;" in letter.html


def test_message_is_kept_only_together_with_its_letter(send, monkeypatch):
    def fail(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr("portal.mail.posting.Letter.objects.create", fail)

    with pytest.raises(DatabaseError):
        send()

    assert Message.objects.count() == 0


# What the form refuses, without losing a word


def assert_refused(response, status=422):
    """The form came back with what was typed, and nothing was stored or mailed."""
    assert response.status_code == status
    assert 'id="error-summary"' in html_of(response)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("topic", "", "required"),
        ("topic", "nonsense", "invalid_choice"),
        ("name", "", "required"),
        ("name", "   ", "required"),
        ("name", "а" * 151, "max_length"),
        ("name", "Олена\x00", "null_characters_not_allowed"),
        ("email", "", "required"),
        ("email", "olena", "invalid"),
        ("email", "olena@example.org\x00", "null_characters_not_allowed"),
        ("email", f"{'a' * 300}@example.org", "max_length"),
        ("text", "", "required"),
        ("text", " \r\n ", "required"),
        ("text", "а" * 5001, "max_length"),
        ("text", "а" * 10_000, "max_length"),
        ("text", "Добрий\x00 день", "null_characters_not_allowed"),
    ],
)
def test_contact_refuses_what_it_cannot_use(send, prefix, field, value, code):
    response = send(prefix, **{field: value})

    assert_refused(response)
    assert code in error_codes(response)[field]
    assert not Message.objects.exists()


LINE_BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("line_break", LINE_BREAKS)
@pytest.mark.parametrize(
    ("field", "value"), [("name", "Олена{}Bcc: all@example.org"), ("email", "olena@example.org{}Bcc: all@example.org")]
)
def test_contact_lets_nobody_write_headers_of_the_mail(send, line_break, field, value):
    response = send(**{field: value.format(line_break)})

    assert_refused(response)
    assert list(error_codes(response)) == [field]


def test_contact_keeps_what_was_typed(send, prefix):
    response = send(prefix, email="olena", text="Довгий текст\r\n<script>alert(1)</script>")

    html = html_of(response)
    assert 'value="Олена Іваненко"' in html
    assert 'value="olena"' in html
    assert "Довгий текст" in html
    assert "<script>alert" not in html
    assert '<option value="initiative" selected>' in html


def test_contact_leads_from_the_summary_to_the_field(send):
    html = html_of(send(email="olena"))

    assert '<a href="#id_email">' in html
    assert re.search('<input type="email"[^>]*aria-invalid="true"', html)


def test_contact_begins_with_the_summary_of_what_is_wrong(send, prefix):
    html = html_of(send(prefix, email="olena"))

    assert re.findall(r"<(\w+)[^>]* autofocus", html) == ["div"]
    # Sent to where a fragment stands, such as #content after the skip link, the page would begin there.
    assert f'<form method="post" action="{prefix}/contact/"' in html


def test_contact_says_in_the_title_that_nothing_was_sent(send):
    assert "<title>Not sent yet: " in html_of(send("/en", email="olena"))


def test_contact_survives_an_empty_post(client, prefix):
    response = client.post(f"{prefix}/contact/")

    assert_refused(response)
    assert sorted(error_codes(response)) == ["__all__", "email", "name", "text", "topic"]


# Machines


@pytest.mark.parametrize("filled", ["https://spam.example.com", "x\x00", "а" * 10_000])
def test_trap_looks_like_success(send, filled):
    response = send(website=filled, opened="")

    assert response.headers["Location"] == "/contact/sent/"


def test_trap_stores_spam_without_mailing(send):
    send(website="https://spam.example.com")

    assert Message.objects.get().is_spam is True
    assert not Letter.objects.exists()


def test_blank_in_the_trap_is_no_spam(send):
    send(website="  ")

    assert Message.objects.get().is_spam is False


@pytest.mark.parametrize(
    ("opened", "answer"),
    [
        (OPENED + MINUTE, 422),
        (OPENED + MINUTE - datetime.timedelta(seconds=2), 422),
        (OPENED + MINUTE - datetime.timedelta(seconds=3), 302),
        (OPENED + MINUTE - datetime.timedelta(hours=24), 302),
        (OPENED + MINUTE - datetime.timedelta(hours=24, seconds=2), 422),
        (OPENED + datetime.timedelta(days=2), 422),
    ],
)
def test_contact_asks_again_what_came_too_fast_or_too_late(send, opened, answer):
    assert send(opened=stamp(opened)).status_code == answer


@pytest.mark.parametrize(
    "forged",
    ["", "x", "\x00", "ґ", "1:2:3", pytest.param(signing.dumps(1.0, salt="another"), id="another salt"), "a" * 10_000],
)
def test_contact_asks_again_what_bears_no_stamp_of_ours(send, forged):
    response = send(opened=forged)

    assert_refused(response)
    assert error_codes(response) == {"__all__": ["stamp"]}


def test_contact_renews_the_stamp_and_keeps_what_was_typed(send, clock):
    html = html_of(send(opened=stamp(OPENED - datetime.timedelta(days=3))))

    assert 'value="Олена Іваненко"' in html
    renewed = re.search('name="opened" value="([^"]*)"', html)[1]
    clock.shift(10)
    assert send(opened=renewed).status_code == 302


def test_contact_keeps_a_good_stamp_through_other_errors(send):
    html = html_of(send(email="olena"))

    assert send(opened=re.search('name="opened" value="([^"]*)"', html)[1]).status_code == 302


def test_sixth_message_within_an_hour_is_refused_and_kept_on_the_page(send, prefix):
    answers = [send(prefix, text=f"Лист {number}").status_code for number in range(5)]

    response = send(prefix, text="Шостий лист")

    assert answers == [302] * 5
    assert response.status_code == 429
    assert error_codes(response) == {"__all__": ["too_much"]}
    assert "Шостий лист" in html_of(response)
    assert Message.objects.count() == 5


def test_message_sent_twice_is_one(send):
    answers = {send().headers["Location"] for _time in range(2)}

    assert answers == {"/contact/sent/"}
    assert Message.objects.count() == Letter.objects.count() == 1


@pytest.mark.parametrize("other", [{"text": "Дякую!"}, {"email": "taras@example.org"}, {"topic": "other"}])
def test_message_that_says_something_else_is_another_one(send, other):
    send()
    send(**other)

    assert Message.objects.count() == Letter.objects.count() == 2


def test_same_words_are_another_message_once_the_first_was_answered(send):
    send()
    Message.objects.update(answered_at=timezone.now())
    send()

    assert Message.objects.count() == 2


def test_another_sender_is_not_refused(send):
    for number in range(5):
        send(text=f"Лист {number}")

    assert send(headers={"REMOTE_ADDR": "192.0.2.99"}).status_code == 302


def test_sender_may_write_again_an_hour_later(send, clock):
    for number in range(5):
        send(text=f"Лист {number}")
    clock.shift(60 * MINUTE)

    assert send(opened=stamp(timezone.now() - MINUTE)).status_code == 302


# Forgery


def test_contact_refuses_a_post_from_another_site(prefix):
    response = Client(enforce_csrf_checks=True).post(f"{prefix}/contact/", letter())

    assert response.status_code == 403
    assert not Message.objects.exists()


def test_contact_takes_a_post_of_its_own_form():
    client = Client(enforce_csrf_checks=True)
    html = html_of(client.get("/contact/"))
    token = re.search('name="csrfmiddlewaretoken" value="([^"]*)"', html)[1]

    assert client.post("/contact/", letter(csrfmiddlewaretoken=token)).status_code == 302
