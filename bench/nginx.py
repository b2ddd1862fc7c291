"""How many kept pages of 15 kB one process of nginx gives without TLS: `python -m bench.nginx`. Needs wrk."""

import re
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer

from tests.nginx import running_nginx, set_up
from tests.servers import free_port

PAGE = b"-" * 15_000
# Each request from another address, or the limits for one would answer.
VISITORS = """
local part = function() return "." .. math.random(0, 255) end
request = function()
  wrk.headers["X-Forwarded-For"] = "198" .. part() .. part() .. part()
  return wrk.format()
end
"""


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
        script = folder / "visitors.lua"
        script.write_text(VISITORS)
        web = set_up(folder / "nginx", folder / "var", port)
        with UnixStreamServer(str(web), Page) as upstream, running_nginx(folder / "nginx", port) as address:
            threading.Thread(target=upstream.serve_forever, daemon=True).start()
            for _ in range(3):
                command = ["wrk", "-t1", "-c16", "-d10", "--latency", "-s", script, f"{address}/"]
                said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                say(
                    re.search(r"Requests/sec: +(\S+)", said)[1],
                    "pages a second, p99",
                    re.search(r"99% +(\S+)", said)[1],
                )
                if refused := re.search(r"Non-2xx.*", said):
                    say(refused[0])
            upstream.shutdown()


def say(*words):
    print(*words, flush=True)  # noqa: T201 – a script


if __name__ == "__main__":
    main()
