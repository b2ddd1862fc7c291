"""What becomes of a request when the database or the storage of files is away or full, or would cost too much."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from portal.problems import problem

# The longest that the site lets PostgreSQL work on one statement, in seconds: far more than any of ours takes.
MOST_SECONDS = 10
TRY_AGAIN_AFTER = 30  # seconds
# No room for what was to be written, or nobody may write any more. PostgreSQL says so by an OperationalError.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def limit_statements(*, connection, **_more):
    """Gives a new connection its budget; for the signal ``connection_created`` in processes that serve the site.

    Not a setting of the database: what runs at night, and migrations, may take their time. SQLite knows no such limit.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{MOST_SECONDS}s"])


def is_outage(error) -> bool:
    """Whether an exception says that something is away, full or has given up, and is no mistake of the code."""
    if isinstance(error, (OperationalError, InterfaceError, ConnectionError)):
        return True
    return isinstance(error, OSError) and error.errno in FULL


def server_error(request):
    """The page for an exception: 503 for an outage, with what was typed, else 500."""
    if not is_outage(sys.exception()):
        return defaults.server_error(request)
    if request.path_info.startswith("/api/"):
        detail = _("The database does not answer in time. Ask again in half a minute.")
        response = problem(503, _("Not available for a moment"), detail, retry_after=TRY_AGAIN_AFTER)
    else:
        response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response
