"""Whoever sends or asks too much waits, knows for how long, and loses nothing of what was typed."""

import pytest
import time_machine
from django.test import Client

from portal.plausible import MOST_BYTES
from portal.politeness import SEARCHING, SENDING, SUGGESTING
from portal.senders import network_of
from tests.factories import make_user
from tests.safety.addresses import every_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_one_minute():
    with time_machine.travel("2026-11-25 10:00:20+00:00", tick=False):
        yield


@pytest.fixture
def at_once(monkeypatch):
    """Every limit is used up with the first request."""
    monkeypatch.setattr("portal.politeness.seconds_to_wait", lambda _limit, _who: 40)


def html_of(response):
    return response.content.decode()


# Forms


def test_whatever_is_sent_to_any_address_is_counted(at_once):
    """What is not counted would come through to its view and answer something else."""
    person, visitor = Client(), Client()
    person.force_login(make_user())

    answers = {
        (name, who): client.post(address, headers={"accept": "application/problem+json"}).status_code
        for name, address in every_address().items()
        for who, client in (("signed in", person), ("visitor", visitor))
    }

    assert {key for key, status in answers.items() if status != 429} == set()


def test_visitor_may_send_so_much_in_a_minute_and_then_waits(client):
    answers = [client.post("/contact/", {}).status_code for _time in range(SENDING.per_minute)]
    refusal = client.post("/contact/", {})

    assert set(answers) == {422}
    assert (refusal.status_code, refusal.headers["Retry-After"]) == (429, "40")


@pytest.mark.parametrize(("prefix", "word"), [("", "Надіслати ще раз"), ("/en", "Send again")])
def test_refused_text_stands_on_the_page_that_refuses_it(client, at_once, prefix, word):
    answer = client.post(f"{prefix}/contact/?topic=data", {"name": "Олена", "text": 'Перший рядок\n"другий" <b>'})

    assert f'action="{prefix}/contact/?topic=data"' in html_of(answer)
    assert 'name="text" value="Перший рядок\n&quot;другий&quot; &lt;b&gt;"' in html_of(answer)
    assert word in html_of(answer)


def test_refused_form_of_a_stranger_gets_no_button(at_once):
    answer = Client(enforce_csrf_checks=True).post("/contact/", {"text": "planted"})

    assert answer.status_code == 403
    assert "planted" not in html_of(answer)


def test_password_is_never_written_into_a_page(client, at_once):
    answer = client.post("/account/login/password/", {"login": "a@example.org", "password": "correct horse"})

    assert answer.status_code == 429
    assert "correct horse" not in html_of(answer)


def test_one_account_does_not_use_up_the_limit_of_its_house(client):
    people = [Client(), Client()]
    for person in people:
        person.force_login(make_user())
    for _time in range(SENDING.per_minute):
        people[0].post("/account/me/", {})

    assert [person.post("/account/me/", {}).status_code for person in people] == [429, 200]
    assert client.post("/contact/", {}).status_code == 422


# Costly pages


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/search/?q=музей", SEARCHING),
        ("/en/initiatives/?stage=ongoing", SEARCHING),
        ("/search/suggestions/?q=му", SUGGESTING),
        ("/join/hromadas/?q=ро", SUGGESTING),
    ],
)
def test_costly_page_is_limited(client, address, limit, monkeypatch):
    asked = []
    monkeypatch.setattr("portal.politeness.seconds_to_wait", lambda limit, _who: asked.append(limit) or 40)

    answer = client.get(address, headers={"Accept": "text/html"})

    assert answer.status_code == 429
    assert asked == [limit]


def test_list_as_it_stands_is_open_to_any_number_of_readers(client, at_once):
    assert [client.get(address).status_code for address in ("/search/", "/initiatives/")] == [200, 200]


# Who counts as one


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "", True),
    ],
)
def test_ipv6_is_counted_by_network(one, other, are_one):
    assert (network_of(one) == network_of(other)) is are_one


def test_next_address_of_the_same_network_waits_too(client):
    for number in range(SENDING.per_minute):
        client.post("/contact/", {}, REMOTE_ADDR=f"2001:db8:0:7::{number:x}")

    assert client.post("/contact/", {}, REMOTE_ADDR="2001:db8:0:7:abcd::1").status_code == 429
    assert client.post("/contact/", {}, REMOTE_ADDR="2001:db8:0:8::1").status_code == 422


# Bodies


@pytest.mark.parametrize(("prefix", "word"), [("", "Завеликий обсяг"), ("/en", "That is too large")])
def test_body_that_no_form_sends_is_refused_unread(client, prefix, word):
    answer = client.post(f"{prefix}/join/apply/", {}, CONTENT_LENGTH=MOST_BYTES + 1)

    assert answer.status_code == 413
    assert word in html_of(answer)
