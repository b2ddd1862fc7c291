"""Restarting under load as systemd does it: it holds the socket, gunicorn comes and goes."""

import os
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException

import pytest

from tests.nginx import DEPLOY, nginx, running_nginx, set_up
from tests.servers import free_port
from tests.systemd import held_socket, start_on

pytestmark = pytest.mark.skipif(not nginx(), reason="needs Debian's nginx and libnginx-mod-http-brotli-static")

# Takes as long to begin as it takes Python to import it, and as long for a page as the test asks for.
APPLICATION = """
import time

time.sleep(1)

def application(environ, start_response):
    environ["wsgi.input"].read()
    time.sleep(float(environ["QUERY_STRING"]))
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""

# As deploy/ sets it up, but for what it loads of the portal, which is not there.
CONFIGURATION = """
import runpy

globals().update(runpy.run_path("{}"))
for name in ("on_starting", "when_ready"):
    globals().pop(name, None)
"""


@pytest.fixture
def start(tmp_path):
    """Starts gunicorn as ``portal-web.service`` does, on a socket that is there before and after it."""
    (tmp_path / "application.py").write_text(APPLICATION)
    (tmp_path / "configuration.py").write_text(CONFIGURATION.format(DEPLOY / "gunicorn.conf.py"))
    port = free_port()
    web = set_up(tmp_path / "nginx", tmp_path / "var", port)
    with held_socket(web) as held, (tmp_path / "log.txt").open("w") as log:

        def start():
            gunicorn = [sys.executable, "-m", "gunicorn", "-c", "configuration.py", "application"]
            environment = os.environ | {"PYTHONPATH": str(tmp_path)}
            return start_on(held, gunicorn, cwd=tmp_path, env=environment, stdout=log, stderr=log)

        with running_nginx(tmp_path / "nginx", port):
            start.port = port
            yield start


def test_two_restarts_under_load_fail_no_request(start):
    outcomes, is_over = Counter(), threading.Event()

    def visit(number):
        while not is_over.is_set():
            connection = HTTPConnection("127.0.0.1", start.port, timeout=30)
            visitor = {"X-Forwarded-For": f"198.51.100.{number}"}
            try:
                connection.request("POST" if number % 2 else "GET", "/?0.3", b"text" * (number % 2), visitor)
                outcomes[connection.getresponse().status] += 1
            except (OSError, HTTPException) as error:
                outcomes[type(error).__name__] += 1
            connection.close()

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(8)]
    server = start()
    for visitor in visitors:
        visitor.start()
    for _ in range(2):
        time.sleep(2)
        server.terminate()
        server.wait(timeout=30)
        server = start()
    time.sleep(3)
    is_over.set()
    for visitor in visitors:
        visitor.join()
    server.terminate()
    server.wait(timeout=30)

    assert set(outcomes) == {200}
    assert outcomes[200] > 20
