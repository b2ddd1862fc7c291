"""No address leads out of the portal, down into its folders, or into the head of an answer."""

import pytest
from django.test import Client

from portal.mail.models import Letter
from portal.mail.posting import message_of
from tests.accounts.signing_in import sign_in_with_password
from tests.factories import make_letter, make_user
from tests.media.samples import make_document

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    *("https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/"),
    *("https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example/"),
    *(
        "//evil.example%2f..",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "\x01//evil.example",
    ),
]


def leads_out(response):
    location = response.headers.get("Location", "")
    return not (location.startswith("/") and location[1:2] not in ("/", "\\", "\t"))


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client, elsewhere):
    person = make_user()

    answer = client.post(
        "/account/login/password/", {"login": person.email, "password": "long enough 1", "next": elsewhere}
    )
    again = client.get("/account/login/", {"next": elsewhere})

    assert answer.status_code == 302
    assert not leads_out(answer)
    assert again.status_code == 200 or not leads_out(again)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("address", ["/account/logout/", "/account/again/password/", "/account/password/change/"])
def test_other_forms_of_the_account_lead_to_no_other_site(client, address, elsewhere):
    person = make_user()
    sign_in_with_password(client, person)

    answer = client.post(
        address,
        {
            "next": elsewhere,
            "password": "long enough 1",
            "oldpassword": "long enough 1",
            "password1": "and longer 1234",
        },
        query_params={"next": elsewhere},
    )

    assert answer.status_code in (302, 422)
    assert answer.status_code == 422 or not leads_out(answer)


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "//evil.example/cities", "/\\evil.example/x", "/%2f%2fevil.example", "/en//evil.example", "/en"],
)
def test_missing_slash_leads_to_no_other_site(client, path):
    answer = client.get("/", PATH_INFO=path)

    assert answer.status_code == 404 or not leads_out(answer)


@pytest.mark.parametrize("path", ["//evil.example/", "/en//evil.example/", "/\\evil.example/", "/en/\\evil.example/"])
def test_change_of_language_leads_to_no_other_site(client, path):
    html = client.get("/", PATH_INFO=path).content.decode()

    assert 'href="//evil' not in html
    assert 'href="/\\evil' not in html


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/media/photos/../../portal.sqlite3",
            "/media/../secret_key",
            "/media/..%2fsecret_key",
            "/static/../manage.py",
        ),
        *(
            "/static/..%2f..%2fportal/settings.py",
            "/static//etc/passwd",
            "/documents/../../secret_key/",
            "/.env",
            "/.git/HEAD",
        ),
        *(
            "/data/releases/..%2f..%2fsecret_key.zip",
            "/data/releases/%2e%2e.zip",
            "/static/%2e%2e/%2e%2e/portal/settings.py",
        ),
        *("/about/../../admin/", "/media/photos/..%00.jpg", "/static/css/%00.css", "/service-worker.js/../manage.py"),
    ],
)
def test_no_path_leads_out_of_its_folder(client, path):
    answer = client.get(path)

    assert answer.status_code in (301, 400, 404)


# Heads of answers and letters


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: planted=1", "a\nLocation: //evil.example", "а\u2028б\x1b\x85"])
def test_title_of_a_document_adds_nothing_to_the_head_of_its_answer(client, text):
    document = make_document(title_uk=text, is_public=True)

    answer = client.get(f"/documents/{document.uuid}/")
    answer.getvalue()

    assert answer.status_code == 200
    assert not answer.cookies
    assert {"\r", "\n"} & {*"".join(answer.headers.values())} == set()


@pytest.mark.parametrize(
    "path", ["/cities/a%0d%0aSet-Cookie:planted=1", "/en/x%0aLocation:y", "/account/me/?x=%0d%0aa:b"]
)
def test_address_adds_nothing_to_the_head_of_its_answer(client, path):
    answer = client.get(path)

    assert "planted" not in answer.cookies
    assert {"\r", "\n"} & {*"".join(answer.headers.values())} == set()


@pytest.mark.parametrize("field", ["name", "email"])
def test_sender_adds_nobody_to_a_letter(field):
    data = {"topic": "other", "name": "Олена", "email": "olena@example.org", "text": "Добрий день!"}

    answer = Client().post("/contact/", data | {field: "olena@example.org\r\nBcc: all@example.org"})

    assert field in answer.context["form"].errors
    assert not Letter.objects.exists()


def test_subject_of_a_letter_is_one_line():
    letter = make_letter()
    letter.subject = "Питання\r\nBcc: all@example.org"

    with pytest.raises(ValueError, match="newline"):
        message_of(letter).message()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "a b", "[::1"]
)
def test_foreign_host_gets_no_page(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400
