"""The list of events and the page of one event."""

import datetime
import json
import re

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from portal.publishing.models import Status
from tests.factories import make_city, make_event, make_initiative, make_war_status

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def html_of(response):
    return response.content.decode()


def structured_data(response):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html_of(response))[1])


def kyiv(*parts):
    return timezone.make_aware(datetime.datetime(*parts))  # noqa: DTZ001 – made aware here


def past_event(**overrides):
    return make_event(**{"starts_at": timezone.now() - 10 * DAY} | overrides)


# The list


def test_events_shows_what_is_coming_before_what_has_been(client, prefix, language):
    past_event(title_uk="Минула", title_en="Gone by")
    make_event(title_uk="Майбутня", title_en="To come")

    html = html_of(client.get(f"{prefix}/events/"))

    coming, gone = ("To come", "Gone by") if language == "en" else ("Майбутня", "Минула")
    assert html.index('id="upcoming"') < html.index(coming) < html.index('id="past"') < html.index(gone)


def test_events_without_upcoming_ones_asks_for_them(client, prefix):
    past_event()

    html = html_of(client.get(f"{prefix}/events/"))

    assert 'class="empty"' in html
    assert re.search(rf'class="empty">.*?href="{prefix}/contact/"', html, re.DOTALL)


def test_events_without_past_ones_has_no_section_for_them(client):
    make_event()

    assert 'id="past"' not in html_of(client.get("/events/"))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_events_leaks_nothing_that_is_not_published(client, prefix, status):
    make_event(title_uk="Таємна", title_en="Secret", status=status)
    past_event(title_uk="Таємна", title_en="Secret", status=status)
    make_event(city=make_city(name_uk="Таємне", name_en="Secret", slug="secret", status=status))

    response = client.get(f"{prefix}/events/")

    assert len(response.context["upcoming"]) == 1
    assert response.context["page"].paginator.count == 0
    assert not re.search("Таємн|Secret|secret", html_of(response))


@pytest.mark.parametrize(
    ("page", "shown"), [("", 1), ("abc", 1), ("2", 2), ("999", 2), ("-1", 2), ("%00", 1), ("2&page=1", 1)]
)
def test_events_shows_a_page_of_the_past_whatever_number_is_asked_for(client, page, shown):
    for _number in range(25):
        past_event()

    response = client.get(f"/events/?page={page}")

    assert response.context["page"].number == shown
    assert len(response.context["page"].object_list) == (24 if shown == 1 else 1)


def test_events_shows_what_is_coming_on_the_first_page_only(client):
    make_event(title_uk="Майбутня")
    for _number in range(25):
        past_event()

    assert "Майбутня" not in html_of(client.get("/events/?page=2"))


@pytest.mark.parametrize("rows", [1, 3])
def test_events_asks_the_database_as_often_for_many_rows_as_for_one(client, prefix, rows, django_assert_num_queries):
    for _number in range(rows):
        make_event(city=make_city(), initiative=make_initiative())
        past_event(city=make_city(), initiative=make_initiative())

    with django_assert_num_queries(4):
        client.get(f"{prefix}/events/")


@pytest.mark.parametrize("url", ["/events/", "/en/events/", "/events/a/", "/en/events/a/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_events_are_for_reading_only(client, url, method):
    make_event(slug="a")

    assert getattr(client, method)(url).status_code == 405


# One event


def test_event_shows_all_that_it_knows(client, prefix, language):
    make_event(
        slug="forum",
        starts_at=kyiv(2025, 12, 1),
        ends_at=kyiv(2025, 12, 5),
        all_day=True,
        summary_uk="Обмін досвідом.",
        summary_en="Exchange of experience.",
        body_uk="<p>Програма.</p>",
        body_en="<p>Programme.</p>",
        city=make_city(name_uk="Львів", name_en="Lviv", slug="lviv"),
        initiative=make_initiative(title_uk="Резиденція", title_en="Residency", slug="residency"),
        online_url="https://meet.example.org/room",
        source_url="https://www.example.org/report",
    )

    html = html_of(client.get(f"{prefix}/events/forum/"))

    shown = {
        "uk": [
            "1–5 грудня 2025 року",
            "Обмін досвідом.",
            "<p>Програма.</p>",
            "Міська бібліотека",
            "Львів",
            "Резиденція",
        ],
        "en": [
            "1–5 December 2025",
            "Exchange of experience.",
            "<p>Programme.</p>",
            "City library",
            "Lviv",
            "Residency",
        ],
    }
    assert [text for text in shown[language] if text not in html] == []
    links = [f"{prefix}/cities/lviv/", f"{prefix}/initiatives/residency/", "https://meet.example.org/room"]
    assert [link for link in [*links, "https://www.example.org/report"] if f'href="{link}"' not in html] == []


@pytest.mark.parametrize(("all_day", "has_hours"), [(True, False), (False, True)])
def test_event_names_hours_only_where_they_are_known(client, all_day, has_hours):
    make_event(slug="a", starts_at=kyiv(2026, 12, 1, 10), all_day=all_day)

    html = html_of(client.get("/en/events/a/"))

    assert "1 December 2026" in html
    assert ("1 December 2026, 10:00–12:00" in html) is has_hours
    assert ("Kyiv time" in html) is has_hours


@pytest.mark.parametrize(("moment", "is_over"), [((2026, 12, 1, 11), False), ((2026, 12, 1, 13), True)])
def test_event_says_when_it_is_over(client, moment, is_over):
    make_event(slug="a", starts_at=kyiv(2026, 12, 1, 10))

    with time_machine.travel(kyiv(*moment), tick=False):
        html = html_of(client.get("/en/events/a/"))

    assert ("This event is over" in html) is is_over


def test_event_without_english_shows_ukrainian_and_says_so(client):
    make_event(slug="a", title_uk="Лише тут", title_en="", place_en="", summary_uk="Зустріч.", body_uk="<p>Текст.</p>")

    html = html_of(client.get("/en/events/a/"))

    assert '<h1 lang="uk">Лише тут</h1>' in html
    assert '<span lang="uk">Міська бібліотека</span>' in html
    assert '<div lang="uk"><p>Текст.</p></div>' in html
    assert 'class="notice"' in html


def test_event_in_ukrainian_has_no_english_text(client):
    make_event(slug="a", title_en="English title", summary_en="English summary", place_en="English place")

    assert not re.search("English (title|summary|place)", html_of(client.get("/events/a/")))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_event_leaks_nothing_that_is_not_published(client, prefix, status):
    make_event(
        slug="a",
        city=make_city(name_uk="Таємне", name_en="Secret", slug="secret-city", status=status),
        initiative=make_initiative(title_uk="Таємна", title_en="Secret", slug="secret", status=status),
    )

    assert not re.search("Таємн|Secret|secret", html_of(client.get(f"{prefix}/events/a/")))


@pytest.mark.parametrize("path", ["/events/", "/events/a/"])
def test_event_in_an_occupied_city_shows_no_place(client, prefix, path):
    city = make_city(name_uk="Мелітополь", name_en="Melitopol")
    make_war_status(city=city)
    make_event(slug="a", city=city, place_uk="Вулиця Таємна, 1", place_en="Secret street 1")

    html = html_of(client.get(f"{prefix}{path}"))

    assert re.search("Мелітополь|Melitopol", html)
    assert not re.search("Таємна|Secret", html)


@pytest.mark.parametrize(("status", "answer"), [(Status.DRAFT, 404), (Status.WITHDRAWN, 410)])
def test_event_that_is_not_published_is_not_shown(client, prefix, status, answer):
    make_event(slug="a", title_uk="Таємна", title_en="Secret", status=status)

    response = client.get(f"{prefix}/events/a/")

    assert response.status_code == answer
    assert not re.search("Таємна|Secret", html_of(response))


def test_unknown_event_is_not_found(client, prefix):
    assert client.get(f"{prefix}/events/unknown/").status_code == 404


def test_renamed_event_leads_to_its_new_address(client):
    make_event(slug="old").rename("new")

    response = client.get("/en/events/old/")

    assert (response.status_code, response.headers["Location"]) == (301, "/en/events/new/")


@pytest.mark.parametrize("rows", [1, 3])
def test_event_asks_the_database_as_often_for_many_cities_as_for_one(client, prefix, rows, django_assert_num_queries):
    initiative = make_initiative(partner_cities=[make_war_status(kind="active_hostilities").city for _ in range(rows)])
    make_event(slug="a", city=make_war_status(kind="active_hostilities").city, initiative=initiative)

    with django_assert_num_queries(6):
        client.get(f"{prefix}/events/a/")


def test_event_of_an_initiative_of_an_occupied_city_shows_no_place(client):
    initiative = make_initiative(city=None, partner_cities=[make_war_status().city])
    make_event(slug="a", city=None, initiative=initiative, place_uk="Таємна адреса")

    assert "Таємна адреса" not in html_of(client.get("/events/a/"))
    assert "Таємна адреса" not in html_of(client.get("/events/"))


# For search engines


def test_event_gives_times_with_their_distance_from_utc(client):
    make_event(slug="a", starts_at=kyiv(2026, 7, 1, 10), ends_at=kyiv(2026, 12, 1, 12))

    data = structured_data(client.get("/events/a/"))

    assert (data["startDate"], data["endDate"]) == ("2026-07-01T10:00:00+03:00", "2026-12-01T12:00:00+02:00")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"


def test_event_of_whole_days_gives_days(client):
    make_event(slug="a", starts_at=kyiv(2026, 7, 1), ends_at=kyiv(2026, 7, 3), all_day=True)

    data = structured_data(client.get("/events/a/"))

    assert (data["startDate"], data["endDate"]) == ("2026-07-01", "2026-07-03")


ADDRESS = {"@type": "PostalAddress", "addressLocality": "Lviv", "addressCountry": "UA"}
LIBRARY = {"@type": "Place", "name": "City library", "address": "City library"}
LIBRARY_IN_LVIV = {"@type": "Place", "name": "City library", "address": ADDRESS}
LVIV = {"@type": "Place", "name": "Lviv", "address": ADDRESS}
ROOM = {"@type": "VirtualLocation", "url": "https://meet.example.org/room"}
NO_PLACE = {"place_uk": "", "place_en": ""}
ONLINE = {"online_url": "https://meet.example.org/room"}


@pytest.mark.parametrize(
    ("fields", "has_city", "mode", "location"),
    [
        ({}, False, "OfflineEventAttendanceMode", LIBRARY),
        ({}, True, "OfflineEventAttendanceMode", LIBRARY_IN_LVIV),
        (NO_PLACE, True, "OfflineEventAttendanceMode", LVIV),
        (NO_PLACE | ONLINE, False, "OnlineEventAttendanceMode", ROOM),
        (ONLINE, True, "MixedEventAttendanceMode", [LIBRARY_IN_LVIV, ROOM]),
        (NO_PLACE, False, None, None),
    ],
)
def test_event_tells_where_it_can_be_attended(client, fields, has_city, mode, location):
    city = make_city(name_uk="Львів", name_en="Lviv") if has_city else None
    make_event(slug="a", city=city, **fields)

    data = structured_data(client.get("/en/events/a/"))

    assert data.get("eventAttendanceMode") == (mode and f"https://schema.org/{mode}")
    assert data.get("location") == location


def test_event_gives_search_engines_no_place_in_an_occupied_city(client):
    city = make_city(name_en="Melitopol")
    make_war_status(city=city)
    make_event(slug="a", city=city, place_en="Secret street 1")

    data = structured_data(client.get("/en/events/a/"))

    assert data["location"]["name"] == "Melitopol"
    assert data["url"] == f"{settings.SITE_URL}/en/events/a/"
