"""Figures for Prometheus: what requests cost, counted in each process, and what waits, read from the database.

The processes of a machine count into files of shared memory, one set for each, and whichever is asked adds them up
(prometheus-client's multiprocess mode). Labels have few values and never hold an address or anything about people.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from portal.visits.counting import place_of
from portal.watch import queues

logger = logging.getLogger(__name__)

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_queries = ContextVar("queries", default=None)


# Counting


class Instruments:
    """The counters of this process. Raises OSError where their folder cannot be written."""

    def __init__(self):
        self.requests = Counter(
            "portal_requests",
            "Answers, by view; “cached” where the page cache gave it and no view was asked.",
            ["view", "method", "status", "cached"],
            registry=None,
        )
        self.seconds = Histogram(
            "portal_request_seconds", "Time until the answer.", ["view"], buckets=SECONDS, registry=None
        )
        self.queries = Counter("portal_queries", "Queries to the database.", ["view"], registry=None)


_instruments = None
_making = threading.Lock()


def instruments() -> Instruments | None:
    """Made by the first request of a process, after the server has divided; None where that failed."""
    global _instruments  # noqa: PLW0603 – one for each process
    with _making:
        if _instruments is None:
            try:
                os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)
                values.ValueClass = values.MultiProcessValue(seat)
                _instruments = Instruments()
            except OSError as error:
                logger.warning("Metrics are not counted: %s", error)
                _instruments = False
    return _instruments or None


_seat = (0, 0)  # process and number


def seat() -> int:
    """A number that no other running process has; whoever comes after a process that ended goes on with its files.

    Without it each worker that is renewed would leave files behind, and reading them all would take ever longer.
    """
    global _seat  # noqa: PLW0603 – one for each process
    process, number = _seat
    if process == os.getpid():
        return number
    folder = Path(settings.METRICS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 0
    while True:
        # Held, and the file open, until the process ends; a child does not inherit it.
        file = os.open(folder / f"seat_{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            number += 1
        else:
            _seat = (os.getpid(), number)
            return number


def begin_to_count_queries() -> list[int]:
    """A list whose only number grows with each query until the next call in this thread."""
    counted = [0]
    _queries.set(counted)
    return counted


def _count_query(execute, sql, params, many, context):
    if (counted := _queries.get()) is not None:
        counted[0] += 1
    return execute(sql, params, many, context)


def count_queries_of(connection, **_signal):
    """Have the queries of a new connection counted."""
    if _count_query not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _count_query)


def note(request, response, seconds, queries):
    """Count an answer: how long it took, and how many queries it asked."""
    if (counters := instruments()) is None:
        return
    match = request.resolver_match
    is_static = request.path_info.startswith(settings.STATIC_URL)
    view = "static" if is_static else match.view_name if match else place_of(request.path_info)[0] or "none"
    is_cached = not match and not is_static and response.status_code in (200, 304)
    method = request.method if request.method in METHODS else "other"
    try:
        counters.requests.labels(view, method, response.status_code, "yes" if is_cached else "no").inc()
        counters.seconds.labels(view).observe(seconds)
        if queries[0]:
            counters.queries.labels(view).inc(queries[0])
    except OSError as error:
        logger.warning("An answer is missing in the metrics: %s", error)


# Telling


class Waiting:
    """What waits or failed, read from the database when it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            told = queues.look()
        except DatabaseError:
            yield GaugeMetricFamily("portal_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("portal_database_up", "Whether the database answers.", 1)
        rows = GaugeMetricFamily("portal_queue_rows", "What waits or failed.", labels=["queue", "state"])
        ages = GaugeMetricFamily("portal_queue_age_seconds", "How long the oldest waits.", labels=["queue"])
        for queue in (told.letters, told.tasks):
            rows.add_metric([queue.name, "waiting"], queue.waiting)
            rows.add_metric([queue.name, "failing"], queue.failing)
            rows.add_metric([queue.name, "failed"], queue.failed)
            age = (timezone.now() - queue.oldest).total_seconds() if queue.oldest else 0
            ages.add_metric([queue.name], max(age, 0))
        yield rows
        yield ages
        yield GaugeMetricFamily(
            "portal_missed_searches_this_month", "Searches that found nothing, since the first.", told.missed_searches
        )
        if told.backed_up_at:
            yield GaugeMetricFamily(
                "portal_last_backup_timestamp_seconds", "When the last backup ended.", told.backed_up_at.timestamp()
            )


def exposition() -> bytes:
    """All figures in Prometheus's text format."""
    registry = CollectorRegistry()
    if instruments():
        MultiProcessCollector(registry, path=str(settings.METRICS_DIR))
    registry.register(Waiting())
    return generate_latest(registry)
