"""How days and hours are written in both languages."""

import datetime

import pytest
from django.utils import translation

from news.dates import days, period


def on(year, month, day, hour=0, minute=0):
    return datetime.datetime(year, month, day, hour, minute, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("first", "last", "ukrainian", "english"),
    [
        ((2025, 12, 1), (2025, 12, 1), "1 грудня 2025 року", "1 December 2025"),
        ((2025, 12, 1), (2025, 12, 5), "1–5 грудня 2025 року", "1–5 December 2025"),
        ((2025, 11, 28), (2025, 12, 2), "28 листопада – 2 грудня 2025 року", "28 November – 2 December 2025"),
        (
            (2025, 12, 30),
            (2026, 1, 2),
            "30 грудня 2025 року – 2 січня 2026 року",
            "30 December 2025 – 2 January 2026",
        ),
        ((2024, 5, 3), (2025, 5, 3), "3 травня 2024 року – 3 травня 2025 року", "3 May 2024 – 3 May 2025"),
    ],
)
def test_days_name_month_and_year_once_where_both_share_them(first, last, ukrainian, english):
    first, last = datetime.date(*first), datetime.date(*last)

    assert days(first, last) == ukrainian
    with translation.override("en"):
        assert days(first, last) == english


def test_period_of_whole_days_has_no_hours():
    assert period(on(2025, 12, 1), on(2025, 12, 5, 23, 59), all_day=True) == "1–5 грудня 2025 року"


@pytest.mark.parametrize(
    ("start", "end", "ukrainian", "english"),
    [
        (on(2025, 12, 1, 9, 5), on(2025, 12, 1, 12), "1 грудня 2025 року, 09:05–12:00", "1 December 2025, 09:05–12:00"),
        (on(2025, 12, 1, 10), on(2025, 12, 1, 10), "1 грудня 2025 року, 10:00", "1 December 2025, 10:00"),
        (
            on(2025, 12, 1, 10),
            on(2025, 12, 2, 16),
            "1 грудня 2025 року, 10:00 – 2 грудня 2025 року, 16:00",
            "1 December 2025, 10:00 – 2 December 2025, 16:00",
        ),
    ],
)
def test_period_with_hours_names_each_day_once(start, end, ukrainian, english):
    assert period(start, end, all_day=False) == ukrainian
    with translation.override("en"):
        assert period(start, end, all_day=False) == english
