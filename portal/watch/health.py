"""Whether this process can serve: what load balancers, systemd and the person on duty ask."""

import logging
import secrets
import threading
import time
from functools import cache

from django.core.cache import cache as default_cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

logger = logging.getLogger(__name__)

# Whoever asks more often gets the same answer: asking costs a write to the storage.
LOOK_EVERY = 5


class Unhealthy(Exception):
    """Something does not do what it is for."""


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@cache
def _migrations_in_the_code():
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def migrations():
    applied = set(MigrationRecorder(connection).applied_migrations())
    if missing := _migrations_in_the_code() - applied:
        raise Unhealthy(f"{len(missing)} migrations are not applied")


def cache_keeps():
    key, value = f"health:{secrets.token_hex(8)}", secrets.token_hex(8)
    default_cache.set(key, value, timeout=60)
    if default_cache.get(key) != value:
        raise Unhealthy("the cache does not keep what it is given")
    default_cache.delete(key)


def storage_keeps():
    name = default_storage.save(f"health/{secrets.token_hex(8)}.txt", ContentFile(b"healthy"))
    default_storage.delete(name)


CHECKS = {"database": database, "migrations": migrations, "cache": cache_keeps, "storage": storage_keeps}

# Without the others the portal serves what it can, and all machines would be without them at once.
NEEDED = {"database", "migrations"}

_looking = threading.Lock()
_seen = (float("-inf"), {})


def look() -> dict[str, bool]:
    """Whether each part works, by its name; at most a few seconds old. What is wrong stands in the log alone."""
    global _seen  # noqa: PLW0603 – one for each process
    with _looking:
        if time.monotonic() - _seen[0] >= LOOK_EVERY:
            _seen = (time.monotonic(), {name: _works(name, check) for name, check in CHECKS.items()})
        return _seen[1]


def _works(name, check):
    try:
        check()
    except Exception:  # whatever it is, it is an answer
        logger.exception("Not healthy: %s", name)
        return False
    return True
