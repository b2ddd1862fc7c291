"""A copy of the database for readers: which request reads which."""

import pytest
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.newsletter.models import Subscriber
from tests.factories import make_city, make_staff, make_subscriber

pytestmark = [
    pytest.mark.django_db(databases=["default", "replica"]),
    pytest.mark.skipif("replica" not in connections, reason="copies of databases are PostgreSQL's"),
]


@pytest.fixture(autouse=True, scope="module")
def _connection_ends():
    """So that the database can be dropped."""
    yield
    connections["replica"].close()


@pytest.fixture
def city(settings):
    """A city that the copy does not know: the test has not committed it."""
    settings.MIDDLEWARE = ["portal.replica.read_from_replica", *settings.MIDDLEWARE]
    return make_city()


def test_stranger_reads_the_copy_alone(client, city):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(city.get_absolute_url()).status_code == 404

    assert asked.captured_queries == []


@pytest.mark.indexed
def test_search_of_a_stranger_reads_the_copy_alone(client, city):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("search:search"), {"q": "луцьк"}).status_code == 200

    assert [query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")] == []


def test_who_is_signed_in_reads_what_was_written_last(client, city):
    client.force_login(make_staff())

    assert client.get(city.get_absolute_url()).status_code == 200


def test_who_has_opened_a_form_reads_what_was_written_last(client, city):
    client.get(reverse("pages:contact"))

    assert client.get(city.get_absolute_url()).status_code == 200


def test_letter_of_a_stranger_is_written_to_the_first_database(client, city):
    subscriber = make_subscriber()
    client.post(reverse("newsletter:unsubscribe", args=[subscriber.key]))

    assert not Subscriber.objects.exists()


def test_copy_that_is_away_is_done_without_and_asked_once(client, city, monkeypatch):
    tries = []

    def refuse():
        tries.append("try")
        raise OperationalError("Connection refused")

    monkeypatch.setattr(connections["replica"], "ensure_connection", refuse)

    assert client.get(city.get_absolute_url()).status_code == 200
    assert client.get(city.get_absolute_url()).status_code == 200
    assert tries == ["try"]
