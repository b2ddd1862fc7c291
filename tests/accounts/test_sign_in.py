"""Signing in with a code from a letter or with a password: who gets in, who does not, and what nobody can find out."""

import datetime
import re
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.mail.models import Letter
from portal.mail.posting import send_due
from tests.accounts.signing_in import (
    ask_for_code,
    code_in,
    html_of,
    is_signed_in,
    newest_code,
    send_code,
    sign_in_with_password,
)
from tests.factories import make_page, make_staff, make_user

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def olha():
    return make_user(email="olha@example.org", name="Ольга", language="uk")


# With a code


def test_code_from_the_letter_lets_in(client, olha, prefix):
    asked = ask_for_code(client, olha.email, prefix)

    answer = send_code(client, newest_code(), prefix)

    assert (asked.status_code, asked.headers["Location"]) == (302, f"{prefix}/account/login/code/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{prefix}/workspace/")
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", [" OLHA@Example.org ", "olha@example.org"])
def test_address_is_taken_as_people_type_it(client, olha, typed):
    ask_for_code(client, typed)

    send_code(client, newest_code())

    assert is_signed_in(client)


def test_code_may_be_typed_without_its_dash(client, olha):
    ask_for_code(client, olha.email)

    send_code(client, newest_code().replace("-", " "))

    assert is_signed_in(client)


@pytest.mark.parametrize(("language", "words"), [("uk", "Ваш код для входу"), ("en", "Your code for signing in")])
def test_letter_with_the_code_is_in_the_language_of_the_person(client, language, words):
    person = make_user(language=language)

    ask_for_code(client, person.email, "/en" if language == "uk" else "")

    letter = Letter.objects.get()
    assert (letter.to, letter.language) == (person.email, language)
    assert words in letter.subject
    assert code_in(letter) in letter.html


def test_code_does_not_stay_in_the_letter_once_it_is_sent(client, olha):
    ask_for_code(client, olha.email)

    send_due()

    letter = Letter.objects.get()
    assert (letter.text, letter.html) == ("", "")
    assert not re.search(r"\d", letter.subject)


def test_wrong_code_is_refused_at_the_field(client, olha, prefix):
    ask_for_code(client, olha.email, prefix)

    answer = send_code(client, "0000-0000", prefix)

    assert answer.status_code == 422
    assert '<a href="#id_code">' in html_of(answer)
    assert not is_signed_in(client)


def test_third_wrong_code_ends_the_attempt(client, olha):
    ask_for_code(client, olha.email)
    code = newest_code()
    for _time in range(3):
        answer = send_code(client, "0000-0000")

    page = client.get(answer.headers["Location"])

    assert answer.headers["Location"] == "/account/login/"
    assert 'class="notice"' in html_of(page)
    send_code(client, code)
    assert not is_signed_in(client)


def test_code_holds_for_a_quarter_of_an_hour(client, olha):
    with time_machine.travel(NOW) as clock:
        ask_for_code(client, olha.email)
        clock.shift(datetime.timedelta(minutes=14))
        send_code(client, newest_code())

        assert is_signed_in(client)


def test_old_code_leads_back_and_says_why(client, olha):
    with time_machine.travel(NOW) as clock:
        ask_for_code(client, olha.email, "/en")
        clock.shift(datetime.timedelta(minutes=16))

        answer = client.post("/en/account/login/code/", {"code": newest_code()}, follow=True)

    assert answer.redirect_chain == [("/en/account/login/", 302)]
    assert "That code no longer holds." in html_of(answer)
    assert not is_signed_in(client)


def test_new_code_ends_the_former_one(client, olha):
    ask_for_code(client, olha.email)
    former = newest_code()

    client.post("/account/login/code/", {"action": "resend"})

    assert newest_code() != former
    assert send_code(client, former).status_code == 422
    send_code(client, newest_code())
    assert is_signed_in(client)


def test_code_lets_in_only_who_asked_for_it(client, olha):
    ask_for_code(client, olha.email)
    somebody = Client()

    send_code(somebody, newest_code())

    assert not is_signed_in(somebody)


def test_one_may_begin_again_with_another_address(client, olha):
    ask_for_code(client, "wrong@example.org")

    client.post("/account/logout/", {"next": "/account/login/"})

    assert ask_for_code(client, olha.email).headers["Location"] == "/account/login/code/"
    assert newest_code()


def test_closed_account_gets_no_code(client):
    gone = make_user(is_active=False)

    ask_for_code(client, gone.email)

    assert not Letter.objects.filter(kind="sign_in_code").exists()


# Nobody finds out who has an account


def shape_of(client, email, prefix):
    """All that a stranger sees of asking for a code and typing a wrong one."""
    asked = ask_for_code(client, email, prefix)
    page = html_of(client.get(f"{prefix}/account/login/code/"))
    wrong = send_code(client, "0000-0000", prefix)
    csrf = r'name="csrfmiddlewaretoken" value="[^"]*"'
    pages = [re.sub(csrf, "", html.replace(email, "ADDRESS")) for html in (page, html_of(wrong))]
    return asked.status_code, asked.headers["Location"], wrong.status_code, pages


def test_unknown_address_looks_like_a_known_one(olha, prefix):
    assert shape_of(Client(), olha.email, prefix) == shape_of(Client(), "nobody@example.org", prefix)


def test_unknown_address_takes_as_many_queries(olha):
    with CaptureQueriesContext(connection) as known:
        ask_for_code(Client(), olha.email)
    with CaptureQueriesContext(connection) as unknown:
        ask_for_code(Client(), "nobody@example.org")

    assert len(unknown) == len(known)


@pytest.mark.parametrize(("prefix", "words"), [("", "немає облікового запису"), ("/en", "no account")])
def test_stranger_is_told_in_a_letter_that_there_is_no_account(client, prefix, words):
    ask_for_code(client, "nobody@example.org", prefix)

    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == ("unknown_address", "nobody@example.org")
    assert words in letter.subject
    assert f"{prefix}/contact/" in letter.text


def test_unknown_address_and_wrong_password_are_answered_alike(olha):
    wrong = sign_in_with_password(Client(), olha, "not the password")
    olha.email = "nobody@example.org"
    unknown = sign_in_with_password(Client(), olha, "not the password")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_reset_of_a_password_answers_everybody_alike(olha):
    answers = [
        Client().post("/account/password/reset/", {"email": email}) for email in (olha.email, "nobody@example.org")
    ]

    assert [answer.headers["Location"] for answer in answers] == ["/account/password/reset/sent/"] * 2


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "social/connections/", "3rdparty/", ""])
def test_nobody_signs_up(client, prefix, path):
    assert client.get(f"{prefix}/account/{path}").status_code == 404
    assert client.post(f"{prefix}/account/{path}", {"email": "me@example.org"}).status_code == 404


# With a password


def test_password_lets_in(client, olha, prefix):
    answer = sign_in_with_password(client, olha, prefix=prefix)

    assert answer.headers["Location"] == f"{prefix}/workspace/"
    assert is_signed_in(client)


def test_wrong_password_keeps_the_address_and_not_the_password(client, olha):
    html = html_of(sign_in_with_password(client, olha, "not the password"))

    assert 'value="olha@example.org"' in html
    assert "not the password" not in html


def test_sixth_attempt_is_locked_even_with_the_right_password(client, olha, prefix):
    answers = [sign_in_with_password(client, olha, "wrong", prefix).status_code for _time in range(5)]

    locked = sign_in_with_password(client, olha, prefix=prefix)

    assert answers == [422] * 5
    assert locked.status_code == 429
    assert 'id="error-summary"' in html_of(locked)
    assert not is_signed_in(client)


def test_lock_of_one_address_does_not_lock_another(client, olha):
    for _time in range(6):
        sign_in_with_password(client, olha, "wrong")

    sign_in_with_password(client, make_user())

    assert is_signed_in(client)


def test_lock_opens_after_five_minutes(client, olha):
    with time_machine.travel(NOW) as clock:
        for _time in range(6):
            sign_in_with_password(client, olha, "wrong")
        clock.shift(datetime.timedelta(minutes=6))

        sign_in_with_password(client, olha)

        assert is_signed_in(client)


def test_fourth_code_within_a_minute_is_refused(client, olha):
    answers = [ask_for_code(Client(), olha.email).status_code for _time in range(4)]

    assert answers == [302, 302, 302, 429]


@pytest.mark.parametrize(("prefix", "words"), [("", "Забагато спроб"), ("/en", "Too many attempts")])
def test_flood_from_one_network_gets_a_page_in_its_language(client, prefix, words):
    for _time in range(30):
        client.post(f"{prefix}/account/login/password/", {})

    answer = client.post(f"{prefix}/account/login/password/", {})

    assert answer.status_code == 429
    assert f"<h1>{words}</h1>" in html_of(answer)


def test_asking_whether_there_is_a_network_counts_as_no_attempt(client, olha):
    for _time in range(40):
        client.head("/account/login/password/")

    assert sign_in_with_password(client, olha).status_code == 302


def test_people_behind_a_socket_may_sign_in(client, olha):
    answer = client.post("/account/login/password/", {"login": olha.email, "password": "long enough 1"}, REMOTE_ADDR="")

    assert answer.status_code == 302


# Where to


@pytest.mark.parametrize("path", ["/account/me/", "/en/account/me/", "/workspace/?city=lviv"])
def test_sign_in_leads_where_somebody_was_going(client, olha, path):
    sent = ask_for_code(client, olha.email, next=path)
    form = html_of(client.get(sent.headers["Location"]))
    kept = re.search(r'name="next" value="([^"]*)"', form)[1]

    answer = send_code(client, newest_code(), next=kept)

    assert answer.headers["Location"] == path


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_sign_in_never_leads_to_another_site(client, olha, path):
    answer = sign_in_with_password(client, olha, next=path)

    assert answer.headers["Location"] == "/workspace/"


def test_private_page_asks_to_sign_in_and_remembers_itself(client, prefix):
    answer = client.get(f"{prefix}/account/me/")

    assert answer.headers["Location"] == f"{prefix}/account/login/?next={prefix}/account/me/"


def test_admin_has_the_same_door(client, prefix):
    answer = client.get(f"{prefix}/admin/login/?next={prefix}/admin/news/")

    assert answer.headers["Location"] == f"{prefix}/account/login/?next={quote(prefix + '/admin/news/', safe='')}"


def test_admin_is_not_for_people_who_are_not_staff(client, olha):
    client.force_login(olha)

    assert client.get("/admin/login/").status_code == 403


def test_staff_go_on_to_the_admin(client):
    sign_in_with_password(client, make_staff(), next="/admin/")

    assert client.get("/admin/").status_code == 200


# Out again


def test_signing_out_is_a_button(client, olha, prefix):
    client.force_login(olha)

    opened = client.get(f"{prefix}/account/logout/")
    assert opened.status_code == 200
    assert is_signed_in(client)

    answer = client.post(f"{prefix}/account/logout/")

    assert answer.headers["Location"] == f"{prefix}/"
    assert not is_signed_in(client)


# The password, for those who want one


def test_password_is_set_by_those_who_have_none(client):
    person = make_user(password=None)
    client.force_login(person)

    answer = client.post("/account/password/set/", {"password1": "п'ять довгих слів"})

    person.refresh_from_db()
    assert answer.headers["Location"] == "/account/me/"
    assert person.check_password("п'ять довгих слів")
    assert is_signed_in(client)


def test_short_password_is_refused_at_the_field(client):
    client.force_login(make_user(password=None))

    answer = client.post("/account/password/set/", {"password1": "коротке"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["password1"]


def test_change_of_the_password_is_told_in_a_letter(client, olha):
    client.force_login(olha)

    client.post("/account/password/change/", {"oldpassword": "long enough 1", "password1": "п'ять довгих слів"})

    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.language) == ("account_changed", olha.email, "uk")


def test_forgotten_password_is_set_anew_through_a_letter(client, settings):
    settings.SITE_URL = "https://portal.example"
    person = make_user(language="en")
    client.post("/account/password/reset/", {"email": person.email})
    link = re.search(r"https://portal\.example(/en/account/password/reset/\S+)", Letter.objects.get().text)[1]

    opened = client.get(link, follow=True)
    client.post(opened.request["PATH_INFO"], {"password1": "five quite long words"})

    person.refresh_from_db()
    assert person.check_password("five quite long words")
    assert client.get(link, follow=True).context["token_fail"]


# The pages


PAGES = ["login/", "login/password/", "password/reset/", "password/reset/sent/", "password/reset/done/", "inactive/"]


@pytest.mark.parametrize("path", PAGES)
def test_page_of_signing_in_is_kept_by_nobody(client, prefix, path):
    answer = client.get(f"{prefix}/account/{path}")

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in html_of(answer)


def test_public_pages_lead_cities_in_and_set_no_cookie(client, prefix):
    make_page(slug="about")

    answer = client.get(f"{prefix}/about/")

    assert f'href="{prefix}/workspace/"' in html_of(answer)
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
