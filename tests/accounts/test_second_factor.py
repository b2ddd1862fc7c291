"""The second factor: whom it guards, how it is set up, and what helps when the phone is lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client

from portal.mail.models import Letter
from tests.accounts.signing_in import (
    app_code,
    ask_for_code,
    html_of,
    is_signed_in,
    newest_code,
    send_code,
    set_up_app,
    sign_in_with_password,
)
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db

DESK = ["/admin/", "/admin/cities/city/", "/review/", "/styleguide/"]


@pytest.fixture
def on_a_server(settings):
    settings.LOCAL = False


# Staff


@pytest.mark.parametrize("path", DESK)
def test_staff_without_a_second_factor_are_led_to_set_it_up(client, on_a_server, prefix, path):
    client.force_login(make_staff())

    answer = client.get(f"{prefix}{path}")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{prefix}/account/second-factor/?next=")


def test_staff_without_a_second_factor_change_nothing(client, on_a_server):
    staff = make_staff()
    client.force_login(staff)

    client.post("/admin/accounts/user/add/", {"email": "new@example.org", "language": "uk"})

    assert not type(staff).objects.filter(email="new@example.org").exists()


def test_page_of_the_second_factor_says_why_staff_are_there(client, on_a_server):
    client.force_login(make_staff())

    html = html_of(client.get("/en/admin/", follow=True))

    assert "Staff sign in in two steps" in html
    assert 'href="/en/account/second-factor/app/"' in html


def test_staff_with_a_second_factor_reach_the_desk(client, on_a_server):
    staff = make_staff()
    set_up_app(staff)
    client.force_login(staff)

    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, on_a_server):
    staff = make_staff()
    app, _codes = set_up_app(staff)
    app.instance.delete()
    client.force_login(staff)

    assert client.get("/admin/").status_code == 302


def test_staff_on_their_own_machine_need_none(client):
    client.force_login(make_staff())

    assert client.get("/admin/").status_code == 200


def test_everybody_else_needs_none(client, on_a_server):
    client.force_login(make_user())

    assert client.get("/account/me/").status_code == 200


# Signing in with it


def test_password_alone_does_not_let_in(client):
    user = make_user()
    set_up_app(user)

    answer = sign_in_with_password(client, user)

    assert answer.headers["Location"] == "/account/login/second-factor/"
    assert not is_signed_in(client)


def test_code_of_the_app_lets_in_after_the_letter(client, prefix):
    user = make_user()
    app, _codes = set_up_app(user)
    ask_for_code(client, user.email, prefix, next=f"{prefix}/account/me/")
    asked = send_code(client, newest_code(), prefix, next=f"{prefix}/account/me/")

    answer = client.post(f"{prefix}/account/login/second-factor/", {"code": app_code(app)})

    assert asked.headers["Location"] == f"{prefix}/account/login/second-factor/"
    assert answer.headers["Location"] == f"{prefix}/account/me/"
    assert is_signed_in(client)


def test_recovery_code_lets_in_once(client):
    user = make_user()
    _app, codes = set_up_app(user)
    code = codes.get_unused_codes()[0]
    sign_in_with_password(client, user)

    client.post("/account/login/second-factor/", {"code": code})

    assert is_signed_in(client)
    again = Client()
    sign_in_with_password(again, user)
    assert again.post("/account/login/second-factor/", {"code": code}).status_code == 422
    assert not is_signed_in(again)


def test_wrong_code_is_refused_and_the_sixth_is_locked(client):
    user = make_user()
    app, _codes = set_up_app(user)
    sign_in_with_password(client, user)

    answers = [client.post("/account/login/second-factor/", {"code": "000000"}).status_code for _time in range(5)]

    assert answers == [422] * 5
    assert client.post("/account/login/second-factor/", {"code": app_code(app)}).status_code == 429
    assert not is_signed_in(client)


def test_broken_answer_of_a_key_is_refused(client):
    user = make_user()
    set_up_app(user)
    sign_in_with_password(client, user)

    assert client.post("/account/login/second-factor/", {"credential": '{"no": "key"}'}).status_code == 422


# Setting it up


def set_up_by_hand(client):
    secret = re.search(r'class="secret">([A-Z2-7]+)<', html_of(client.get("/account/second-factor/app/")))[1]
    probe = Authenticator(type=Authenticator.Type.TOTP, data={"secret": secret}).wrap()
    return client.post("/account/second-factor/app/", {"code": app_code(probe)})


def test_app_is_set_up_and_recovery_codes_are_shown(client, django_capture_on_commit_callbacks):
    user = make_user(password=None)
    ask_for_code(client, user.email)
    send_code(client, newest_code())

    with django_capture_on_commit_callbacks(execute=True):
        answer = set_up_by_hand(client)
    shown = html_of(client.get(answer.headers["Location"]))

    assert answer.headers["Location"] == "/account/second-factor/codes/"
    codes = user.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert [code for code in codes if code not in shown] == []
    assert Letter.objects.filter(kind="account_changed", to=user.email).exists()


def test_asking_whether_there_is_a_network_keeps_the_secret(client):
    client.force_login(make_user(password=None))
    secret = client.get("/account/second-factor/app/").context["form"].secret

    client.head("/account/second-factor/app/")

    assert client.session["mfa.totp.secret"] == secret


def test_wrong_code_sets_up_no_app(client):
    user = make_user(password=None)
    client.force_login(user)
    client.get("/account/second-factor/app/")

    answer = client.post("/account/second-factor/app/", {"code": "000000"})

    assert answer.status_code == 422
    assert not user.authenticator_set.exists()


def test_recovery_codes_are_a_file_as_well(client):
    user = make_user()
    _app, codes = set_up_app(user)
    sign_in_with_password(client, user)
    client.post("/account/login/second-factor/", {"code": codes.get_unused_codes()[0]})

    answer = client.get("/account/second-factor/codes/file/")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert answer.content.decode().split() == codes.get_unused_codes()[1:]


@pytest.mark.parametrize("path", ["app/remove/", "codes/", "codes/new/"])
def test_old_session_has_to_show_again_who_it_is(client, path):
    user = make_user()
    set_up_app(user)
    client.force_login(user)

    answer = client.get(f"/account/second-factor/{path}")

    assert answer.headers["Location"].startswith("/account/again/password/?next=")
    client.post(answer.headers["Location"], {"password": "long enough 1"})
    assert client.get(f"/account/second-factor/{path}").status_code == 200


def test_key_of_somebody_else_is_out_of_reach(client):
    key = Authenticator.objects.create(user=make_user(), type="webauthn", data={"name": "Телефон"})
    client.force_login(make_user(password=None))

    answers = [client.post(f"/account/second-factor/keys/{key.pk}/{path}").status_code for path in ("", "remove/")]

    assert answers == [404, 404]
    assert Authenticator.objects.filter(pk=key.pk).exists()


# When the phone is lost


def test_superuser_removes_second_factors_and_sessions(client):
    user = make_user()
    set_up_app(user)
    theirs = Client()
    theirs.force_login(user)
    client.force_login(make_staff())

    client.post("/admin/accounts/user/", {"action": "remove_second_factors", "_selected_action": [user.pk]})

    assert not user.authenticator_set.exists()
    assert not is_signed_in(theirs)


def test_editor_cannot_remove_those_of_a_superuser(client):
    superuser = make_staff()
    set_up_app(superuser)
    editor = make_user(is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client.force_login(editor)

    client.post("/admin/accounts/user/", {"action": "remove_second_factors", "_selected_action": [superuser.pk]})

    assert superuser.authenticator_set.count() == 2


def test_admin_shows_no_secrets_of_second_factors(client):
    client.force_login(make_staff())

    assert client.get("/admin/mfa/authenticator/").status_code == 404
