"""nginx as ``deploy/nginx`` sets it up, in a folder of its own, in front of whatever listens on a socket there."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
# Without TLS, and behind one more proxy: so a test says by X-Forwarded-For who asks.
MAIN = """
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path {folder}/bodies;
  proxy_temp_path {folder}/proxied;
  include {folder}/http.conf;
  include {folder}/upstream.conf;
  server {{
    listen 127.0.0.1:{port};
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    include {folder}/site.conf;
  }}
}}
"""


def nginx() -> str | None:
    """Where Debian's nginx lies; None where it is not installed, or lacks the module for compressed files."""
    has_brotli = list(Path("/etc/nginx/modules-enabled").glob("*brotli-static.conf"))
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") if has_brotli else None


def set_up(folder: Path, var: Path, port: int) -> Path:
    """Writes the configuration into ``folder``, for a portal whose state lies in ``var``.

    Gives the socket on which the portal has to listen.
    """
    folder.mkdir(parents=True)
    web = folder / "web.sock"
    for name in ("http.conf", "upstream.conf", "site.conf"):
        text = (DEPLOY / "nginx" / name).read_text()
        for there, here in (
            ("/run/portal/web.sock", web),
            ("/var/lib/portal", var),
            ("/var/cache/nginx", folder / "kept"),
            ("/var/www/portal", DEPLOY / "nginx"),
        ):
            text = text.replace(there, str(here))
        (folder / name).write_text(text)
    (folder / "kept").mkdir()
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, port=port))
    return web


@contextmanager
def running_nginx(folder: Path, port: int) -> Iterator[str]:
    """nginx with what ``set_up`` wrote; gives its address, and ends with the block.

    Raises RuntimeError, with what it said, where it does not come up.
    """
    command = [nginx(), "-c", folder / "nginx.conf"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            if server.poll() is not None:
                raise RuntimeError(server.stderr.read())
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        server.stderr.close()
