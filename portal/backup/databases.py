"""What each database does by itself: a copy of one moment while others write, and the way back in one step.

``fingerprint`` tells whether two databases hold the same rows: for each table their number, and a sum of hashes that
does not depend on their order.
"""

import gzip
import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from portal.backup.refusal import Refused

PIECE = 1024 * 1024

Fingerprint = dict[str, list]  # table → [rows, sum]

# Those of the search, and whatever other versions had; extensions keep theirs.
DROP_FUNCTIONS = """
DO $$
DECLARE found regprocedure;
BEGIN
  FOR found IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', found);
  END LOOP;
END $$;
"""


def here():
    """The database of this portal."""
    return {"sqlite": Sqlite, "postgresql": Postgresql}[connection.vendor]()


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for plain copies, beside the portal's own state and gone with the block."""
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR_DIR) as folder:
        yield Path(folder)


class Sqlite:
    name = "sqlite"

    def __init__(self):
        self.path = Path(connection.settings_dict["NAME"])

    @contextmanager
    def copied(self) -> Iterator[tuple[Callable[[], Iterator[bytes]], Fingerprint]]:
        """A function that reads the copy of this moment piece by piece (gzip), and its fingerprint."""
        with private_folder() as folder:
            copy = folder / "portal.sqlite3"
            with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)  # all pages in one step: writers go on, the copy is of one moment
            packed = folder / "portal.sqlite3.gz"
            with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as target:
                shutil.copyfileobj(plain, target, PIECE)
            yield lambda: _pieces(packed), self._fingerprint_of(copy)

    def restore(self, dump: Path):
        """Put a copy in the place of all that the database holds, in one transaction. Raises Refused."""
        with private_folder() as folder:
            copy = self._unpacked(dump, folder)
            connection.close()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(self.path)) as target:
                source.backup(target)

    def fingerprint(self) -> Fingerprint:
        return self._fingerprint_of(self.path)

    def try_out(self, dump: Path) -> Fingerprint:
        """Restore a copy beside the portal's database; gives its fingerprint. Raises Refused."""
        with private_folder() as folder:
            return self._fingerprint_of(self._unpacked(dump, folder))

    @staticmethod
    def _unpacked(dump, folder):
        copy = folder / "restored.sqlite3"
        with gzip.open(dump, "rb") as packed, copy.open("wb") as target:
            shutil.copyfileobj(packed, target, PIECE)
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA ignore_check_constraints = ON")  # some call functions that Django brings along
            if (found := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise Refused(f"The database in the backup is damaged: {found}.")
        return copy

    @staticmethod
    def _fingerprint_of(path):
        told = {}
        with closing(sqlite3.connect(path)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            for (table,) in tables.fetchall():
                rows = total = 0
                for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 – a name from the catalogue
                    rows += 1
                    total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=7).digest())
                told[table] = [rows, str(total)]
        return told


class Postgresql:
    name = "postgresql"

    def __init__(self):
        self.settings = connection.settings_dict

    @contextmanager
    def copied(self) -> Iterator[tuple[Callable[[], Iterator[bytes]], Fingerprint]]:
        """A function that reads pg_dump's custom format piece by piece, and the fingerprint of the same moment."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            yield lambda: self._dump(snapshot), _postgresql_fingerprint(connection)

    def restore(self, dump: Path):
        """Put a dump in the place of all tables, in one transaction. Raises Refused."""
        tables = connection.introspection.table_names()
        quoted = [connection.ops.quote_name(table) for table in tables]
        connection.close()
        # Whoever still reads or writes is waited for, but not for ever.
        drop = "".join(f"DROP TABLE {table} CASCADE;\n" for table in quoted)
        self._run_script(self.settings, dump, f"SET lock_timeout = '60s';\n{drop}{DROP_FUNCTIONS}")

    def fingerprint(self) -> Fingerprint:
        return _postgresql_fingerprint(connection)

    def try_out(self, dump: Path) -> Fingerprint:
        """Restore a dump into a database of its own, which is dropped again; gives its fingerprint.

        Raises Refused, also where the role may not create databases.
        """
        trial = connection.copy(alias="trial")
        trial.settings_dict["NAME"] = f"{self.settings['NAME']}_trial_{os.getpid()}"
        name = connection.ops.quote_name(trial.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            self._run_script(trial.settings_dict, dump)
            return _postgresql_fingerprint(trial)
        finally:
            trial.close()
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")

    def _dump(self, snapshot):
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        command, environment = _command(self.settings, "pg_dump", *options)
        with (
            tempfile.TemporaryFile() as complaints,
            _started(command, env=environment, stdout=subprocess.PIPE, stderr=complaints) as process,
        ):
            while piece := process.stdout.read(PIECE):
                yield piece
            if process.wait():
                complaints.seek(0)
                raise Refused(f"pg_dump: {complaints.read().decode(errors='replace').strip()}")

    @staticmethod
    def _run_script(where, dump, before=""):
        with private_folder() as folder:
            first, script = folder / "first.sql", folder / "portal.sql"
            first.write_text(before)
            # A file between the two: what pg_restore cannot finish must not be committed.
            _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump)], os.environ)
            options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
            command, environment = _command(
                where, "psql", *options, "--output=/dev/null", f"--file={first}", f"--file={script}"
            )
            _run(command, environment)


def _postgresql_fingerprint(database):
    told = {}
    with database.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # what is too long for a page is not too long here
        for table in sorted(database.introspection.table_names(cursor)):
            name = database.ops.quote_name(table)
            cursor.execute(
                f"SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM {name} AS t"  # noqa: S608 – a name from the catalogue
            )
            rows, total = cursor.fetchone()
            told[table] = [rows, str(total)]
    return told


def _command(where, program, *options):
    """How a program of PostgreSQL reaches a database: its command, and its environment with the password."""
    (_psql, *arguments), secrets = DatabaseClient.settings_to_cmd_args_env(where, [])
    return [program, *options, *arguments], os.environ | (secrets or {})


def _started(command, **options):
    try:
        return subprocess.Popen(command, **options)
    except FileNotFoundError:
        raise Refused(f"{command[0]} is not installed (Debian: postgresql-client).") from None


def _run(command, environment):
    with _started(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        _out, complaints = process.communicate()
    if process.returncode:
        raise Refused(f"{command[0]}: {complaints.strip()}")


def _pieces(path):
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
