"""What every answer tells browsers to refuse, and whom finders of holes may tell."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from tests.factories import make_staff
from tests.media.samples import make_document
from tests.safety.observatory import points

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_https(settings):
    """A client of a portal that is set up as on a server."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    return Client(headers={"x-forwarded-proto": "https"})


def get(client, address):
    return client.get(address, secure=True)


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/en/search/?q=x", "/initiatives/", "/contact/", "/join/apply/", "/account/login/", "/admin/login/"),
        *("/api/v1/cities", "/news/feed.atom", "/robots.txt", "/no/such/page/", "/account/login/password/"),
    ],
)
def test_answer_deserves_the_best_mark_of_the_observatory(by_https, address):
    response = get(by_https, address)

    assert points(response, response.content.decode()) >= 130


@pytest.mark.parametrize("address", ["/admin/", "/admin/cities/city/", "/admin/cities/city/add/", "/account/me/"])
def test_page_for_those_signed_in_deserves_the_best_mark_of_the_observatory(by_https, address):
    by_https.force_login(make_staff())

    response = get(by_https, address)

    assert response.status_code == 200
    assert points(response, response.content.decode()) >= 130


def test_file_deserves_the_best_mark_of_the_observatory(by_https):
    document = make_document(is_public=True)

    response = get(by_https, f"/documents/{document.uuid}/")
    response.getvalue()

    assert response.status_code == 200
    assert points(response) >= 130


def test_observatory_takes_points_for_a_loose_policy(by_https):
    response = get(by_https, "/")
    response.headers["Content-Security-Policy"] += "; object-src *"

    assert points(response) < 90


def test_first_visit_without_https_is_led_to_it(by_https):
    response = by_https.get("/en/cities/")

    assert (response.status_code, response.headers["Location"]) == (301, "https://testserver/en/cities/")


@pytest.mark.parametrize("address", ["/", "/admin/login/"])
def test_no_page_reaches_camera_or_place_of_its_reader(client, address):
    policy = client.get(address).headers["Permissions-Policy"]

    assert {"camera=()", "geolocation=()", "microphone=()"} <= {*policy.split(", ")}


def test_other_windows_cannot_reach_ours(client):
    assert client.get("/").headers["Cross-Origin-Opener-Policy"] == "same-origin"


# RFC 9116


def security_txt(client):
    response = client.get("/.well-known/security.txt")
    lines = response.content.decode().splitlines()
    return response, dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def test_finders_of_holes_are_told_whom_to_write_to(client, settings):
    settings.OFFICE_EMAIL = "office@learningcities.example"
    settings.SITE_URL = "https://learningcities.example"

    response, fields = security_txt(client)

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:office@learningcities.example"
    assert fields["Canonical"] == "https://learningcities.example/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "uk, en"


def test_finders_of_holes_are_told_in_both_languages(client):
    comments = re.findall(r"^# (.+)$", client.get("/.well-known/security.txt").content.decode(), re.MULTILINE)

    assert [bool(re.search("[а-яіїєґ]", comment)) for comment in comments] == [True, False]


@pytest.mark.parametrize("day", ["2026-11-29", "2031-02-28"])
def test_security_txt_never_runs_out_and_never_promises_more_than_a_year(client, day):
    with time_machine.travel(f"{day} 12:00:00+00:00"):
        expires = datetime.datetime.fromisoformat(security_txt(client)[1]["Expires"])
        now = datetime.datetime.now(datetime.UTC)

    assert now + datetime.timedelta(days=30) < expires < now + datetime.timedelta(days=365)
