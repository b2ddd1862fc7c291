import datetime

import pytest

from portal.working_days import working_day_after, working_days_between

FRIDAY, SATURDAY, SUNDAY, MONDAY = (datetime.date(2026, 11, day) for day in (20, 21, 22, 23))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [(FRIDAY, FRIDAY, 0), (FRIDAY, SUNDAY, 0), (FRIDAY, MONDAY, 1), (SATURDAY, MONDAY, 1), (MONDAY, FRIDAY, 0)],
)
def test_working_days_between_leave_out_the_weekend(first, last, days):
    assert working_days_between(first, last) == days


@pytest.mark.parametrize(("day", "count", "due"), [(FRIDAY, 1, 23), (SATURDAY, 1, 23), (MONDAY, 4, 27)])
def test_working_day_after_is_never_on_a_weekend(day, count, due):
    assert working_day_after(day, count) == datetime.date(2026, 11, due)


@pytest.mark.parametrize("day", [FRIDAY, SATURDAY, SUNDAY, MONDAY])
def test_working_day_after_agrees_with_working_days_between(day):
    assert working_days_between(day, working_day_after(day, 10)) == 10
