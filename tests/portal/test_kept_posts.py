"""What somebody typed after the session had ended waits until they are signed in again."""

import time

import pytest
import time_machine
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from portal.kept_posts import KEPT_FOR, MOST_BYTES, forget_post, keep_post, kept_post
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionStore()


@pytest.fixture
def ask(session):
    """A request of the same visitor."""

    def ask(path="/page/", sent=None):
        request = RequestFactory().post(path, sent) if sent is not None else RequestFactory().get(path)
        request.session = session
        return request

    return ask


def test_post_is_given_back_at_its_address(ask):
    sent = {"text": "Довгий «текст»\r\n🌻", "areas": ["1", "2"], "csrfmiddlewaretoken": "secret"}

    assert keep_post(ask(sent=sent))

    assert dict(kept_post(ask()).lists()) == {"text": ["Довгий «текст»\r\n🌻"], "areas": ["1", "2"]}


def test_post_is_given_back_until_it_is_forgotten(ask):
    keep_post(ask(sent={"text": "а"}))

    assert [kept_post(ask())["text"] for _time in range(2)] == ["а", "а"]
    forget_post(ask())
    assert kept_post(ask()) is None


def test_post_is_not_given_at_another_address(ask):
    keep_post(ask(sent={"text": "а"}))

    assert kept_post(ask("/other/")) is None


@pytest.mark.parametrize(("after", "is_kept"), [(KEPT_FOR - 1, True), (KEPT_FOR + 1, False)])
def test_post_is_kept_for_a_day(ask, after, is_kept):
    with time_machine.travel(time.time(), tick=False) as clock:
        keep_post(ask(sent={"text": "а"}))
        clock.shift(after)

        assert (kept_post(ask()) is not None) == is_kept


def test_too_much_is_not_kept_and_leaves_the_earlier_alone(ask):
    keep_post(ask(sent={"text": "а"}))

    assert not keep_post(ask(sent={"text": "я" * (MOST_BYTES // 2)}))

    assert kept_post(ask())["text"] == "а"


def test_post_of_an_anonymous_visitor_survives_the_sign_in(ask):
    keep_post(ask(sent={"text": "а"}))

    login(ask(), make_user(), backend="django.contrib.auth.backends.ModelBackend")

    assert kept_post(ask())["text"] == "а"


def test_post_of_one_person_is_not_given_to_another(ask):
    login(ask(), make_user(), backend="django.contrib.auth.backends.ModelBackend")
    keep_post(ask(sent={"text": "а"}))

    login(ask(), make_user(), backend="django.contrib.auth.backends.ModelBackend")

    assert kept_post(ask()) is None
