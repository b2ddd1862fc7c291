"""People change the address that they sign in with: proven by a letter, told to the old one, the same for all doors."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from cities.actions import invite
from portal.accounts.models import User
from portal.mail.models import Letter
from tests.accounts.signing_in import (
    ask_for_code,
    html_of,
    is_signed_in,
    newest_code,
    send_code,
    sign_in_with_password,
)
from tests.factories import make_city, make_lead, make_user

pytestmark = pytest.mark.django_db

PAGE = "/account/me/email/"


@pytest.fixture
def olha(client):
    user = make_user(email="olha@example.org", language="uk")
    sign_in_with_password(client, user)
    Letter.objects.all().delete()
    return user


def link():
    return re.search(r"https?://[^/\s]+(/\S*account/email/\S+)", Letter.objects.get(kind="address_confirm").text)[1]


def ask(client, email="new@example.org", prefix=""):
    return client.post(f"{prefix}{PAGE}", {"email": email})


def address_of(user):
    return User.objects.get(pk=user.pk).email


def test_new_address_counts_once_its_letter_was_answered(client, olha, prefix):
    asked = ask(client, " New@Example.org ", prefix)
    opened = client.get(link())
    before = address_of(olha)
    client.post(link())

    assert asked.headers["Location"] == f"{prefix}/account/me/"
    assert (Letter.objects.get(kind="address_confirm").to, opened.status_code) == ("new@example.org", 200)
    assert (before, address_of(olha)) == ("olha@example.org", "new@example.org")
    assert is_signed_in(client)


def test_old_address_is_told(client, olha):
    ask(client)
    client.post(link())

    told = Letter.objects.get(kind="account_changed")
    assert told.to == "olha@example.org"
    assert "new@example.org" not in told.text


def test_former_address_lets_nobody_in_any_more(client, olha):
    ask(client)
    client.post(link())
    phone = Client()

    ask_for_code(Client(), "olha@example.org")
    assert not Letter.objects.filter(kind="sign_in_code").exists()
    ask_for_code(phone, "new@example.org")
    send_code(phone, newest_code())
    assert is_signed_in(phone)


@pytest.mark.parametrize("email", ["", "no address", "olha@example.org", "OLHA@example.org"])
def test_address_that_cannot_be_taken_is_refused_at_the_field(client, olha, email):
    response = ask(client, email)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]
    assert not Letter.objects.exists()


def test_address_of_somebody_else_is_answered_as_any_other(client, olha):
    make_user(email="taken@example.org")

    free, taken = ask(client), ask(client, "taken@example.org")

    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    assert [letter.to for letter in Letter.objects.all()] == ["new@example.org"]


def test_address_that_somebody_else_took_meanwhile_is_refused(client, olha):
    ask(client)
    make_user(email="new@example.org")

    response = client.post(link())

    assert response.status_code == 409
    assert address_of(olha) == "olha@example.org"


def test_link_works_once(client, olha):
    ask(client)
    first = link()
    client.post(first)
    User.objects.filter(pk=olha.pk).update(email="third@example.org")

    response = client.post(first)

    assert response.status_code == 200
    assert address_of(olha) == "third@example.org"


def test_link_holds_for_three_days(client, olha):
    ask(client)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3, minutes=1)):
        assert client.post(link()).status_code == 404
    assert address_of(olha) == "olha@example.org"


@pytest.mark.parametrize("key", ["x", "WzFd.x", "ґ"])
def test_forged_link_opens_nothing(client, key, prefix):
    assert client.post(f"{prefix}/account/email/{key}/").status_code == 404


def test_letter_asks_an_old_sign_in_who_it_is(client):
    client.force_login(make_user())  # without a proof of now

    assert "/account/again/" in ask(client).headers["Location"]
    assert not Letter.objects.exists()


def test_one_address_gets_only_so_many_letters_a_day(client, olha):
    for _time in range(Letter.MOST_A_DAY + 1):
        ask(client)

    assert Letter.objects.filter(kind="address_confirm").count() == Letter.MOST_A_DAY


def test_account_leads_to_the_page(client, olha, prefix):
    assert f'href="{prefix}{PAGE}"' in html_of(client.get(f"{prefix}/account/me/"))


def test_address_stands_in_one_place_whatever_the_way_in(client, olha):
    """Invited, signed in by code and by password, changed: allauth keeps no row that could say something else."""
    city = make_city()
    invitation = invite(city, email="guest@example.org", role="editor", language="uk", by=make_lead(city).user)
    ask(client)
    client.post(link())
    client.post("/account/logout/")
    client.post(f"/invitation/{invitation.key}/")
    client.post("/account/logout/")
    ask_for_code(client, "guest@example.org")
    send_code(client, newest_code())

    assert is_signed_in(client)
    assert not EmailAddress.objects.exists()
