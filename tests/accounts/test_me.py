"""My account: what people say of themselves, their devices, their data, and how they go."""

import json
import re

import pytest
from django.test import Client

from cities.models import Invitation, Representative
from initiatives.models import FieldComment
from portal.accounts.my_data import collect
from portal.accounts.unsubscribing import unsubscribe_url
from portal.mail.models import Letter
from portal.publishing.models import Status
from tests.accounts.signing_in import html_of, is_signed_in, set_up_app, sign_in_with_password
from tests.factories import make_city, make_initiative, make_letter, make_representative, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def olha(client):
    user = make_user(email="olha@example.org", name="Ольга")
    client.force_login(user)
    return user


# What people say of themselves


def test_name_language_and_reminders_are_changed(client, olha, prefix):
    answer = client.post(f"{prefix}/account/me/", {"name": "Ольга Коваль", "language": "en"})

    olha.refresh_from_db()
    assert answer.headers["Location"] == f"{prefix}/account/me/"
    assert (olha.name, olha.language, olha.wants_reminders) == ("Ольга Коваль", "en", False)


def test_what_was_done_is_said_once(client, olha):
    html = html_of(client.post("/account/me/", {"name": "Ольга", "language": "uk"}, follow=True))

    assert html.count("Збережено.") == 1
    assert "notice--good" in html


def test_nobody_hands_powers_to_themselves(client, olha):
    client.post("/account/me/", {"name": "Ольга", "language": "uk", "is_staff": "on", "email": "new@example.org"})

    olha.refresh_from_db()
    assert (olha.is_staff, olha.email) == (False, "olha@example.org")


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Ольга\nBcc: all@example.org"), ("name", "а" * 151), ("language", "de")]
)
def test_what_cannot_be_used_is_refused_at_the_field_and_kept(client, olha, field, value):
    answer = client.post("/account/me/", {"name": "Ольга", "language": "uk"} | {field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'id="error-summary"' in html_of(answer)
    olha.refresh_from_db()
    assert (olha.name, olha.language) == ("Ольга", "uk")


def test_account_tells_whether_there_is_a_second_factor(client, olha):
    before = html_of(client.get("/en/account/me/"))
    set_up_app(olha)
    after = html_of(client.get("/en/account/me/"))

    assert "Not set up." in before
    assert "Not set up." not in after


# Devices


def test_signing_out_elsewhere_ends_other_devices_and_not_this_one(client, olha):
    phone = Client()
    sign_in_with_password(phone, olha)

    client.post("/account/me/sign-out-elsewhere/")

    assert not is_signed_in(phone)
    assert is_signed_in(client)


def test_signing_out_elsewhere_is_a_button(client, olha):
    phone = Client()
    sign_in_with_password(phone, olha)

    assert client.get("/account/me/sign-out-elsewhere/").status_code == 405
    assert is_signed_in(phone)


# My data


def test_data_are_a_file_with_what_every_room_keeps(client, olha):
    lviv = make_city(name_uk="Львів")
    make_representative(user=olha, city=lviv)
    draft = make_initiative(city=lviv, author=olha, title_uk="Бібліотека під зорями", status=Status.DRAFT, slug=None)
    FieldComment.objects.create(initiative=draft, field="title", text="Скоротити", by=olha)
    make_letter(to=olha.email)

    answer = client.get("/account/me/data/")

    data = json.loads(answer.content)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert data["accounts"]["email"] == "olha@example.org"
    assert data["cities"]["speaks_for"][0]["city__name_uk"] == "Львів"
    assert data["initiatives"]["initiatives"][0]["title_uk"] == "Бібліотека під зорями"
    assert data["initiatives"]["comments"][0]["text"] == "Скоротити"
    assert len(data["mail"]["letters"]) == 1
    assert "Бібліотека" in answer.content.decode()


def test_data_hold_nothing_of_others(client, olha):
    other = make_user(email="other@example.org", name="Інша")
    make_initiative(author=other, title_uk="Чужа ініціатива")
    make_representative(user=other)
    make_letter(to=other.email)

    text = client.get("/account/me/data/").content.decode()

    assert [word for word in ("other@example.org", "Інша", "Чужа ініціатива") if word in text] == []


def test_data_hold_neither_passwords_nor_secrets(client, olha):
    app, codes = set_up_app(olha)

    text = client.get("/account/me/data/").content.decode()

    secrets = [olha.password, app.instance.data["secret"], codes.instance.data["seed"]]
    assert [secret for secret in secrets if secret in text] == []


def test_data_tell_decisions_and_edits(olha):
    initiative = make_initiative(status=Status.PUBLISHED)
    initiative.withdraw(by=olha)

    data = collect(olha)

    assert [decision["target"] for decision in data["publishing"]["decisions"]] == [Status.WITHDRAWN]


# Going


def erase(client, email="olha@example.org"):
    return client.post("/account/me/erase/", {"email": email})


def test_erased_person_is_gone(client, olha):
    set_up_app(olha)
    make_letter(to=olha.email)
    sign_in_again(client, olha)

    answer = erase(client)

    olha.refresh_from_db()
    assert answer.headers["Location"] == "/account/erased/"
    assert (olha.name, olha.is_active, olha.has_usable_password()) == ("", False, False)
    assert "olha" not in olha.email
    assert not olha.authenticator_set.exists()
    assert not Letter.objects.exists()
    assert not is_signed_in(client)


def sign_in_again(client, user):
    """Freshly, so that nothing asks again who it is."""
    user.authenticator_set.all().delete()
    client.logout()
    sign_in_with_password(client, user)


def test_erased_person_no_longer_speaks_for_a_city(client, olha):
    make_representative(user=olha)
    Invitation.objects.create(city=make_city(), email="Olha@example.org")
    sign_in_again(client, olha)

    erase(client)

    assert not Representative.objects.exists()
    assert not Invitation.objects.exists()


def test_what_an_erased_person_published_stays(client, olha):
    initiative = make_initiative(author=olha)
    sign_in_again(client, olha)

    erase(client)

    initiative.refresh_from_db()
    assert initiative.is_published


def test_erasing_ends_other_devices(client, olha):
    phone = Client()
    sign_in_with_password(phone, olha)
    sign_in_again(client, olha)

    erase(client)

    assert not is_signed_in(phone)


@pytest.mark.parametrize("typed", ["", "olga@example.org"])
def test_account_is_not_erased_by_a_slip(client, olha, typed):
    sign_in_again(client, olha)

    answer = erase(client, typed)

    olha.refresh_from_db()
    assert answer.status_code == 422
    assert (olha.is_active, olha.name) == (True, "Ольга")


def test_erasing_asks_an_old_session_who_it_is(client, olha):
    answer = erase(client)

    olha.refresh_from_db()
    assert answer.headers["Location"].startswith("/account/again/password/")
    assert olha.is_active


def test_staff_do_not_erase_themselves(client):
    staff = make_staff()
    sign_in_with_password(client, staff)

    erase(client, staff.email)

    staff.refresh_from_db()
    assert staff.is_active


def test_address_of_an_erased_account_may_be_used_again(client, olha):
    sign_in_again(client, olha)
    erase(client)

    assert make_user(email="olha@example.org").pk != olha.pk


# Reminders


def path_of(user):
    return re.sub(r"^https?://[^/]+", "", unsubscribe_url(user))


@pytest.mark.parametrize(("language", "beginning"), [("uk", "/account/"), ("en", "/en/account/")])
def test_link_is_in_the_language_of_the_person(language, beginning):
    assert path_of(make_user(language=language)).startswith(beginning)


def test_opening_the_link_changes_nothing(client):
    user = make_user()

    answer = client.get(path_of(user))

    user.refresh_from_db()
    assert answer.status_code == 200
    assert user.wants_reminders


def test_mail_program_unsubscribes_in_one_click():
    user = make_user()

    answer = Client(enforce_csrf_checks=True).post(path_of(user), {"List-Unsubscribe": "One-Click"})

    user.refresh_from_db()
    assert answer.status_code == 200
    assert not user.wants_reminders


@pytest.mark.parametrize("token", ["x", "MQ:abc:def", "ґ"])
def test_forged_link_unsubscribes_nobody(client, token):
    user = make_user()

    assert client.post(f"/account/unsubscribe/{token}/").status_code == 404
    user.refresh_from_db()
    assert user.wants_reminders


# The pages


PAGES = ["me/", "me/erase/", "second-factor/", "second-factor/app/", "second-factor/keys/add/", "password/change/"]
SCRIPTS = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL)


@pytest.mark.parametrize("path", [*PAGES, "login/", "login/password/", "password/reset/"])
def test_pages_need_no_exception_from_the_policy(client, prefix, path, settings):
    if path in PAGES:
        sign_in_with_password(client, make_user())

    answer = client.get(f"{prefix}/account/{path}")

    html = html_of(answer)
    assert answer.status_code == 200
    assert SCRIPTS.findall(html) == [settings.SCHEME_SCRIPT]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_private_pages_are_kept_by_nobody(client, prefix, path):
    sign_in_with_password(client, make_user())

    answer = client.get(f"{prefix}/account/{path}")

    assert "no-store" in answer.headers["Cache-Control"]
    assert len(re.findall("<h1", html_of(answer))) == 1
