"""Whoever asks too often is told to wait, in the words that they read."""

import json

import pytest
import time_machine

from portal.politeness import PER_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def used_up(client):
    """An address that has asked as often as it may within this minute."""
    with time_machine.travel("2026-11-25 10:00:20+00:00", tick=False):
        for _ in range(PER_MINUTE):
            assert client.get("/api/v1/").status_code == 200
        yield client


@pytest.mark.polite
def test_programs_are_told_in_json_how_long_to_wait(used_up):
    response = used_up.get("/api/v1/cities")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "40"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content)["retry_after"] == 40


@pytest.mark.polite
@pytest.mark.parametrize("address", ["/api/v1/cities.csv", "/news/feed.atom", "/events/events.ics"])
def test_people_are_told_on_a_page(used_up, address):
    response = used_up.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "40"
    assert "через 40 секунд" in response.content.decode()


@pytest.mark.polite
def test_after_a_minute_all_is_well_and_others_never_waited(used_up):
    assert used_up.get("/api/v1/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert used_up.get("/api/v1/").status_code == 429

    with time_machine.travel("2026-11-25 10:01:00+00:00", tick=False):
        assert used_up.get("/api/v1/").status_code == 200


@pytest.mark.polite
def test_pages_for_people_are_not_counted(used_up):
    assert used_up.get("/data/").status_code == 200
