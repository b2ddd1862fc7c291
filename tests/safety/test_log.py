"""What the portal writes down while people sign in, join, ask and subscribe names nobody and opens nothing."""

import logging
import re
import time

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cities.forms.questions import QuestionForm
from cities.models import CityQuestion
from initiatives.forms.guests import ProposeForm
from initiatives.models import GuestProposal
from portal.mail.models import Letter
from portal.mail.posting import send_due
from portal.masking import mask
from portal.newsletter.forms import SubscribeForm
from portal.newsletter.models import SubscriptionRequest
from portal.pages import views
from tests.accounts.signing_in import ask_for_code, newest_code, send_code, sign_in_with_password
from tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db

PERSON = "olena.kovalenko"
EMAIL = f"{PERSON}@rada.example"
PASSWORD = "правильний кінь 12"


@pytest.fixture
def log(monkeypatch):
    """What the handlers of the settings write, whatever they are, from the level of everything on."""
    lines = []
    handlers = {handler for name in settings.LOGGING["loggers"] for handler in logging.getLogger(name).handlers}
    handlers = [
        handler for handler in handlers | {*logging.root.handlers} if handler.name in settings.LOGGING["handlers"]
    ]
    assert handlers
    for handler in handlers:
        monkeypatch.setattr(handler, "emit", lambda record, handler=handler: lines.append(handler.format(record)))
    monkeypatch.setattr(logging.root, "level", logging.DEBUG)
    logging.root.manager._clear_cache()
    yield lines
    logging.root.manager._clear_cache()


def opened(form):
    with time_machine.travel(time.time() - 60):
        return form.stamp()


def test_signing_in_leaves_no_trace_of_who_and_how(log):
    person, client = make_user(email=EMAIL, password=PASSWORD), Client()
    client.raise_request_exception = False

    ask_for_code(client, EMAIL)
    code = newest_code()
    send_code(client, "1111-2222")
    send_code(client, code)
    sign_in_with_password(Client(), person, PASSWORD)
    sign_in_with_password(Client(), person, "хибний пароль 1")
    client.get("/account/login/", {"email": EMAIL, "code": code, "password": PASSWORD})
    Client().post("/account/password/reset/", {"email": EMAIL})
    send_due()
    reset = re.search(
        r"/password/reset/(\S+)/", Letter.objects.filter(kind="password_reset").first().html or "/password/reset/x-y-z/"
    )[1]
    Client().get(f"/account/password/reset/{reset}/")
    Client().post("/account/login/nowhere/", {"email": EMAIL})

    text = "\n".join(log)
    assert "/account/login/password/" in text
    for secret in (PERSON, code, code.replace("-", ""), PASSWORD, "хибний", reset, client.cookies["sessionid"].value):
        assert secret not in text


def test_asking_joining_and_subscribing_leave_no_trace_of_who_and_by_which_key(log):
    city, client = make_city(contact_email="office@example.org"), Client()
    client.raise_request_exception = False
    who = {"name": "Олена Коваленко", "email": EMAIL}

    client.post(f"/cities/{city.slug}/ask/", who | {"text": "Як?", "opened": opened(QuestionForm)})
    client.post("/newsletter/", {"email": EMAIL, "language": "uk", "opened": opened(SubscribeForm)})
    agreed = {
        "title": "Назва",
        "city": city.slug,
        "agrees": "on",
        "creation_key": "123e4567-e89b-12d3-a456-426614174000",
    }
    client.post("/propose/", who | agreed | {"opened": opened(ProposeForm)})
    client.post("/join/apply/", {"contact_email": EMAIL, "contact_name": "Олена Коваленко"})
    send_due()
    keys = [
        reverse("cities:confirm_question", args=[CityQuestion.objects.get().confirmation_key]),
        reverse("newsletter:confirm", args=[SubscriptionRequest.objects.get().key]),
        reverse("initiatives:guest", args=[GuestProposal.objects.get().token]),
    ]
    for key in keys:
        client.get(key)
        client.get(f"{key[:-4]}/")  # broken off, as in a mail program
        client.put(key)
    CityQuestion.objects.all().delete()
    client.get(keys[0])

    text = "\n".join(log)
    assert "Not Found: /questions/" in text
    for secret in (
        PERSON,
        "Коваленко",
        *(key.split("/")[-2] for key in keys),
        *(key.split(".")[-1][:30] for key in keys),
    ):
        assert secret not in text


def test_error_is_written_down_without_whom_it_met(log, client, monkeypatch):
    def fail():
        raise IntegrityError(f"DETAIL: Key (email)=({EMAIL}) already exists.")

    monkeypatch.setattr(views.figures, "count_all", fail)
    client.raise_request_exception = False

    client.get("/")

    text = "\n".join(log)
    assert "already exists" in text
    assert PERSON not in text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("to olena@rada.gov.ua: refused", "to ***@rada.gov.ua: refused"),
        ("/x?email=a%40b.org", "/x?email=***%40b.org"),
        (f"/questions/WzEyXQ.{'aB0' * 14}/", "/questions/***/"),
        (f"/join/confirm/WzEyXQ.1vQ2xY.{'a-X' * 14}a/", "/join/confirm/***/"),
        ("/en/account/password/reset/1a-c8x-9f/ gone", "/en/account/password/reset/***/ gone"),
        ("password=hunter2&x=1", "password=***&x=1"),
        ("{'code': '1234-5678'}", "{'code': '***'}"),
        ("sessionid=abc; path", "sessionid=***; path"),
        ("/documents/123e4567-e89b-12d3-a456-426614174000/", "/documents/123e4567-e89b-12d3-a456-426614174000/"),
        ("/news/misto-shho-navchaietsja-novi-mozhlivosti-dlja-rozvitku/", None),
        ("status_code=404 in tests.portal.test_a_rather_long_name_of_a_test", None),
    ],
)
def test_mask_hides_who_and_how_and_leaves_the_rest(text, masked):
    assert mask(text) == (masked or text)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", "%40", "a-", "/a.b", "code=", "csrf", "aB.", "a:", "/password/reset/"]
)
def test_long_text_is_masked_in_time(piece):
    begun = time.process_time()

    mask(piece * 50_000)

    assert time.process_time() - begun < 2
