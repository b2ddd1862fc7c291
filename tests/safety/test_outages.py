"""A statement that costs too much, or a database that is away: a kind page, and nothing typed is lost."""

import io

import psycopg2.errors
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError, connection, transaction

from portal.outages import MOST_SECONDS, limit_statements
from portal.pages import views
from portal.pages.forms import ContactForm
from portal.plausible import as_utf_8
from portal.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch, client):
    """The database fails whoever reads the home page or sends the contact form."""

    def fail(*_args, **_options):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(views.figures, "count_all", fail)
    monkeypatch.setattr(ContactForm, "is_valid", fail)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("prefix", "word"), [("", "Портал тимчасово недоступний"), ("/en", "Not available")])
def test_reader_is_asked_to_come_back(away, prefix, word, django_assert_num_queries):
    with django_assert_num_queries(1):  # the cache of pages
        answer = away.get(f"{prefix}/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert word in answer.content.decode()


def test_what_was_typed_waits_on_the_page(away):
    answer = away.post("/contact/", {"text": "Довгий лист"})

    assert answer.status_code == 503
    assert 'name="text" value="Довгий лист"' in answer.content.decode()


def test_program_is_told_in_json(client, monkeypatch):
    def fail(*_args, **_options):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("portal.opendata.views.limit_of", fail)
    client.raise_request_exception = False

    answer = client.get("/api/v1/cities")

    assert (answer.status_code, answer.json()["retry_after"]) == (503, 30)


def test_mistake_of_ours_is_not_called_an_outage(client, monkeypatch):
    monkeypatch.setattr(views.figures, "count_all", lambda: 1 / 0)
    client.raise_request_exception = False

    assert client.get("/").status_code == 500


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no limit of time")
def test_statement_that_costs_too_much_is_given_up(client, monkeypatch):
    def sleep():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    monkeypatch.setattr("portal.outages.MOST_SECONDS", 0.2)
    monkeypatch.setattr(views.figures, "count_all", sleep)
    client.raise_request_exception = False

    with transaction.atomic():
        limit_statements(connection=connection)
        answer = client.get("/")
        transaction.set_rollback(True)

    assert answer.status_code == 503
    assert isinstance(answer.exc_info[1].__cause__, psycopg2.errors.QueryCanceled)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no limit of time")
def test_new_connection_of_the_site_has_its_budget():
    assert application
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == (f"{MOST_SECONDS}s",)
    finally:
        fresh.close()


# Before any middleware


@pytest.mark.parametrize(
    "parameter", ["charset=hex", "charset=undefined", "charset*=no''x", "x*=undefined''y", "charset"]
)
def test_charset_that_is_none_is_no_error_of_ours(parameter):
    seen = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/robots.txt",
        "QUERY_STRING": "a=1",
        "CONTENT_TYPE": f"text/plain; {parameter}",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }

    answer = application(environ, lambda status, _headers, *_more: seen.append(status))
    answer.close()

    assert seen == ["200 OK"]


def test_form_with_files_is_read_whatever_its_charset():
    body = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nОлена\r\n--x--\r\n'.encode()
    read = []
    kind = 'multipart/form-data; charset=hex; boundary="x"'

    as_utf_8(lambda environ, _start: read.append(WSGIRequest(environ).POST.dict()))(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        },
        None,
    )

    assert read == [{"text": "Олена"}]


@pytest.mark.parametrize("address", ["/account/me/", "/admin/", "/documents/00000000-0000-4000-8000-000000000000/"])
def test_session_cookie_that_is_none_is_as_good_as_no_cookie(client, address):
    without = client.get(address).status_code

    answer = client.get(address, headers={"cookie": 'sessionid="abcdefgh\\000ijklmnop"'})

    assert answer.status_code == without
