"""Brings a table in: first only to see what would become of the rows, then all of it or nothing."""

import hashlib
import json
import logging
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from import_export.results import RowResult
from tablib import Dataset

from portal.exchange.sheets import Problem
from portal.exchange.tables import SHOWN_ONLY
from portal.search.keeping import gathered

logger = logging.getLogger(__name__)


@dataclass
class Line:
    """What becomes of a row: "new", "update", "skip" where nothing changes, "invalid" or "error"."""

    number: int
    kind: str
    title: str
    changes: list
    notice: str
    pk: int | None


@dataclass
class Outcome:
    """What a table did, or would do."""

    lines: list[Line]
    problems: list[Problem]
    unknown_columns: list[str] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.kind == RowResult.IMPORT_TYPE_NEW]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.kind == RowResult.IMPORT_TYPE_UPDATE]

    @property
    def unchanged(self) -> list[Line]:
        return [line for line in self.lines if line.kind == RowResult.IMPORT_TYPE_SKIP]

    @cached_property
    def written(self) -> list[Line]:
        """The lines that change something, in their order."""
        return sorted(self.new + self.changed, key=lambda line: line.number)

    @property
    def fingerprint(self) -> str:
        """The same for two outcomes that say the same of every row."""
        told = [
            (line.number, line.kind, [(change.column, change.old, change.new) for change in line.changes])
            for line in self.written
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class NotAsSeen(Exception):
    """The rows have changed since somebody looked at what the table would do; nothing was written."""


def preview(table, sheet, *, user) -> Outcome:
    """What the table would do; everything is done and taken back."""
    with gathered():
        return _run(table, sheet, user=user, dry_run=True)


def bring_in(table, sheet, *, user, file_name, seen) -> Outcome:
    """Write all rows of the table, or none where one of them has a problem.

    ``seen`` is the fingerprint of the outcome that the person agreed to. Raises NotAsSeen where it would be another.
    """
    with gathered():
        outcome = _run(table, sheet, user=user, file_name=file_name)
        if outcome.problems or outcome.fingerprint != seen:
            raise NotAsSeen
        rows = table._meta.model.objects
        for lines, flag in ((outcome.new, ADDITION), (outcome.changed, CHANGE)):
            if lines:
                LogEntry.objects.log_actions(
                    user.pk,
                    rows.filter(pk__in=[line.pk for line in lines]),
                    flag,
                    _("Table “%(name)s”") % {"name": file_name[:60]},
                )
    return outcome


def _run(table_class, sheet, *, user, file_name="", dry_run=False):
    table = table_class()
    known = [name for name in sheet.columns if name in table.fields]
    # The library counts empty lines out, so each line of ours is one of its rows.
    data = Dataset(*[[line[name] for name in known] for line in sheet.lines.values()], headers=known)
    result = table.import_data(
        data,
        dry_run=dry_run,
        use_transactions=True,
        rollback_on_validation_errors=True,
        user=user,
        file_name=file_name,
    )
    numbers = list(sheet.lines)
    lines = [
        Line(
            number=number,
            kind=row.import_type,
            title=row.object_repr or "",
            changes=row.diff or [],
            notice=table.notices.get(place, ""),
            pk=row.object_id,
        )
        for place, (number, row) in enumerate(zip(numbers, result.rows, strict=True), start=1)
    ]
    problems = [_unforeseen(error, 0) for error in result.base_errors]
    for number, row in zip(numbers, result.rows, strict=True):
        problems += [_unforeseen(error, number) for error in row.errors]
        problems += _problems_of(row.validation_error, number, table)
    # Of a cell that could not be read, the row would complain once more.
    unread = {(problem.line, problem.column) for problem in sheet.problems}
    problems = [*sheet.problems, *(found for found in problems if (found.line, found.column) not in unread)]
    problems.sort(key=lambda problem: problem.line)
    return Outcome(
        lines,
        problems,
        [name for name in sheet.columns if name not in table.fields],
        [name for name in known if name in SHOWN_ONLY and name != "id"],
    )


def _problems_of(error, number, table):
    if error is None:
        return
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, texts in by_field.items():
        for text in texts:
            if name in table.fields:
                yield Problem(number, name, text)
            elif name == NON_FIELD_ERRORS:
                yield Problem(number, "", text)
            else:
                yield Problem(number, "", f"{table.label_of(name)}: {text}")


def _unforeseen(error, number):
    logger.error("A table could not be brought in, line %s", number, exc_info=error.error)
    return Problem(number, "", _("This row cannot be stored. The administrators find the reason in the log."))
