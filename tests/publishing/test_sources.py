"""Claims with their sources, periods and confirmations: each rule as a question and as a filter."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cities.models import Award, City, NetworkMembership, WarStatus
from initiatives.models import Initiative
from portal.publishing.models import Origin, validate_not_in_future, validate_order
from tests.factories import make_award, make_city, make_initiative, make_membership, make_user, make_war_status

KYIV = ZoneInfo("Europe/Kyiv")
TODAY = datetime.date(2026, 11, 22)


def at(date, hour=12, minute=0):
    """The clock stands still at this time in Kyiv."""
    return time_machine.travel(datetime.datetime.combine(date, datetime.time(hour, minute), KYIV), tick=False)


# Stale


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "minute"), [(0, 1), (12, 0), (23, 59)])
@pytest.mark.parametrize(("days", "stale"), [(-30, True), (-1, True), (0, False), (1, False), (30, False)])
@pytest.mark.parametrize("make", [make_award, make_war_status, make_membership], ids=lambda make: make.__name__)
def test_stale_and_is_stale_agree_around_the_limit(make, days, stale, hour, minute):
    claim = make()
    model = type(claim)
    claim.checked_on = TODAY - model.max_age + datetime.timedelta(days)
    claim.save()

    with at(TODAY, hour, minute):
        assert claim.is_stale == model.objects.stale().filter(pk=claim.pk).exists() == stale


@pytest.mark.django_db
@pytest.mark.parametrize("days", range(-3, 4))
def test_stale_and_is_stale_agree_for_a_city(days):
    city = make_city(checked_on=TODAY - City.max_age + datetime.timedelta(days))

    with at(TODAY):
        assert city.is_stale == City.objects.stale().exists() == (days < 0)


@pytest.mark.django_db
def test_what_was_never_checked_is_stale():
    city = make_city(checked_on=None)

    assert city.is_stale == City.objects.stale().exists() == True  # noqa: E712 – three values agree


@pytest.mark.django_db
def test_stale_asks_about_any_day():
    make_award(checked_on=TODAY)

    assert not Award.objects.stale(today=TODAY + Award.max_age).exists()
    assert Award.objects.stale(today=TODAY + Award.max_age + datetime.timedelta(1)).exists()


# Current

DAYS = [
    TODAY,
    *(datetime.date(2026, month, day) for month, day in [(1, 1), (2, 28), (10, 31), (11, 1), (11, 30), (12, 31)]),
]
ENDS = [
    "", "2025", "2026", "2027", "2025-12", "2026-01", "2026-02", "2026-10", "2026-11", "2026-12", "2027-01",
    "2025-12-31", "2026-01-01", "2026-01-02", "2026-02-27", "2026-02-28", "2026-03-01", "2026-10-30", "2026-10-31",
    "2026-11-01", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-30", "2026-12-30", "2026-12-31", "2027-01-01",
]  # fmt: skip


def last_day(until):
    """The reference: the last day that a partial date covers."""
    parts = [int(part) for part in until.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    year, month = (parts[0] + 1, 1) if len(parts) == 1 or parts[1] == 12 else (parts[0], parts[1] + 1)
    return datetime.date(year, month, 1) - datetime.timedelta(1)


@pytest.mark.django_db
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_current_and_is_current_agree(today):
    city = make_city()
    memberships = {until: make_membership(city=city, until=until) for until in ENDS}
    expected = {until for until in ENDS if not until or last_day(until) >= today}

    with at(today):
        assert {until for until, membership in memberships.items() if membership.is_current} == expected
        assert set(NetworkMembership.objects.current().values_list("until", flat=True)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "minute"), [(0, 1), (23, 59)])
def test_current_reckons_days_in_kyiv(hour, minute):
    status = make_war_status(until="2026-11-21")

    with at(datetime.date(2026, 11, 21), hour, minute):
        assert status.is_current == WarStatus.objects.current().exists() == True  # noqa: E712 – three values agree
    with at(TODAY, hour, minute):
        assert status.is_current == WarStatus.objects.current().exists() == False  # noqa: E712


@pytest.mark.django_db
def test_current_asks_about_any_day():
    make_membership(until="2024-06")

    assert NetworkMembership.objects.current(today=datetime.date(2024, 6, 30)).exists()
    assert not NetworkMembership.objects.current(today=datetime.date(2024, 7, 1)).exists()


# Order of two partial dates


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("", ""),
        ("2016", ""),
        ("", "2016"),
        ("2016", "2016"),
        ("2016-06", "2016"),
        ("2016-06-15", "2016-06"),
        ("2016", "2016-01"),
        ("2016-06-15", "2016-06-15"),
        ("2015-12-31", "2016"),
    ],
)
def test_validate_order_accepts_what_may_be_in_order(since, until):
    assert validate_order(NetworkMembership(since=since, until=until), "since", "until") is None


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2017", "2016"),
        ("2016-06", "2016-05"),
        ("2017", "2016-12-31"),
        ("2016-06-15", "2016-06-14"),
        ("2016-06", "2015"),
    ],
)
def test_validate_order_refuses_an_end_before_the_beginning(since, until):
    with pytest.raises(ValidationError) as refusal:
        NetworkMembership(since=since, until=until).clean()

    assert set(refusal.value.message_dict) == {"until"}


# Checked on


@pytest.mark.parametrize("day", [TODAY, TODAY - datetime.timedelta(1)])
def test_validate_not_in_future_accepts_today_and_before(day):
    with at(TODAY, 0, 1):
        assert validate_not_in_future(day) is None


def test_validate_not_in_future_refuses_tomorrow():
    with at(TODAY, 23, 59), pytest.raises(ValidationError):
        validate_not_in_future(TODAY + datetime.timedelta(1))


# Confirmed by the city


@pytest.mark.django_db
@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("make", [make_city, make_initiative], ids=lambda make: make.__name__)
def test_unconfirmed_and_is_unconfirmed_agree(make, origin, confirmed):
    row = make(origin=origin, confirmed_at=timezone.now() if confirmed else None)

    expected = origin == Origin.SOURCES and not confirmed
    assert row.is_unconfirmed == type(row).objects.unconfirmed().filter(pk=row.pk).exists() == expected


@pytest.mark.django_db
def test_confirm_records_who_and_when():
    initiative, person = make_initiative(origin=Origin.SOURCES), make_user()

    with at(TODAY):
        initiative.confirm(by=person)

    row = Initiative.objects.get()
    assert (row.confirmed_by, row.confirmed_at.astimezone(KYIV).date()) == (person, TODAY)
    assert not row.is_unconfirmed


@pytest.mark.django_db
def test_confirm_again_changes_nothing():
    initiative, person = make_initiative(origin=Origin.SOURCES), make_user()
    initiative.confirm(by=person)
    first = initiative.confirmed_at

    initiative.confirm(by=make_user())

    row = Initiative.objects.get()
    assert (row.confirmed_by, row.confirmed_at) == (person, first)
