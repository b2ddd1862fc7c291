"""How the admin's lists grow: `python -m bench.admin` opens each with 100 and with 100,000 rows.

On SQLite, and on PostgreSQL where DATABASE_URL names a server on which the role may create databases. Every list must
ask as many queries with many rows as with few, and take at most twice as long. `--rows 100 1000` measures other sizes.

A table that cannot hold so many is filled to its end, and its line says so: the newsletter has one issue for a month,
and reference lists, a dozen entries by nature, are numbered by a column that ends at 32,767 on PostgreSQL.

Counted is the processor time of the portal, of which SQLite is a part, and the time for which it waits for PostgreSQL:
other work on the machine must not pass for growth.
"""

import argparse
import json
import os
import statistics
import sys
import time

from bench.search import GOAL_RATIO, inside, postgres, say, sqlite

SIZES = [100, 100_000]
OPENED = 40
MONTHS = 50_000  # issues of the newsletter: more have no date


# Inside: one process per database


def lists(rows) -> dict[str, dict]:
    """Queries and milliseconds of each list of the admin, by the name of its model, with so many rows in its table."""
    from django.db import connection  # noqa: PLC0415 – Django must be set up first
    from django.test import Client  # noqa: PLC0415

    from cities.models import City, MembershipApplication, Network  # noqa: PLC0415
    from initiatives.models import Area, AssociationTask, Sdg, TargetGroup, Theme  # noqa: PLC0415
    from portal.accounts.models import User  # noqa: PLC0415
    from portal.publishing.models import Status  # noqa: PLC0415
    from tests.factories import make_application, make_staff  # noqa: PLC0415
    from tests.publishing.test_admin import MAKERS  # noqa: PLC0415

    client = Client()
    client.force_login(make_staff())
    # A hromada has one open application and any number of old ones.
    makers = MAKERS | {MembershipApplication: lambda: make_application(status=Status.DECLINED)}
    # The others refer to cities and people. Filters offer all entries of reference lists, so these are filled last.
    last = (Area, AssociationTask, Network, Sdg, TargetGroup, Theme)
    found = {}
    for model in sorted(makers, key=lambda model: (model not in (City, User), model in last)):
        filled = multiply(makers[model](), rows)
        with connection.cursor() as cursor:  # as autovacuum does within a minute
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        found[model._meta.label] = opened(client, model) | {"rows": filled}
    return found


def multiply(row, rows) -> int:
    """Fill the row's table up with copies of it, different where they must be, and each of another city and person.

    Gives the number of rows: fewer where the table can hold no more.
    """
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection, models  # noqa: PLC0415

    meta = row._meta
    if any(field.unique and isinstance(field, models.DateField) for field in meta.local_concrete_fields):
        rows = min(rows, MONTHS)
    for field in told_apart(row):
        if isinstance(field, models.IntegerField):
            _least, largest = connection.ops.integer_field_range(field.get_internal_type())
            rows = min(rows, largest - getattr(row, field.attname) + 1)
    columns = {
        connection.ops.quote_name(field.column): sql
        for field in meta.local_concrete_fields
        if (sql := different(field, row, connection))
    }
    names = [connection.ops.quote_name(field.column) for field in meta.local_concrete_fields]
    chosen = ", ".join(columns.get(name, name) for name in names)
    pk = connection.ops.quote_name(meta.pk.column)
    key = meta.pk.get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({', '.join(names)}) "  # noqa: S608 – names of our own tables
            f"WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %s) "
            f"SELECT {chosen} FROM numbers, {meta.db_table} WHERE {pk} = %s",
            [rows - 1, key],
        )
        for sql in connection.ops.sequence_reset_sql(no_style(), [type(row)]):
            cursor.execute(sql)
    return rows


def different(field, row, connection) -> str | None:
    """The SQL of a column for copy number ``i`` of a row; None where it may be as in the row."""
    from django.contrib import admin  # noqa: PLC0415
    from django.db import models  # noqa: PLC0415

    from portal.publishing.fields import SortKeyField  # noqa: PLC0415

    is_postgresql = connection.vendor == "postgresql"
    column, table = connection.ops.quote_name(field.column), row._meta.db_table
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()" if is_postgresql else "lower(hex(randomblob(16)))"
    if field.primary_key:
        return f"(SELECT MAX({column}) FROM {table}) + i"  # noqa: S608 – a name of our own tables
    if is_city_or_person(field) and getattr(row, field.attname) is not None:
        return f"(SELECT MIN(id) FROM {field.related_model._meta.db_table}) + i"  # noqa: S608 – as above
    # Of many real rows few have the same name, or were entered in the same moment.
    ordering = admin.site.get_model_admin(type(row)).ordering or ()
    if isinstance(field, models.DateTimeField) and f"-{field.name}" in ordering:
        earlier = f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || i || ' minutes')"
        return f"{column} - i * interval '1 minute'" if is_postgresql else earlier
    if field.remote_field or not (field.unique or isinstance(field, SortKeyField) or field in told_apart(row)):
        return None
    if isinstance(field, models.CharField):
        return f"substr({column}, 1, {field.max_length - 7}) || '-' || i"
    if isinstance(field, models.DateField):
        return f"({column} + i * interval '1 month')::date" if is_postgresql else f"date({column}, i || ' months')"
    return f"{column} + i"


def is_city_or_person(field):
    return field.many_to_one and field.related_model._meta.label in ("cities.City", "accounts.User")


def told_apart(row):
    """The fields that must differ because of constraints over several: the numbers, if there are any."""
    from django.db import models  # noqa: PLC0415

    for constraint in row._meta.total_unique_constraints:
        fields = [row._meta.get_field(name) for name in constraint.fields]
        if not any(is_city_or_person(field) for field in fields):
            yield from [field for field in fields if isinstance(field, models.IntegerField)] or fields


def opened(client, model) -> dict:
    """Opens the list and gives its number of queries and the milliseconds of each time, the first ones left out."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        response = client.get(address)
        queries = len(context)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}.")
    return {"queries": queries, "times": [milliseconds(client, address, connection) for _time in range(OPENED)]}


def milliseconds(client, address, connection) -> float:
    """The processor time of opening the address, and the time spent on waiting for a database of its own processes."""
    waited = 0

    def ask(execute, *asked):
        nonlocal waited
        begun, own = time.perf_counter(), time.process_time()
        result = execute(*asked)
        if connection.vendor == "postgresql":
            waited += time.perf_counter() - begun - (time.process_time() - own)
        return result

    own = time.process_time()
    with connection.execute_wrapper(ask):
        client.get(address)
    return (time.process_time() - own + waited) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed of the admin's lists.")
    parser.add_argument("inside", nargs="*", help="for the processes that it starts")
    parser.add_argument("--rows", type=int, nargs=2, default=SIZES)
    arguments = parser.parse_args()
    if arguments.inside:
        import django  # noqa: PLC0415

        django.setup()
        _task, number = arguments.inside
        sys.stdout.write(json.dumps(lists(int(number))) + "\n")
        return 0
    is_good = True
    databases = {"SQLite": sqlite} | ({"PostgreSQL": postgres} if "DATABASE_URL" in os.environ else {})
    few_rows, many_rows = (f"{number:,} rows, ms" for number in arguments.rows)
    say(f"database    list                               queries {few_rows:>14} {many_rows:>16}      ratio   (p95)")
    for name, database in databases.items():
        few, many = (inside(database, "lists", number, module="bench.admin") for number in arguments.rows)
        for label, small in few.items():
            large = many[label]
            before, after = (statistics.quantiles(found["times"], n=20)[-1] for found in (small, large))
            is_good &= large["queries"] == small["queries"] and after / before <= GOAL_RATIO
            queries = f"{small['queries']}" + (f" → {large['queries']}" if large["queries"] != small["queries"] else "")
            fewer = f"   {large['rows']:,} rows" if large["rows"] < arguments.rows[1] else ""
            say(f"{name:11} {label:34} {queries:>7} {before:14.0f} {after:16.0f} {after / before:10.2f}{fewer}")
    return not is_good


if __name__ == "__main__":
    sys.exit(main())
