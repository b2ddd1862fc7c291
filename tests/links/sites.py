"""Sites on this machine that the portal takes for sites on the internet."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from portal.links.asking import Asker, Turns

PUBLIC = "93.184.216.34"


class Site:
    """Answers by path: a status, or (status, headers), or a function of the request; remembers what was asked."""

    def __init__(self, **pages):
        self.pages = {f"/{path.replace('__', '/')}": answer for path, answer in pages.items()}
        self.asked = []
        self.headers = []
        self.names = {}
        self.connected = []

    @contextmanager
    def open(self):
        site = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                site.asked.append(f"{self.command} {self.headers['Host']}{self.path}")
                site.headers.append(dict(self.headers))
                page = site.pages.get(self.path, 200)
                if callable(page):
                    page = page(self)
                    if page is None:
                        return
                status, headers = page if isinstance(page, tuple) else (page, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_HEAD = answer  # noqa: N815 – the names that http.server asks for

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # who asks may hang up

        server = Server(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.port = server.server_port
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def look_up(self, host, port):
        found = self.names.get(host, [PUBLIC])
        if isinstance(found, Exception):
            raise found
        return found

    def connect(self, address, port, timeout):
        self.connected.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def asker(self, **changes):
        return Asker(**{"turns": Turns(pause=0), "look_up": self.look_up, "connect": self.connect} | changes)
