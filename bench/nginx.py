"""How many kept pages of 15 kB one process of nginx gives without TLS: `python -m bench.nginx`. Needs wrk."""

import tempfile
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer

from bench.load import ask
from bench.search import say
from tests.nginx import running_nginx, set_up
from tests.servers import free_port

PAGE = b"-" * 15_000
ROUNDS, SECONDS = 3, 10


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=3600")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def address_string(self):
        return "nginx"

    def log_message(self, *_line):
        """It is asked once."""


def main():
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        web = set_up(folder / "nginx", folder / "var", port)
        with UnixStreamServer(str(web), Page) as upstream, running_nginx(folder / "nginx", port):
            threading.Thread(target=upstream.serve_forever, daemon=True).start()
            for _ in range(ROUNDS):
                found = ask(port, ["/"], SECONDS)
                rate = found["requests"] / found["seconds"]
                say(f"{rate:.0f} pages a second, p99 {found['p99']:.1f} ms, {found['errors']} errors")
            upstream.shutdown()


if __name__ == "__main__":
    main()
