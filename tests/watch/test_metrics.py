"""Figures for Prometheus: who gets them, what they count, and that they tell nothing about people."""

import datetime
import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.search.models import MissedSearch
from portal.watch import metrics
from portal.watch.middleware import watch_requests
from tests.browser.running import environment_of, inside
from tests.factories import make_city, make_letter

TOKEN = {"Authorization": "Bearer a long and secret token"}


@pytest.fixture(autouse=True)
def _token(settings):
    settings.METRICS_TOKEN = TOKEN["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def figures(client, db):
    """A function that gives all figures by their names with labels."""

    def read():
        lines = client.get("/metrics", headers=TOKEN).content.decode().splitlines()
        return {
            name: float(value)
            for name, value in (
                re.fullmatch(r"([^#].*) (\S+)", line).groups() for line in lines if not line.startswith("#")
            )
        }

    return read


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "203.0.113.7", 404),
        ({"Authorization": "Bearer another"}, "203.0.113.7", 404),
        ({"Authorization": "Bearer "}, "203.0.113.7", 404),
        (TOKEN, "203.0.113.7", 200),
        ({}, "10.1.2.3", 200),
    ],
)
@pytest.mark.django_db
def test_metrics_are_for_those_who_may_read_them(client, settings, headers, address, status):
    settings.METRICS_ADDRESSES = ["10.1.0.0/16"]

    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
def test_metrics_are_for_nobody_unless_settings_say_so(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert client.get("/metrics").status_code == 404


def test_answers_and_queries_are_counted_by_view(client, figures):
    city = make_city()
    answers = 'portal_requests_total{cached="no",method="GET",status="200",view="cities:city"}'
    queries, times = 'portal_queries_total{view="cities:city"}', 'portal_request_seconds_count{view="cities:city"}'
    before = figures()

    client.get(f"/cities/{city.slug}/")
    client.get(f"/en/cities/{city.slug}/")

    after = figures()
    assert after[answers] - before.get(answers, 0) == 2
    assert after[times] - before.get(times, 0) == 2
    assert after[queries] - before.get(queries, 0) >= 2


def test_an_answer_of_the_page_cache_is_told_apart(figures):
    name = 'portal_requests_total{cached="yes",method="GET",status="200",view="cities:directory"}'
    before = figures().get(name, 0)

    watch_requests(lambda _request: HttpResponse("<html>"))(RequestFactory().get("/en/cities/"))

    assert figures()[name] - before == 1


def test_strangers_make_no_new_labels(client, figures):
    client.get("/olena@example.org/")
    client.generic("OLENA", "/cities/")

    told = "\n".join(figures())
    assert "olena" not in told.lower()
    assert 'method="GET",status="404",view="none"' in told
    assert 'method="other",status="405",view="cities:directory"' in told


def test_what_waits_is_read_from_the_database(figures):
    hour_ago = timezone.now() - datetime.timedelta(hours=1)
    make_letter(created_at=hour_ago, tries=2)
    make_letter(given_up_at=hour_ago)
    MissedSearch.objects.note("університет третього віку")

    told = figures()

    assert told['portal_queue_rows{queue="letters",state="waiting"}'] == 1
    assert told['portal_queue_rows{queue="letters",state="failing"}'] == 1
    assert told['portal_queue_rows{queue="letters",state="failed"}'] == 1
    assert told['portal_queue_age_seconds{queue="letters"}'] == pytest.approx(3600, abs=60)
    assert told["portal_missed_searches_this_month"] == 1
    assert told["portal_database_up"] == 1


COUNT_ONE = """
from django.test import Client
from portal.watch.metrics import exposition
from django.conf import settings
from pathlib import Path
settings.ALLOWED_HOSTS = ["testserver"]
Client().get("/health/live")
text = exposition().decode()
line = next(line for line in text.splitlines() if line.startswith("portal_requests_total{") and "health_live" in line)
json.dump([line.rpartition(" ")[2], len(list(Path(settings.METRICS_DIR).glob("*.db")))], sys.stdout)
"""


def test_a_process_goes_on_counting_where_one_that_ended_stopped(tmp_path):
    environment = environment_of(tmp_path) | {"METRICS_DIR": str(tmp_path / "metrics")}

    first, second = inside(COUNT_ONE, environment), inside(COUNT_ONE, environment)

    assert (first[0], second[0]) == ("1.0", "2.0")
    assert first[1] == second[1]


def test_requests_are_answered_where_counting_is_impossible(client, settings, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    settings.METRICS_DIR = tmp_path / "file"
    monkeypatch.setattr(metrics, "_instruments", None)
    monkeypatch.setattr(metrics, "_seat", (0, 0))

    assert client.get("/health/live").status_code == 200
