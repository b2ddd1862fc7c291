"""Log records as lines of JSON, each with the request or task in which it was written."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

REQUEST_ID = ContextVar("request_id", default="")
TASK_ID = ContextVar("task_id", default="")


class AddContext(logging.Filter):
    """Puts ``request_id`` and ``task_id`` on each record, empty where there is none. For handlers."""

    def filter(self, record):
        # Django logs answers from 400 on after the middleware has ended; the record has the request then.
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "request_id", "") or REQUEST_ID.get()
        record.task_id = TASK_ID.get()
        return True


class JsonLines(logging.Formatter):
    """One JSON object in a line.

    ``time`` (ISO 8601, UTC), ``level``, ``logger``, ``message``; where known ``request_id``, ``task_id``, ``status``
    and ``view`` of the answer, ``exception`` with its traceback.
    """

    def format(self, record):
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "task_id": getattr(record, "task_id", ""),
            "status": getattr(record, "status_code", None),
            "view": match.view_name if match else "",
            "exception": record.exc_text or (self.formatException(record.exc_info) if record.exc_info else ""),
        }
        told = {name: value for name, value in entry.items() if value not in ("", None)}
        return json.dumps(told, ensure_ascii=False, default=str)


def note_task(task_result, **_signal):
    """All that is logged from now on belongs to a task."""
    TASK_ID.set(str(task_result.id))


def forget_task(**_signal):
    TASK_ID.set("")
