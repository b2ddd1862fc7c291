"""How many pages a second: `python -m bench.load` asks the portal and two yardsticks under the same gunicorn with wrk.

On PostgreSQL: DATABASE_URL names a server on which the role may create databases (by default the one that CI starts).
Needs wrk (Debian: wrk). The portal runs twice, with its page cache and without it, each with
``deploy/gunicorn.conf.py``; the yardsticks stand in ``bench/yardsticks``. Each measurement lasts ten seconds with
sixteen connections; all are taken in turn, five times, and the medians count. `--initiatives 1000 --rounds 1 --seconds
2` is a trial of some minutes.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.search import postgres, say
from tests.browser.running import ROOT, free_port

SIZES = [1_000, 10_000, 100_000]
ROUNDS, SECONDS, CONNECTIONS = 5, 10, 16
VARIANTS = 20  # addresses of pages that differ by what was asked for
HELLO, LIST = "hello world", "plain list"
CACHED, UNCACHED = "cached", "uncached"
# Requests a second, as a part of those of a yardstick.
GOALS = {
    (CACHED, None): (HELLO, 0.9),
    (UNCACHED, "city"): (LIST, 0.7),
    (UNCACHED, "initiative"): (LIST, 0.7),
    (UNCACHED, "three facets"): (LIST, 0.4),
    (UNCACHED, "search"): (LIST, 0.4),
}
# Time of the server for a page with the most initiatives, as a multiple of that with the fewest.
GOAL_GROWTH = 1.5
BEHIND_NGINX = {"X-Forwarded-Proto": "https"}
IDLE = 0.03  # seconds of work within half a second
TICKS = os.sysconf("SC_CLK_TCK")


class Target(NamedTuple):
    """What is measured: by which server it is answered, what it is called, and its addresses."""

    server: str
    page: str
    paths: tuple[str, ...]


class Measured(NamedTuple):
    """``cpu``: milliseconds of the server's processors for a request, the database's included; latencies in ms."""

    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int
    cpu: float


# Inside: a process that knows the database


def prepare(initiatives) -> dict[str, list[str]]:
    """Fill the database and give the addresses of each kind of page."""
    from itertools import islice  # noqa: PLC0415 – Django must be set up first

    from django.db import connection  # noqa: PLC0415

    from bench.facets import catalogue_pages  # noqa: PLC0415
    from bench.search import paths as search_pages  # noqa: PLC0415
    from bench.synthetic import fill  # noqa: PLC0415
    from cities.models import City  # noqa: PLC0415
    from initiatives.models import Initiative  # noqa: PLC0415
    from portal.search.rebuilding import rebuild  # noqa: PLC0415

    fill(initiatives)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does within a minute
    synthetic = Initiative.objects.filter(slug__startswith="synthetic").order_by("pk")
    cities = City.objects.filter(slug__startswith="synthetic").order_by("pk")[:VARIANTS]
    pages = {
        "home": ["/"],
        "city": [city.get_absolute_url() for city in cities],
        "catalogue": ["/initiatives/"],
        "three facets": list(islice(catalogue_pages(), VARIANTS)),
        "search": search_pages()[:VARIANTS],
        "initiative": [initiative.get_absolute_url() for initiative in synthetic[:VARIANTS]],
    }
    return {
        f"{name} {code}": [f"{prefix}{path}" for path in paths]
        for name, paths in pages.items()
        for code, prefix in (("uk", ""), ("en", "/en"))
    }


# Outside: servers, and who asks them


def run(command, environment) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@contextmanager
def serving(application, environment) -> Iterator[tuple[int, int]]:
    """gunicorn as it runs in production; gives its port and its process."""
    port = free_port()
    command = ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning", application]
    server = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment | {"BIND": f"127.0.0.1:{port}"}, start_new_session=True
    )
    try:
        while True:
            if server.poll() is not None:
                raise RuntimeError(f"{application} did not start.")
            request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=BEHIND_NGINX)
            try:
                urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 – our own server
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def children(pid) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def memory(pid) -> tuple[float, float]:
    """Megabytes of a process in memory, and of these its own and its part of what it shares (Rss and Pss)."""
    sizes = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return tuple(int(sizes[name].split()[0]) * 1024 / 1e6 for name in ("Rss", "Pss"))


def processor_times(pids) -> dict[int, float]:
    """Seconds that each of these processes has worked, as far as they still run."""
    found = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:  # a connection of the database that was closed
            continue
        found[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return found


def worked(before, after) -> float:
    """Seconds that processes have worked in between; those that have ended meanwhile do not count."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


class Backends:
    """The processes of the database server that work for one database."""

    def __init__(self, url):
        import psycopg2  # noqa: PLC0415 – only where it is measured

        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True

    def pids(self) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return [pid for (pid,) in cursor.fetchall()]

    def close(self):
        self.connection.close()


def ask(port, paths, seconds) -> dict:
    """What wrk measured, asking for the addresses in turn."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", "bench/asking.lua"]
        for name, value in (BEHIND_NGINX | {"Accept-Encoding": "gzip"}).items():
            command += ["-H", f"{name}: {value}"]
        command.append(f"http://127.0.0.1:{port}")
        return json.loads(run(command, os.environ | {"PATHS": file.name}).strip().splitlines()[-1])


def measure(target, port, pid, backends, seconds) -> Measured:
    pids = [pid, *children(pid), *backends.pids()]
    before = processor_times(pids)
    found = ask(port, target.paths, seconds)
    pids += [new for new in [*children(pid), *backends.pids()] if new not in pids]
    spent = worked(before, processor_times(pids))
    while True:  # what wrk did not wait for would take the time of what comes next
        busy = processor_times(pids)
        time.sleep(0.5)
        if worked(busy, processor_times(pids)) < IDLE:
            break
    number = max(found["requests"], 1)
    return Measured(
        found["requests"] / found["seconds"],
        *(found[name] for name in ("p50", "p95", "p99")),
        found["errors"],
        spent * 1000 / number,
    )


def measure_all(initiatives, rounds, seconds) -> dict[Target, Measured]:
    """The medians of each target with so many made-up initiatives."""
    with ExitStack() as stack:
        place = stack.enter_context(postgres())
        environment = os.environ | place | {"SECRET_KEY": "x" * 50, "DEBUG": "off", "LOCAL": "off"}
        environment |= {"HTTPS": "on", "BEHIND_PROXY": "on", "ALLOWED_HOSTS": "127.0.0.1"}
        environment |= {"DJANGO_SETTINGS_MODULE": "portal.settings"}
        for command in (["manage.py", "migrate", "-v0"], ["manage.py", "collectstatic", "--noinput", "-v0"]):
            run([sys.executable, *command], environment)
        begun = time.perf_counter()
        prepared = run([sys.executable, "-m", "bench.load", "prepare", str(initiatives)], environment)
        pages = json.loads(prepared.splitlines()[-1])
        say(f"{initiatives:,} initiatives, made and indexed in {time.perf_counter() - begun:.0f} s")
        # As a while after the last publication; in the first minutes each page costs a query more.
        os.utime(Path(place["VAR_DIR"]) / "generation", (1, 1))
        uncached = environment | {"DJANGO_SETTINGS_MODULE": "bench.uncached"}
        yardsticks = {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"}
        backends = Backends(place["DATABASE_URL"])
        stack.callback(backends.close)
        servers = {
            "yardstick": stack.enter_context(serving("bench.yardsticks.project", yardsticks)),
            CACHED: stack.enter_context(serving("portal.wsgi", environment)),
            UNCACHED: stack.enter_context(serving("portal.wsgi", uncached)),
        }
        targets = [Target("yardstick", HELLO, ("/",)), Target("yardstick", LIST, ("/list/",))]
        targets += [
            Target(server, name, tuple(paths)) for name, paths in pages.items() for server in (CACHED, UNCACHED)
        ]
        for target in targets:
            ask(servers[target.server][0], target.paths, 1)  # both workers have seen it
        taken = defaultdict(list)
        for number in range(rounds):
            for target in targets:
                taken[target].append(measure(target, *servers[target.server], backends, seconds))
            say(f"round {number + 1} of {rounds}")
        for name in (CACHED, UNCACHED):
            sizes = ", ".join("{:.0f} ({:.0f})".format(*memory(pid)) for pid in children(servers[name][1]))
            say(f"workers {name}: {sizes} MB resident (what is shared, in parts)")
    return {target: Measured(*map(statistics.median, zip(*found, strict=True))) for target, found in taken.items()}


def report(found) -> bool:
    """Print the table of one size; gives whether all goals were reached."""
    rates = {target.page: measured.per_second for target, measured in found.items() if target.server == "yardstick"}
    is_good = True
    columns = ("req/s", "p50", "p95", "p99", "errors", "CPU ms", "× hello", "× list")
    say(f"{'page':<26}" + "".join(f"{column:>9}" for column in columns) + "  goal")
    for target, measured in sorted(found.items(), key=lambda pair: pair[0].server, reverse=True):
        kind = target.page.rsplit(" ", 1)[0]
        goal = GOALS.get((target.server, kind)) or GOALS.get((target.server, None))
        verdict = ""
        if goal:
            reached = measured.per_second / rates[goal[0]] >= goal[1]
            is_good &= reached and not measured.errors
            verdict = f"{goal[1]} × {goal[0]}: {'yes' if reached else 'NO'}"
        name = target.page if target.server == "yardstick" else f"{target.page}, {target.server}"
        say(
            f"{name:<26}{measured.per_second:9.0f}{measured.p50:9.1f}{measured.p95:9.1f}{measured.p99:9.1f}"
            f"{measured.errors:9.0f}{measured.cpu:9.2f}{measured.per_second / rates[HELLO]:9.2f}"
            f"{measured.per_second / rates[LIST]:9.2f}  {verdict}"
        )
    return is_good


def growth(few, many) -> bool:
    """Print how much longer pages take to draw with many initiatives; gives whether the goal was reached."""
    is_good = True
    before = {(target.server, target.page): measured.cpu for target, measured in few.items()}
    for target, measured in many.items():
        if target.server == UNCACHED:
            times = measured.cpu / before[target.server, target.page]
            is_good &= times <= GOAL_GROWTH
            say(f"{target.page:<26}{times:6.2f} × the time{'' if times <= GOAL_GROWTH else ': too much'}")
    return is_good


def main() -> int:
    parser = argparse.ArgumentParser(description="Pages a second, beside two yardsticks.")
    parser.add_argument("inside", nargs="*", help="for the process that it starts")
    parser.add_argument("--initiatives", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    arguments = parser.parse_args()
    if arguments.inside:
        import django  # noqa: PLC0415

        django.setup()
        sys.stdout.write(json.dumps(prepare(int(arguments.inside[1]))) + "\n")
        return 0
    if not shutil.which("wrk"):
        say("This needs wrk: apt-get install wrk")
        return 1
    os.environ.setdefault("DATABASE_URL", "postgres://portal:portal@127.0.0.1:5432/postgres")
    is_good = True
    found = []
    for number in arguments.initiatives:
        found.append(measure_all(number, arguments.rounds, arguments.seconds))
        is_good &= report(found[-1])
    if len(found) > 1:
        say(f"From {arguments.initiatives[0]:,} to {arguments.initiatives[-1]:,} initiatives, uncached:")
        is_good &= growth(found[0], found[-1])
    return not is_good


if __name__ == "__main__":
    sys.exit(main())
