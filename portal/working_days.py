"""Working days: Monday to Friday.

Public holidays are working days as long as martial law lasts (law 2136-IX of 15 March 2022, art. 6 p. 6).
"""

import datetime

SATURDAY = 5
DAY = datetime.timedelta(days=1)


def working_days_between(first: datetime.date, last: datetime.date) -> int:
    """How many working days have begun after ``first``, ``last`` among them."""
    return sum((first + DAY * number).weekday() < SATURDAY for number in range(1, (last - first).days + 1))


def working_day_after(day: datetime.date, count: int) -> datetime.date:
    """The working day that is the ``count``-th after a day."""
    while count:
        day += DAY
        count -= day.weekday() < SATURDAY
    return day
