"""What belongs to one person stays with that person: sessions, caches, and what strangers can find out."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.signing_in import is_signed_in, sign_in_with_password
from tests.factories import make_article, make_city, make_initiative, make_user
from tests.pages.test_every_page import FORMS, LISTS
from tests.portal.test_access_matrix import ROWS, World

pytestmark = pytest.mark.django_db


def test_session_of_before_is_worth_nothing_after_signing_in(client):
    """What somebody planted in another's browser does not become that person's session."""
    client.get("/account/me/")
    session = client.session
    session["planted"] = True
    session.save()
    before = client.cookies["sessionid"] = session.session_key
    person = make_user()

    sign_in_with_password(client, person)
    stranger = Client()
    stranger.cookies["sessionid"] = before

    assert client.cookies["sessionid"].value != before
    assert is_signed_in(client)
    assert not is_signed_in(stranger)


def test_session_ends_with_signing_out(client):
    sign_in_with_password(client, make_user())
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)

    client.post("/account/logout/")

    assert not is_signed_in(thief)


def test_scripts_do_not_reach_the_session(client):
    sign_in_with_password(client, make_user())

    assert client.cookies["sessionid"]["httponly"]


# Caches


def directives(response):
    return {*re.split(r",\s*", response.headers.get("Cache-Control", ""))}


def get(client, address):
    response = client.get(address)
    if response.streaming:
        response.getvalue()  # to its end, which closes the file
    return response


@pytest.mark.parametrize("who", ["superuser", "lead"])
def test_page_of_somebody_signed_in_is_kept_by_no_shared_cache(who):
    """Those that everybody may open must not be called public; those for few must say that they are not."""
    world = World()
    client = world.browser_of(who)
    for_few = [row for row in ROWS if row.get and row.get[who] == "let in" and row.get["visitor"] != "let in"]

    open_to_all = {name: get(client, reverse(name)) for name in (*LISTS, *FORMS)}
    private = {row.name: get(client, world.address(row)) for row in for_few}

    assert {name for name, response in open_to_all.items() if "public" in directives(response)} == set()
    assert {
        name
        for name, response in private.items()
        if response.status_code == 200 and not directives(response) & {"no-store", "private", "no-cache"}
    } == set()


# Headers that a cache in between does not tell apart, and that some programs believe.
UNKEYED = {
    "x-forwarded-host": "evil.example",
    "x-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "forwarded": "host=evil.example",
    "x-original-url": "/admin/",
    "x-rewrite-url": "/admin/",
    "x-forwarded-prefix": "/evil",
    "x-forwarded-scheme": "http",
    "x-http-method-override": "POST",
    "accept-language": "en",
}


@pytest.mark.parametrize(
    "address", ["/", "/en/cities/", "/initiatives/?stage=ongoing", "/sitemap.xml", "/news/feed.atom"]
)
def test_no_header_poisons_a_page_that_is_kept(client, address):
    plain, odd = client.get(address), client.get(address, headers=UNKEYED)

    def text(response):
        return re.sub(r"nonce-?=?\"?[\w+/=-]+|<updated>[^<]*", "", response.content.decode())

    assert (plain.status_code, text(plain)) == (odd.status_code, text(odd))


def test_query_of_one_reader_is_not_shown_to_the_next(client):
    client.get("/search/?q=таємниця")

    assert "таємниця" not in client.get("/search/").content.decode()


# What strangers can find out


@pytest.mark.parametrize(
    ("make", "address"),
    [
        (lambda: make_article(slug="hidden", status="draft", published_at=None), "/news/hidden/"),
        (lambda: make_city(slug="hidden", status="submitted", published_at=None), "/cities/hidden/"),
        (lambda: make_initiative(slug="hidden", status="in_review", published_at=None), "/initiatives/hidden/"),
    ],
)
def test_what_is_not_published_is_as_if_it_were_not(client, make, address):
    absent = client.get(address)

    make()
    hidden = client.get(address)

    assert (hidden.status_code, hidden.content) == (404, absent.content)


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/propose/link/", "/newsletter/"])
def test_forms_answer_alike_whether_an_address_is_known(address):
    make_user(email="known@example.org")

    known, unknown = (
        Client().post(address, {"email": email, "language": "uk"}) for email in ("known@example.org", "no@example.org")
    )

    assert known.status_code == unknown.status_code
    assert known.headers.get("Location") == unknown.headers.get("Location")
