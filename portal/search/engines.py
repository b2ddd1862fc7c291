"""The text index of each database behind one interface: PostgreSQL's GIN over a tsvector, SQLite's FTS5.

Both hold the same keys and answer the same conditions, so a query finds the same entries on both. The tables and
functions that are named here are made by the first migration.
"""

import re
from dataclasses import dataclass
from enum import Enum

from django.db import connection
from django.db.models.expressions import RawSQL

from portal.replica import connection_to_read

# How an entry's id is put together: days, content type, row (see ``entry_id``).
ROW_BITS = 34
TYPE_BITS = 12
_ROW = (1 << ROW_BITS) - 1
# So many of the newest entries of a kind are read to find those that are like one; to unpack each takes time.
_READ = 2000


def entry_id(days, content_type_id, row_id) -> int:
    """The id of an entry: sorts by day, and the row can be read from it."""
    return (days << ROW_BITS + TYPE_BITS) | (content_type_id << ROW_BITS) | row_id


def tag(text) -> str:
    """A tag as the index holds it; no word of a language looks so."""
    return "0" + re.sub(r"[\W_]+", "", text).lower()


class Part(Enum):
    """Where in an entry a key stands; each part holds the one before it."""

    TITLE = "title"
    BRIEF = "brief"  # title and summary
    WHOLE = "whole"  # and text and tags


@dataclass(frozen=True)
class Has:
    """That a part of an entry has any of the keys, or a key that begins as one of ``beginnings`` does."""

    keys: tuple[str, ...]
    part: Part = Part.WHOLE
    beginnings: tuple[str, ...] = ()


# A condition is a tuple of ``Has``: all of them hold.


class Postgres:
    """Lexemes of the title are marked with "+", those of title and summary with "=", see the migration."""

    _MARKS = {Part.TITLE: "+", Part.BRIEF: "=", Part.WHOLE: ""}

    def query(self, condition) -> str:
        return " & ".join(f"({self._any(has)})" for has in condition)

    def _any(self, has):
        mark = self._MARKS[has.part]
        beginnings = [f"'{mark}{beginning}':*" for beginning in has.beginnings]
        return " | ".join([*(f"'{mark}{key}'" for key in has.keys), *beginnings])

    def newest(self, condition, most) -> list[int]:
        return _column("SELECT search_newest(%s::tsquery, %s)", [self.query(condition), most])

    def newest_like(self, entry, condition, most) -> list[int]:
        # The index would give all that share a frequent word, to be sorted; so the newest are looked at one by one.
        kind = "SELECT id, lexemes FROM search_entry WHERE content_type_id = %s ORDER BY id DESC LIMIT %s"
        sql = f"SELECT id FROM ({kind}) AS kind WHERE lexemes @@ %s::tsquery ORDER BY id DESC LIMIT %s"  # noqa: S608
        return _column(sql, [entry.content_type_id, _READ, self.query(condition), most])

    def count(self, conditions, most) -> list[int]:
        counts = ", ".join(["search_count(%s::tsquery, %s)"] * len(conditions))
        return _row(f"SELECT {counts}", [each for one in conditions for each in (self.query(one), most)])

    def rows(self, condition):
        return RawSQL(f"SELECT entry & {_ROW} FROM search_all(%s::tsquery) AS entry", [self.query(condition)])  # noqa: S608,S611

    def lock(self):
        """Let others who renew the index wait until this transaction ends, so that no count is lost."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search'))")


class Sqlite:
    """A column of the FTS5 table for each part."""

    _COLUMNS = {Part.TITLE: "title_words : ", Part.BRIEF: "{title_words summary_words} : ", Part.WHOLE: ""}

    def query(self, condition) -> str:
        return " AND ".join(f"({self._COLUMNS[has.part]}({self._any(has)}))" for has in condition)

    def _any(self, has):
        return " OR ".join([*(f'"{key}"' for key in has.keys), *(f'"{key}"*' for key in has.beginnings)])

    def newest(self, condition, most) -> list[int]:
        sql = "SELECT rowid FROM search_index WHERE search_index MATCH %s ORDER BY rowid DESC LIMIT %s"
        return _column(sql, [self.query(condition), most])

    def newest_like(self, _entry, condition, most) -> list[int]:
        return self.newest(condition, most)

    def count(self, conditions, most) -> list[int]:
        one = "(SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH %s LIMIT %s))"
        sql = f"SELECT {', '.join([one] * len(conditions))}"
        return _row(sql, [each for condition in conditions for each in (self.query(condition), most)])

    def rows(self, condition):
        return RawSQL(  # noqa: S611
            f"SELECT rowid & {_ROW} FROM search_index WHERE search_index MATCH %s",  # noqa: S608 – a number of ours
            [self.query(condition)],
        )

    def lock(self):
        """SQLite has one writer at a time."""


def engine() -> Postgres | Sqlite:
    """The one of the database in use.

    Its ``newest(condition, most)`` gives ids of entries; ``newest_like(entry, condition, most)`` the same where many
    entries of the kind meet the condition, and may leave out those that are old; ``count(conditions, most)`` how many
    entries meet each, up to ``most``; ``rows(condition)`` an expression for ``pk__in`` of a model, where the condition
    names the kind.
    """
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def _column(sql, params):
    with connection_to_read().cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _row(sql, params):
    with connection_to_read().cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchone())
