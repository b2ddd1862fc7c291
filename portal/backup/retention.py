"""Which backups are kept: the newest of each of the last days, weeks and months."""

from datetime import UTC, datetime
from pathlib import Path

from portal.backup.making import NAME

PERIODS = {
    "daily": lambda moment: moment.date(),
    "weekly": lambda moment: moment.isocalendar()[:2],
    "monthly": lambda moment: (moment.year, moment.month),
}


def to_keep(moments, **numbers) -> set[datetime]:
    """The moments to keep: of the last ``daily`` days, ``weekly`` weeks and ``monthly`` months the newest each."""
    kept = set()
    for name, period_of in PERIODS.items():
        newest = {}
        for moment in sorted(moments):
            newest[period_of(moment)] = moment
        kept |= set(sorted(newest.values())[-numbers[name] :] if numbers[name] else [])
    return kept


def prune(folder: Path, **numbers) -> list[Path]:
    """Delete the backups of a folder whose time is over; gives them. Whatever has another name is left alone."""
    found = {}
    for path in folder.iterdir():
        try:
            found[datetime.strptime(path.name, NAME).replace(tzinfo=UTC)] = path
        except ValueError:
            continue
    kept = to_keep(found, **numbers) | {max(found)} if found else set()
    gone = [path for moment, path in sorted(found.items()) if moment not in kept]
    for path in gone:
        path.unlink()
        path.with_name(f"{path.name}.sha256").unlink(missing_ok=True)
    return gone
