"""What nginx keeps, for whom, and whom it turns away; a program of a few lines plays the portal."""

import socket
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from types import SimpleNamespace

import pytest

from portal.page_cache import CACHE_CONTROL, NGINX_KEEPS
from tests.nginx import nginx, running_nginx, set_up
from tests.servers import free_port

pytestmark = pytest.mark.skipif(not nginx(), reason="needs Debian's nginx and libnginx-mod-http-brotli-static")

PUBLIC = {"Cache-Control": "public, max-age=1", "Vary": "Accept-Encoding"}


class Answer(BaseHTTPRequestHandler):
    """Counts how often it was asked, and says so."""

    def do_GET(self):
        self.server.asked += 1
        time.sleep(self.server.takes)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = f"{self.server.asked} {self.headers['X-Forwarded-For']} {self.headers['Accept-Encoding']}".encode()
        self.send_response(self.server.status)
        for name, value in self.server.says.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(seen)))
        self.end_headers()
        self.wfile.write(seen)

    do_POST = do_GET  # noqa: N815 – the name that the base class looks for

    def address_string(self):
        return "nginx"

    def log_message(self, *_line):
        """Nobody reads it."""


class Upstream(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    asked = takes = 0
    status = 200
    says = PUBLIC

    def handle_error(self, *_request):
        """nginx hangs up when it has heard enough."""


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port()
    var = folder / "var"
    (var / "static/css").mkdir(parents=True)
    (var / "media/photos").mkdir(parents=True)
    (var / "documents").mkdir()
    web = set_up(folder / "nginx", var, port)
    with Upstream(str(web), Answer) as upstream, running_nginx(folder / "nginx", port):
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        yield SimpleNamespace(port=port, var=var, upstream=upstream)
        upstream.shutdown()


@pytest.fixture
def portal(servers, request):
    """The portal that plays; each test has addresses, and a visitor, of its own."""
    upstream = servers.upstream
    upstream.asked, upstream.takes, upstream.status, upstream.says = 0, 0, 200, PUBLIC
    number = abs(hash(request.node.name))
    visitor = f"198.{number % 200}.{number // 200 % 200}.7"

    def ask(path="", method="GET", body=None, **headers):
        connection = HTTPConnection("127.0.0.1", servers.port, timeout=20)
        sent = {"X-Forwarded-For": visitor} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path if path.startswith("/") else f"/{number}/{path}", body, sent)
        response = connection.getresponse()
        response.text = response.read().decode()
        connection.close()
        return response

    return SimpleNamespace(ask=ask, upstream=upstream, var=servers.var, visitor=visitor, port=servers.port)


def test_public_page_is_asked_for_once(portal):
    assert portal.ask().text == portal.ask().text
    assert portal.upstream.asked == 1


def test_public_page_is_asked_for_anew_when_its_time_is_over(portal):
    portal.ask()
    time.sleep(2.1)

    assert portal.ask().text.startswith("2 ")


def test_page_that_was_hidden_is_gone_when_its_seconds_are_over(portal):
    """However long browsers may show it; and it does not come back when the portal fails."""
    portal.upstream.says = {"X-Accel-Expires": str(NGINX_KEEPS), "Cache-Control": CACHE_CONTROL}
    shown = portal.ask()
    assert portal.ask().text == shown.text
    portal.upstream.status, portal.upstream.says = 410, {"X-Accel-Expires": str(NGINX_KEEPS)}
    time.sleep(NGINX_KEEPS + 1.1)

    assert portal.ask().status == 410
    assert shown.headers["Cache-Control"] == CACHE_CONTROL
    assert "X-Accel-Expires" not in shown.headers

    portal.upstream.status = 503
    time.sleep(NGINX_KEEPS + 1.1)
    assert portal.ask().status == 410


def test_crowd_does_not_see_what_is_gone_while_one_of_it_asks(portal):
    portal.ask()
    time.sleep(2.1)
    portal.upstream.status, portal.upstream.takes = 410, 0.5
    first = threading.Thread(target=portal.ask)
    first.start()
    time.sleep(0.2)

    assert portal.ask().status == 410
    first.join()


def test_page_is_kept_for_each_encoding(portal):
    assert portal.ask().text.endswith(" None")
    assert portal.ask(Accept_Encoding="deflate, gzip").text.endswith(" gzip")
    assert portal.ask(Accept_Encoding="gzip").text.startswith("2 ")


@pytest.mark.parametrize("cookie", ["sessionid=a", "x=1; sessionid=a", "__Host-sessionid=a", "messages=a"])
def test_page_of_somebody_known_is_neither_kept_nor_taken_from_what_is_kept(portal, cookie):
    assert portal.ask(Cookie=cookie).text.startswith("1 ")
    assert portal.ask().text.startswith("2 ")
    assert portal.ask(Cookie=cookie).text.startswith("3 ")


def test_other_cookies_make_nobody_known(portal):
    portal.ask()

    assert portal.ask(Cookie="theme=dark; notsessionid=1").text.startswith("1 ")


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"Cache-Control": "private, max-age=60"},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "max-age=0, no-cache"},
        PUBLIC | {"Set-Cookie": "csrftoken=a"},
        PUBLIC | {"Vary": "Cookie"},
        PUBLIC | {"Vary": "Accept-Encoding, Cookie"},
    ],
    ids=str,
)
def test_page_that_is_not_for_everybody_is_not_kept(portal, says):
    portal.upstream.says = says
    portal.ask()

    assert portal.ask().text.startswith("2 ")


def test_kept_page_stands_in_while_the_portal_fails(portal):
    kept = portal.ask()
    time.sleep(2.1)
    portal.upstream.status = 503

    again = portal.ask()
    assert (again.status, again.text, again.headers["X-Cache"]) == (200, kept.text, "STALE")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_nobody_listens_both_languages_say_what_to_do(servers, portal, method):
    web = Path(servers.upstream.server_address)
    away = web.rename(web.with_suffix(".away"))
    try:
        answer = portal.ask(method=method, body="note=" if method == "POST" else None)
    finally:
        away.rename(web)

    assert (answer.status, answer.getheader("Cache-Control")) == (503, "no-store")
    assert "Поверніться на попередню сторінку" in answer.text
    assert "Go back by the button of your browser" in answer.text


def test_visitor_cannot_say_to_be_somebody_else(portal):
    # The proxy in front, which the test plays, adds the true address at the end.
    assert portal.ask(X_Forwarded_For=f"203.0.113.1, {portal.visitor}").text.split()[1] == portal.visitor


def test_body_that_is_too_large_is_refused(portal):
    assert portal.ask(method="POST", body=b"-" * (26 * 1024 * 1024)).status == 413
    assert portal.upstream.asked == 0


def test_flood_of_forms_from_one_address_is_stopped_and_others_go_on(portal):
    statuses = [portal.ask(method="POST", body=b"a").status for _ in range(45)]

    assert statuses[:30] == [200] * 30
    assert 429 in statuses
    assert portal.ask(method="POST", body=b"a", X_Forwarded_For="203.0.113.9").status == 200


def test_slow_sender_holds_no_thread_of_the_portal(portal):
    with socket.create_connection(("127.0.0.1", portal.port)) as slow:
        slow.sendall(b"POST /slow/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegun")
        time.sleep(0.5)

        assert portal.upstream.asked == 0


def test_static_file_is_given_compressed_without_the_portal(portal):
    (portal.var / "static/css/site.0123456789ab.css").write_text("a")
    (portal.var / "static/css/site.0123456789ab.css.br").write_text("b")

    response = portal.ask("/static/css/site.0123456789ab.css", Accept_Encoding="br")
    assert (response.text, response.headers["Content-Encoding"]) == ("b", "br")
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert portal.upstream.asked == 0


def test_photo_is_given_without_the_portal_and_others_are_asked_for_once(portal):
    here, elsewhere = (f"/media/photos/{digit * 36}-480.avif" for digit in "ab")
    (portal.var / here[1:]).write_text("photo")
    portal.upstream.says = {"Cache-Control": "public, max-age=31536000, immutable"}

    response = portal.ask(here)
    assert (response.text, response.headers["Content-Type"]) == ("photo", "image/avif")
    assert portal.ask(elsewhere).text == portal.ask(elsewhere).text
    assert portal.upstream.asked == 1


@pytest.mark.parametrize(
    "path",
    ["/media/photos/../../documents/a.pdf", "/media/documents/a.pdf", "/static/../documents/a.pdf", "/documents/a.pdf"],
)
def test_documents_are_the_portals_to_give(portal, path):
    (portal.var / "documents/a.pdf").write_text("secret")

    assert "secret" not in portal.ask(path).text
