"""gunicorn on a machine with two cores, behind nginx, which takes slow clients upon itself.

Under systemd it takes the socket that it is handed instead of ``bind``.
"""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = 2
# While one waits for the database, another draws.
threads = 4
# Workers share what is loaded before they begin.
preload_app = True
# Against memory that grows by and by, seldom: a new worker has no pages in its memory. Never both at once.
max_requests = 100_000
max_requests_jitter = 20_000
# In seconds. Nothing that a reader waits for takes longer; requests under way are finished before a worker ends.
timeout = 30
graceful_timeout = 30
# Longer than nginx keeps its own connections to us (60 s), so that it never uses one that we are just closing.
keepalive = 75
limit_request_line = 8190
# Workers say here that they live. On a busy disk they could be taken for dead.
worker_tmp_dir = "/dev/shm"  # noqa: S108 – memory


def on_starting(server):
    """Called when the portal is loaded: from now on gunicorn's lines look like those of the portal."""
    server.log.error_log.handlers.clear()
    server.log.error_log.propagate = True


def when_ready(server):  # noqa: ARG001 – gunicorn's
    """Called when all is loaded and no worker has begun."""
    gc.collect()
    gc.freeze()  # or the collector would write to every page of memory that workers share, and each get a copy
