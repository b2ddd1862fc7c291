"""What readers see where something went wrong: a page in their language, with a way on."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client

from portal.pages import views
from portal.publishing.models import Status
from tests.factories import make_article

pytestmark = pytest.mark.django_db

HEADINGS = {
    400: "We could not read this request",
    403: "This page is not open to you",
    404: "There is no such page",
    405: "This page cannot be used like that",
    410: "This page has been withdrawn",
    500: "Something broke on our side",
}


def html_of(response):
    return response.content.decode()


def assert_error_page(response, status, language):
    """The answer is a whole page for people, in their language, that search engines leave alone."""
    html = html_of(response)
    assert response.status_code == status
    assert response.headers["Content-Language"] == language
    assert html.startswith("<!DOCTYPE html>")
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert '<meta name="robots" content="noindex">' in html
    assert "hreflang=" not in html.split("</head>")[0]
    assert f'href="{"/en/" if language == "en" else "/"}"' in html
    assert 'href=""' not in html
    assert not response.cookies


def broken(monkeypatch, error):
    """Makes the home page raise."""

    def fail():
        raise error

    monkeypatch.setattr(views.figures, "count_all", fail)


def test_unknown_address_is_answered_in_the_readers_language(client, prefix, language):
    assert_error_page(client.get(f"{prefix}/nowhere/at/all/"), 404, language)


def test_withdrawn_page_is_answered_in_the_readers_language(client, prefix, language):
    make_article(slug="gone", status=Status.WITHDRAWN)

    assert_error_page(client.get(f"{prefix}/news/gone/"), 410, language)


def test_wrong_method_is_answered_in_the_readers_language(client, prefix, language):
    response = client.post(f"{prefix}/news/")

    assert_error_page(response, 405, language)
    assert response.headers["Allow"] == "GET, HEAD"


def test_foreign_host_is_answered_in_the_readers_language(client, prefix, language):
    assert_error_page(client.get(f"{prefix}/", headers={"host": "evil.example.com"}), 400, language)


def test_foreign_host_appears_nowhere_in_the_answer(client, prefix):
    response = client.get(f"{prefix}/news/", headers={"host": "evil.example.com"})

    assert "evil.example.com" not in html_of(response)


def test_suspicious_request_is_answered_in_the_readers_language(client, prefix, language, monkeypatch):
    broken(monkeypatch, SuspiciousOperation("details for the log"))

    response = client.get(f"{prefix}/")

    assert_error_page(response, 400, language)
    assert "details for the log" not in html_of(response)


def test_too_much_data_is_answered_in_the_readers_language(client, prefix, language):
    response = client.post(
        f"{prefix}/contact/", {"text": "а" * 3_000_000}, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 400
    assert f'<html lang="{language}">' in html_of(response)


def test_forbidden_page_is_answered_in_the_readers_language(client, prefix, language, monkeypatch):
    broken(monkeypatch, PermissionDenied("details for the log"))

    response = client.get(f"{prefix}/")

    assert_error_page(response, 403, language)
    assert "details for the log" not in html_of(response)


def test_broken_page_is_answered_in_the_readers_language(client, prefix, language, monkeypatch):
    broken(monkeypatch, RuntimeError("details for the log"))
    client.raise_request_exception = False

    response = client.get(f"{prefix}/")

    assert_error_page(response, 500, language)
    assert "details for the log" not in html_of(response)


@pytest.mark.parametrize(("status", "heading"), HEADINGS.items())
def test_error_page_says_what_happened(client, monkeypatch, status, heading):
    make_article(slug="gone", status=Status.WITHDRAWN)
    client.raise_request_exception = False
    if error := {400: SuspiciousOperation(), 403: PermissionDenied(), 500: RuntimeError()}.get(status):
        broken(monkeypatch, error)
    url = {404: "/en/nowhere/", 410: "/en/news/gone/"}.get(status, "/en/")

    response = client.post(url) if status == 405 else client.get(url)

    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in html_of(response)


def test_broken_page_needs_no_database(client, monkeypatch, django_assert_num_queries):
    broken(monkeypatch, RuntimeError())
    client.raise_request_exception = False

    with django_assert_num_queries(1):  # the cache of pages, before the page breaks
        client.get("/en/")


def test_forged_form_is_answered_in_the_readers_language(prefix, language):
    response = Client(enforce_csrf_checks=True).post(f"{prefix}/contact/", {"name": "x"})

    assert_error_page(response, 403, language)
    assert "The form was not sent" in html_of(response) or language == "uk"


def test_error_in_one_language_leads_to_the_other(client):
    html = html_of(client.get("/en/nowhere/?a=1"))

    assert re.search(r'<a class="language-switch"[^>]+href="/nowhere/\?a=1"', html)
