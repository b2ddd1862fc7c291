"""Which backups stay."""

import datetime

import pytest

from portal.backup.making import NAME
from portal.backup.retention import prune, to_keep


def night(day, hour=3):
    return datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)


NIGHTS = [night(datetime.date(2026, 1, 1) + datetime.timedelta(days=number)) for number in range(333)]  # to 29 November


def test_the_newest_of_days_weeks_and_months_stay():
    kept = to_keep(NIGHTS, daily=3, weekly=3, monthly=3)

    # Sundays end weeks; 29 November is one, and the last night of all.
    assert sorted(f"{moment:%m-%d}" for moment in kept) == [
        "09-30",
        "10-31",
        "11-15",
        "11-22",
        "11-27",
        "11-28",
        "11-29",
    ]


def test_of_several_backups_of_a_day_the_newest_stays():
    day = datetime.date(2026, 11, 29)

    assert to_keep([night(day, 3), night(day, 15)], daily=7, weekly=0, monthly=0) == {night(day, 15)}


@pytest.mark.parametrize("numbers", [{"daily": 0, "weekly": 0, "monthly": 0}, {"daily": 1, "weekly": 0, "monthly": 0}])
def test_prune_deletes_old_backups_and_nothing_else(tmp_path, numbers):
    for moment in NIGHTS[-3:]:
        name = moment.strftime(NAME)
        (tmp_path / name).touch()
        (tmp_path / f"{name}.sha256").touch()
    (tmp_path / "notes.txt").touch()

    gone = prune(tmp_path, **numbers)

    newest = NIGHTS[-1].strftime(NAME)
    assert [path.name for path in gone] == [moment.strftime(NAME) for moment in NIGHTS[-3:-1]]
    assert {path.name for path in tmp_path.iterdir()} == {newest, f"{newest}.sha256", "notes.txt"}
