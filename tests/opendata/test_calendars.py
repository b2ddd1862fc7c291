"""Events in people's calendars."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from portal.publishing.models import Status
from tests.factories import make_city, make_event, make_initiative, make_war_status
from tests.opendata.reading import events_of

pytestmark = pytest.mark.django_db


def kyiv(*parts):
    return timezone.make_aware(datetime.datetime(*parts))  # noqa: DTZ001 – made aware here


def test_an_event_is_at_its_moment_in_summer_and_in_winter(client):
    make_event(slug="summer", starts_at=kyiv(2027, 7, 1, 10), ends_at=kyiv(2027, 7, 1, 12))
    make_event(slug="winter", starts_at=kyiv(2027, 1, 15, 10), ends_at=kyiv(2027, 1, 15, 12))

    [summer] = events_of(client.get("/events/summer/event.ics"))
    [winter] = events_of(client.get("/events/winter/event.ics"))

    assert summer.start == datetime.datetime(2027, 7, 1, 7, tzinfo=datetime.UTC)
    assert winter.start == datetime.datetime(2027, 1, 15, 8, tzinfo=datetime.UTC)


def test_whole_days_are_days_and_the_last_one_counts(client):
    make_event(slug="days", all_day=True, starts_at=kyiv(2027, 3, 27), ends_at=kyiv(2027, 3, 28))

    [event] = events_of(client.get("/events/days/event.ics"))

    assert (event.start, event.end) == (datetime.date(2027, 3, 27), datetime.date(2027, 3, 29))


def test_an_event_says_what_its_page_says(client, prefix, language):
    city = make_city()
    make_event(
        slug="fair",
        city=city,
        title_uk="Ярмарок, знань; і\\вмінь",
        title_en="A fair",
        summary_uk="Рядок\nдругий",
        summary_en="",
        online_url="https://example.org/join",
    )

    [event] = events_of(client.get(f"{prefix}/events/fair/event.ics"))

    assert event["SUMMARY"] == ("A fair" if language == "en" else "Ярмарок, знань; і\\вмінь")
    assert event["SUMMARY"].params["LANGUAGE"] == language
    assert event["DESCRIPTION"] == "Рядок\nдругий"
    assert event["DESCRIPTION"].params["LANGUAGE"] == "uk"
    assert event["LOCATION"] == ("City library" if language == "en" else "Міська бібліотека")
    assert event["URL"].endswith(f"{prefix}/events/fair/")


def test_lines_are_folded_as_calendars_want_them(client):
    make_event(slug="long", title_uk="Довга назва заходу " * 7)

    lines = client.get("/events/long/event.ics").content.split(b"\r\n")

    assert max(len(line) for line in lines) <= 75


def test_calendars_know_a_changed_event_again(client):
    with time_machine.travel("2026-11-01 10:00:00+00:00", tick=False):
        event = make_event(slug="first", starts_at=kyiv(2027, 1, 15, 10), ends_at=kyiv(2027, 1, 15, 12))
    [before] = events_of(client.get("/events/first/event.ics"))

    with time_machine.travel("2026-11-02 10:00:00+00:00", tick=False):
        event.starts_at = kyiv(2027, 1, 15, 11)
        event.save()
        event.rename("second")
    [after] = events_of(client.get("/events/second/event.ics"))

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)


def test_both_languages_mean_one_event(client):
    make_event(slug="one")

    assert len({events_of(client.get(f"{prefix}/events/one/event.ics"))[0]["UID"] for prefix in ("", "/en")}) == 1


def test_a_cancelled_event_is_struck_out_and_its_page_says_so(client, prefix):
    event = make_event(slug="off", is_cancelled=True)
    make_event()

    statuses = {str(each["UID"]): each["STATUS"] for each in events_of(client.get(f"{prefix}/events/events.ics"))}

    assert statuses.pop(str(event.lasting_id)) == "CANCELLED"
    assert [*statuses.values()] == ["CONFIRMED"]
    page = client.get(f"{prefix}/events/off/").content.decode()
    assert ("This event is cancelled" if prefix else "Подію скасовано") in page
    assert "https://schema.org/EventCancelled" in page


def test_all_events_are_in_one_calendar_and_those_of_a_city_in_its_own(client):
    city = make_city()
    make_event(title_uk="У місті", city=city)
    make_event(title_uk="Деінде")
    make_event(title_uk="Прихована", city=city, status=Status.WITHDRAWN)

    assert {str(event["SUMMARY"]) for event in events_of(client.get("/events/events.ics"))} == {"У місті", "Деінде"}
    assert [str(event["SUMMARY"]) for event in events_of(client.get(f"/cities/{city.slug}/events.ics"))] == ["У місті"]


def test_no_calendar_tells_a_place_that_endangers_people(client):
    occupied = make_war_status(kind="occupied").city
    make_event(city=occupied, place_uk="Підвал на Садовій")
    make_event(city=None, initiative=make_initiative(city=occupied), place_uk="Підвал на Лісовій")

    events = client.get("/events/events.ics").content.decode().replace("\r\n ", "")

    assert "Підвал" not in events
    assert occupied.name_uk in events


def test_a_calendar_costs_the_same_for_one_and_many(client, django_assert_num_queries):
    make_event(city=make_city(), initiative=make_initiative(partner_cities=[make_city()]))
    with django_assert_num_queries(6):
        client.get("/events/events.ics")

    for _ in range(3):
        make_event(city=make_city(), initiative=make_initiative(partner_cities=[make_city()]))
    with django_assert_num_queries(6):
        client.get("/events/events.ics")
