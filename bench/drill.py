"""A drill: back up under writes, destroy, restore, compare everything. `make drill` (or `python -m bench.drill`).

On a portal of its own that is thrown away: on SQLite, and on PostgreSQL where DATABASE_URL names a server on which the
role may create databases. Prints how long each step took, and fails where a single row or file is not what it was.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from portal.backup.keys import write_new_key
from tests.browser.running import ROOT, environment_of, inside

# Run inside the portal until it is told to stop: a row, and a file with its row, in one transaction.
WRITE = """
import itertools, signal, time
from django.db import transaction
from tests.factories import make_message
from tests.media.samples import PDF, make_document

going = True
def stop(*_signal):
    global going
    going = False
signal.signal(signal.SIGTERM, stop)
for number in itertools.count():
    if not going:
        break
    with transaction.atomic():
        make_message(text=f"pair {number}")
        make_document(title_uk=f"pair {number}", content=PDF + str(number).encode())
    print(number + 1, flush=True)
    time.sleep(0.02)
"""
# All rows of all tables as text, the files by their hashes, and what the writer wrote.
LOOK = """
import hashlib
from django.core.files.storage import default_storage
from django.db import connection
from portal.exchange.archive.packing import stored_files
from portal.media.models import Document
from portal.pages.models import Message

def digest(parts):
    total = hashlib.sha256()
    for part in parts:
        total.update(part)
    return total.hexdigest()

tables = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall())
        tables[table] = [len(rows), digest(row.encode() for row in rows)]
files = {}
for name in stored_files():
    with default_storage.open(name) as file:
        files[name] = digest(file.chunks())
json.dump({
    "tables": tables,
    "files": files,
    "messages": sorted(Message.objects.filter(text__startswith="pair ").values_list("text", flat=True)),
    "documents": sorted(Document.objects.filter(title_uk__startswith="pair ").values_list("title_uk", flat=True)),
    "without a file": [found.file.name for found in Document.objects.all() if found.file.name not in files],
}, sys.stdout)
"""


class Seconds(NamedTuple):
    """How long it took to back up while others wrote, and to restore that."""

    backup: float
    restore: float


class Wrong(Exception):
    """Something is not what it was."""


def drill(environment: dict, folder: Path) -> Seconds:
    """The drill on a portal whose tables are there; ``folder`` takes key and backups. Raises Wrong."""
    key, backups = folder / "key", folder / "backups"
    write_new_key(key)
    with writing(environment) as written:
        under_writes, backup_took = backed_up(environment, key, backups)

    destroy(environment)
    began = time.monotonic()
    manage(environment, "restore", under_writes, "--key", key)
    restore_took = time.monotonic() - began
    before = inside(LOOK, environment)
    demand(before["messages"] == before["documents"], "half of a transaction was restored")
    demand(before["without a file"] == [], f"files of restored rows are missing: {before['without a file']}")
    demand(0 < len(before["messages"]) < len(written), "nothing was written while the backup was made")

    # The same once more while nobody writes, so that everything can be compared.
    at_rest, _took = backed_up(environment, key, backups)
    destroy(environment)
    manage(environment, "restore", at_rest, "--key", key)
    after = inside(LOOK, environment)
    for kind in ("tables", "files"):
        wrong = [name for name in before[kind] | after[kind] if before[kind].get(name) != after[kind].get(name)]
        demand(not wrong, f"{kind} are not what they were: {wrong}")
    demand(len(after["files"]) > 0, "there was no file to compare")
    return Seconds(backup_took, restore_took)


def demand(is_so, otherwise):
    if not is_so:
        raise Wrong(otherwise)


def manage(environment, *arguments, before=()):
    """Run a command of manage.py, ``before`` it what runs it. Raises Wrong with what it complained of."""
    command = [*before, sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    demand(done.returncode == 0, done.stderr)


def backed_up(environment, key, backups):
    """The file of a new backup, and how many seconds it took."""
    before, began = set(backups.glob("*.age")), time.monotonic()
    manage(environment, "backup", backups, "--key", key)
    took = time.monotonic() - began
    (made,) = set(backups.glob("*.age")) - before
    return made, took


@contextmanager
def writing(environment):
    """Somebody writes all the time in the block. The list has a line for each transaction, once the block has ended."""
    written = []
    command = [sys.executable, "-c", f"import django\ndjango.setup()\n{WRITE}"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        written += [writer.stdout.readline()]
        demand(written == ["1\n"], "the writer did not begin")
        try:
            yield written
        finally:
            writer.send_signal(signal.SIGTERM)
            written += writer.stdout.readlines()
    demand(writer.returncode == 0, "the writer failed")


def destroy(environment):
    """All rows and files of the portal are gone."""
    var = Path(environment["VAR_DIR"])
    shutil.rmtree(var / "media")
    for file in var.glob("portal.sqlite3*"):
        file.unlink()
    if url := environment.get("DATABASE_URL"):
        psql(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


def main():
    for engine, url in {"SQLite": None, "PostgreSQL": os.environ.get("DATABASE_URL")}.items():
        if engine == "PostgreSQL" and not url:
            continue
        with tempfile.TemporaryDirectory(prefix="drill-") as folder, database_of_its_own(url) as own:
            var = Path(folder) / "var"
            var.mkdir()
            environment = environment_of(var) | own
            manage(environment, "migrate", "--verbosity=0")
            manage(environment, "load_starter")
            took = drill(environment, Path(folder))
            size = sum(number for number, _sum in inside(LOOK, environment)["tables"].values())
        print(  # noqa: T201
            f"{engine}: {size} rows, backed up under writes in {took.backup:.1f} s, destroyed, restored and compared "
            f"in {took.restore:.1f} s."
        )


@contextmanager
def database_of_its_own(url):
    """The environment that names a new database on the server of ``url``, dropped afterwards; nothing without one."""
    if not url:
        yield {}
        return
    server = url.rpartition("/")[0]
    name = f"drill_{uuid4().hex[:12]}"
    psql(f"{server}/postgres", f"CREATE DATABASE {name}")
    try:
        yield {"DATABASE_URL": f"{server}/{name}"}
    finally:
        psql(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def psql(url, *statements):
    """Run statements on a server."""
    options = [f"--command={statement}" for statement in ("SET client_min_messages = warning", *statements)]
    subprocess.run(["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", url, *options], check=True)  # noqa: S607


if __name__ == "__main__":
    main()
