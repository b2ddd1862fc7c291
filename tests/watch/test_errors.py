"""What leaves the portal when an error is reported."""

import gzip
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

from tests.browser.running import environment_of, inside

BREAK_DOWN = """
import logging
from django.conf import settings
from django.test import RequestFactory
from portal.watch import health
from portal.wsgi import application

def break_down():
    who = "olena@example.org"
    raise RuntimeError("Boom\\nDETAIL: Key (email)=(olena@example.org) already exists.")

health.look = break_down
settings.ALLOWED_HOSTS = ["testserver"]
headers = {"X-Secret": "olena@example.org", "Cookie": "sessionid=a-secret-key"}
asked = RequestFactory(headers=headers).get("/health/ready?q=olena@example.org", REMOTE_ADDR="203.0.113.7")
answered = []
application(asked.environ, lambda status, _headers: answered.append(status)).close()
logging.getLogger("portal").error("No letter to %s", "olena@example.org", extra={"request": asked})
if settings.SENTRY_DSN:
    import sentry_sdk
    sentry_sdk.flush(10)
json.dump([answered[0][:3], "sentry_sdk" in sys.modules], sys.stdout)
"""


@contextmanager
def sink():
    """A server that speaks the envelope endpoint: its address as a DSN, and the (path, items) that came in."""
    came = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if "Content-Encoding" in self.headers:
                body = {"gzip": gzip.decompress, "br": brotli.decompress}[self.headers["Content-Encoding"]](body)
            came.append((self.path, [json.loads(line) for line in body.splitlines() if line]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://key@127.0.0.1:{server.server_port}/1", came
        server.shutdown()
        thread.join()


def test_an_error_is_reported_without_anything_about_people(tmp_path):
    with sink() as (dsn, came):
        status, _is_loaded = inside(BREAK_DOWN, environment_of(tmp_path) | {"SENTRY_DSN": dsn})

    assert status == "500"
    (path, (_envelope, _item, event)), (_path, (_envelope, _item, line)) = came
    assert path == "/api/1/envelope/"
    assert event["exception"]["values"][-1]["value"] == "Boom"
    assert event["transaction"] == "/health/ready"
    assert event["request"] == {"method": "GET"}
    assert line["logentry"] == {"message": "No letter to %s"}
    told = json.dumps(event) + json.dumps(line)
    for secret in ("olena", "a-secret-key", "203.0.113.7"):
        assert secret not in told


def test_nothing_is_reported_unless_settings_say_where(tmp_path):
    assert inside(BREAK_DOWN, environment_of(tmp_path)) == ["500", False]
