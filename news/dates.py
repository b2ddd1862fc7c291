"""How readers see when something takes place."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language

from portal.languages import UKRAINIAN
from portal.templatetags.portal import day


def period(start: datetime.datetime, end: datetime.datetime, *, all_day: bool) -> str:
    """The time from ``start`` to ``end``, both given in the time zone to show, in the active language.

    Whole days: "1–5 December 2025", «1–5 грудня 2025 року». With hours: "1 December 2025, 10:00–12:30", and over
    several days "1 December 2025, 10:00 – 2 December 2025, 16:00".
    """
    if all_day:
        return days(start.date(), end.date())
    if start == end:
        return f"{day(start)}, {start:%H:%M}"
    if start.date() == end.date():
        return f"{day(start)}, {start:%H:%M}–{end:%H:%M}"
    return f"{day(start)}, {start:%H:%M} – {day(end)}, {end:%H:%M}"


def days(first: datetime.date, last: datetime.date) -> str:
    """The days from ``first`` to ``last``; month and year are named once where both days share them."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{_day_of_year(first)} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def _day_of_year(date):
    return date_format(date, "j E" if get_language() == UKRAINIAN else "j F")
