"""How good and how fast search is: `python -m bench.search` prints relevance, then times with few and many initiatives.

On SQLite, and on PostgreSQL where DATABASE_URL names a server on which the role may create databases. Each measurement
has a database of its own, which is removed afterwards. `--initiatives 1000 5000` measures other sizes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.browser.running import ROOT

SIZES = [1_000, 100_000]
TIMED = 150
GOAL_MRR, GOAL_RATIO = 0.9, 2


# Inside: one process per database


def relevance() -> dict:
    """The mean reciprocal rank of the judged queries on the starter content."""
    from portal.starter.loading import load_starter  # noqa: PLC0415 – Django must be set up first
    from tests.search.judged import judged_queries  # noqa: PLC0415

    load_starter()
    ranks = [query.reciprocal_rank() for query in judged_queries()]
    return {"queries": len(ranks), "mrr": statistics.mean(ranks)}


def speed(initiatives) -> dict:
    """Seconds of building the index, its bytes, and milliseconds of search pages, with so many made-up initiatives."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from bench.synthetic import fill  # noqa: PLC0415
    from portal.search.rebuilding import rebuild  # noqa: PLC0415

    fill(initiatives)
    before, begun = size_of(connection), time.perf_counter()
    entries = rebuild()
    seconds = time.perf_counter() - begun
    bytes_of_index = size_of(connection) - before
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does within a minute
    client, times = Client(), []
    for number, path in enumerate([*paths()[:10], *paths()]):  # the first ten warm up
        begun = time.perf_counter()
        response = client.get(path, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}")  # one may not ask so often
        times.append((time.perf_counter() - begun) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}.")
    return {"entries": entries, "seconds": seconds, "bytes": bytes_of_index, "times": times[10:]}


def size_of(connection) -> int:
    """The bytes of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return cursor.fetchone()[0]


def paths() -> list[str]:
    """Search pages as readers ask for them: one to four words, frequent and rare, misspelt, by kind, second pages."""
    from bench.synthetic import Writer  # noqa: PLC0415
    from tests.search.judged import judged_queries  # noqa: PLC0415

    writer = Writer(7)
    asked = [query.text for query in judged_queries()][: TIMED // 3]
    asked += [" ".join(writer.title().split()[: 1 + number % 4]) for number in range(TIMED // 3)]
    asked += [" ".join(writer.text(30)[:-1].split()[: 1 + number % 3]) for number in range(TIMED // 3)]
    extras = [{}, {}, {}, {"kind": "initiative"}, {"page": 2}]
    return [f"/search/?{urlencode({'q': text} | extras[number % 5])}" for number, text in enumerate(asked)]


# Outside: databases made and removed


@contextmanager
def sqlite():
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        yield {"DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3", "VAR_DIR": folder}


@contextmanager
def postgres():
    import psycopg2  # noqa: PLC0415 – only where it is measured

    url = os.environ["DATABASE_URL"]
    name = f"bench_search_{os.getpid()}"
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            yield {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}", "VAR_DIR": folder}
    finally:
        server.cursor().execute(f"DROP DATABASE {name}")
        server.close()


def inside(database, task, *arguments, module="bench.search") -> dict:
    """What a task of a module gives that runs in a process and a database of its own."""
    with database() as place:
        environment = os.environ | place | {"DJANGO_SETTINGS_MODULE": "tests.settings", "SECRET_KEY": "x" * 50}
        for command in (["manage.py", "migrate", "-v0"], ["-m", module, task, *map(str, arguments)]):
            done = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description="Relevance and speed of search.")
    parser.add_argument("inside", nargs="*", help="for the processes that it starts")
    parser.add_argument("--initiatives", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    if arguments.inside:
        import django  # noqa: PLC0415

        django.setup()
        task, *numbers = arguments.inside
        done = relevance() if task == "relevance" else speed(*map(int, numbers))
        sys.stdout.write(json.dumps(done) + "\n")
        return 0
    is_good = True
    databases = {"SQLite": sqlite} | ({"PostgreSQL": postgres} if "DATABASE_URL" in os.environ else {})
    for name, database in databases.items():
        judged = inside(database, "relevance")
        is_good &= judged["mrr"] >= GOAL_MRR
        say(f"{name}: mean reciprocal rank {judged['mrr']:.3f} of {judged['queries']} judged queries")
    say("database    initiatives  entries  build, s  entries/s  index, MB  p50, ms  p95, ms  p95 ratio")
    for name, database in databases.items():
        first = None
        for number in arguments.initiatives:
            found = inside(database, "speed", number)
            p95 = statistics.quantiles(found["times"], n=20)[-1]
            first = first or p95
            is_good &= p95 / first <= GOAL_RATIO
            say(
                f"{name:11} {number:11} {found['entries']:8} {found['seconds']:9.0f} "
                f"{found['entries'] / found['seconds']:10.0f} {found['bytes'] / 1e6:10.0f} "
                f"{statistics.median(found['times']):8.0f} {p95:8.0f} {p95 / first:10.2f}"
            )
    return not is_good


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
