"""Whether the portal can serve, and what it tells strangers when it cannot."""

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from portal.watch import health


@pytest.fixture(autouse=True)
def _looks_anew(monkeypatch):
    monkeypatch.setattr(health, "_seen", (float("-inf"), {}))


def test_live_touches_no_database(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"live": True})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_works(client):
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "migrations": True, "cache": True, "storage": True},
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert default_storage.listdir("health") == ([], [])


def no_database():
    def refuse(*_query):
        raise OperationalError("password authentication failed for user portal")

    connection.execute_wrappers.append(refuse)


def no_cache(settings):
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def no_storage(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"


def missing_migration():
    MigrationRecorder(connection).record_unapplied("mail", "0001_initial")


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "status"), [("database", 503), ("migrations", 503), ("cache", 200), ("storage", 200)])
def test_part_that_is_away_is_named_and_takes_the_process_out_only_where_it_is_needed(
    client, settings, tmp_path, part, status
):
    wrappers = list(connection.execute_wrappers)
    match part:
        case "database":
            no_database()
        case "migrations":
            missing_migration()
        case "cache":
            no_cache(settings)
        case "storage":
            no_storage(settings, tmp_path)
    try:
        answer = client.get("/health/ready")
    finally:
        connection.execute_wrappers[:] = wrappers

    assert answer.status_code == status
    told = answer.json()
    assert told[part] is False
    assert set(told.values()) <= {True, False}
    assert "password" not in answer.content.decode()


@pytest.mark.django_db
def test_whoever_asks_again_at_once_costs_nothing(client, django_assert_num_queries):
    client.get("/health/ready")

    with django_assert_num_queries(0):
        assert client.get("/health/ready").status_code == 200


def test_health_is_asked_without_tls_from_behind_the_proxy(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/health/live").status_code == 200
