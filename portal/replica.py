"""Readers without an account are served from a copy of the database, where REPLICA_URL names one.

Who may see what is a second old is told by the request alone: it changes nothing and brings no cookie of ours. Whoever
has signed in brings the cookie of the session, and nobody can send a form without the cookie that protects it, so
both read the database that they write to.
"""

import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.utils.decorators import sync_only_middleware

REPLICA = "replica"
# How long a copy that did not answer is left alone, in seconds: each try may cost a reader its time-out.
PAUSE = 10

_reading_from = ContextVar("reading_from", default=DEFAULT_DB_ALIAS)


class Router:
    """Sends reads to the database that ``read_from_replica`` chose for this request, and all else to the first one."""

    def db_for_read(self, model, **hints):
        return _reading_from.get()

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS


def connection_to_read():
    """The connection for SQL of our own that only reads; what the ORM reads beside it comes from the same database."""
    return connections[_reading_from.get()]


class _Replica:
    """Whether the copy answers, for this process."""

    def __init__(self):
        self.next_try = 0.0

    def answers(self):
        if time.monotonic() < self.next_try:
            return False
        connection = connections[REPLICA]
        try:
            connection.close_if_health_check_failed()
            connection.ensure_connection()
        except OperationalError:
            self.next_try = time.monotonic() + PAUSE
            return False
        return True


@sync_only_middleware
def read_from_replica(get_response):
    """Chooses the database that a request reads: the copy for strangers who only read, while it answers.

    Stands before all that reads. In use only where settings name a replica.
    """
    replica = _Replica()
    cookies = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}

    def middleware(request):
        may_lag = request.method in ("GET", "HEAD") and cookies.isdisjoint(request.COOKIES)
        token = _reading_from.set(REPLICA if may_lag and replica.answers() else DEFAULT_DB_ALIAS)
        try:
            return get_response(request)
        finally:
            _reading_from.reset(token)

    return middleware
