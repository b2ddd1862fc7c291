"""How fast the catalogue is narrowed: `python -m bench.facets` prints page times with 1,000 and 100,000 initiatives.

On SQLite, and on PostgreSQL where DATABASE_URL names a server on which the role may create databases. The pages have
three facets, each with a value at random. `--initiatives 1000 5000` measures other sizes.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from itertools import islice

from bench.search import GOAL_RATIO, SIZES, inside, postgres, say, sqlite

PAGES = 100
CHOSEN = 3


# Inside: one process per database


def speed(initiatives) -> dict:
    """Seconds of the census, and milliseconds of catalogue pages, with so many made-up initiatives."""
    from django.db import connection  # noqa: PLC0415 – Django must be set up first

    from bench.synthetic import fill  # noqa: PLC0415

    fill(initiatives)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    begun = time.perf_counter()
    addresses = catalogue_pages()
    first = next(addresses)
    seconds = time.perf_counter() - begun
    return {"census": seconds, "times": times([first, *islice(addresses, PAGES - 1)])}


def catalogue_pages():
    """Addresses with three facets; the same ones where the same facets and values are offered."""
    from django.http import QueryDict  # noqa: PLC0415

    from initiatives.forms import InitiativeFilterForm  # noqa: PLC0415
    from initiatives.models import Initiative  # noqa: PLC0415

    dice = random.Random(3)  # noqa: S311 – no secret
    form = InitiativeFilterForm(QueryDict(""))
    groups = form.panel(Initiative.objects.published()).groups
    while True:
        chosen = {group.name: dice.choice(group.values).text for group in dice.sample(groups, CHOSEN)}
        yield f"/initiatives/{form.query(**chosen)}"


def times(addresses) -> list[float]:
    """Milliseconds of each page."""
    from django.test import Client  # noqa: PLC0415

    client, spent = Client(), []
    for number, address in enumerate([*addresses[:5], *addresses]):  # the first five warm up
        begun = time.perf_counter()
        response = client.get(address, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}")  # one may not ask so often
        spent.append((time.perf_counter() - begun) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answers {response.status_code}.")
    return spent[5:]


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed of the catalogue with facets.")
    parser.add_argument("inside", nargs="*", help="for the processes that it starts")
    parser.add_argument("--initiatives", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    if arguments.inside:
        import django  # noqa: PLC0415

        django.setup()
        _task, number = arguments.inside
        sys.stdout.write(json.dumps(speed(int(number))) + "\n")
        return 0
    is_good = True
    databases = {"SQLite": sqlite} | ({"PostgreSQL": postgres} if "DATABASE_URL" in os.environ else {})
    say("database    initiatives  census, s  p50, ms  p95, ms  p95 ratio")
    for name, database in databases.items():
        first = None
        for number in arguments.initiatives:
            found = inside(database, "speed", number, module="bench.facets")
            p95 = statistics.quantiles(found["times"], n=20)[-1]
            first = first or p95
            is_good &= p95 / first <= GOAL_RATIO
            median = statistics.median(found["times"])
            say(f"{name:11} {number:11} {found['census']:10.2f} {median:8.0f} {p95:8.0f} {p95 / first:10.2f}")
    return not is_good


if __name__ == "__main__":
    sys.exit(main())
