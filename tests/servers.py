"""PostgreSQL, Redis and a mail server of a test's own, on free ports: each can be stopped and started again."""

import os
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

LISTENS_WITHIN = 60  # seconds


def postgresql() -> Path | None:
    """Where the programs of Debian's newest PostgreSQL lie; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def redis_server() -> str | None:
    return shutil.which("redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A process that listens on a port."""

    def __init__(self, command, port, log, **options):
        self.command, self.port, self.log, self.options = command, port, log, options
        self.start()

    def start(self):
        """Raises RuntimeError, with what it said, where nobody listens within a minute."""
        with self.log.open("a") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output, **self.options)
        end = time.monotonic() + LISTENS_WITHIN
        while not listens(self.port):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)

    def stop(self, by=signal.SIGINT):
        """By a signal: SIGINT lets PostgreSQL throw everybody out and end in order."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(by)
            self.process.wait(timeout=60)

    def freeze(self):
        """It takes connections from now on, since the kernel does, and answers nobody."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def running_postgresql() -> Iterator[tuple[Server, str]]:
    """An empty server, and the address of its database; ends, and is gone, with the block."""
    programs, port = postgresql(), free_port()
    # PostgreSQL refuses to run as root, and the folders of tests are closed to others.
    options = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="portal-postgresql-") as folder:
        if options:
            shutil.chown(folder, options["user"])
        data = f"{folder}/data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            check=True,
            capture_output=True,
            cwd=folder,
            **options,
        )
        command = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-F", "-c", "max_connections=60"]
        server = Server(command, port, Path(folder, "log.txt"), cwd=folder, **options)
        try:
            yield server, f"postgres://portal@127.0.0.1:{port}/postgres"
        finally:
            server.stop(signal.SIGQUIT)


@contextmanager
def running_redis(folder: Path) -> Iterator[tuple[Server, str]]:
    """A server that keeps nothing on disk, and its address; ends with the block."""
    port = free_port()
    command = [redis_server(), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder]
    server = Server(command, port, folder / "redis.txt")
    try:
        yield server, f"redis://127.0.0.1:{port}/0"
    finally:
        server.stop(signal.SIGKILL)


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes every letter, after as many seconds as ``delay`` says."""

    daemon_threads = True
    delay = 0.0

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Taker)
        self.letters = []
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    def to(self, address) -> list:
        """The letters to an address, in the order in which they came."""
        return [letter for letter in list(self.letters) if letter["To"] == address]

    def handle_error(self, *_request):
        """Who sends may be killed while it does."""


class _Taker(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self.say("354 go on")
                    lines = []
                    while (text := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(text)
                    # It counts as taken from here on, whether or not who sent it lives to hear so.
                    self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
                    time.sleep(self.server.delay)
                    self.say("250 taken")
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 yes")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        threading.Thread(target=mailbox.serve_forever, daemon=True).start()
        yield mailbox
        mailbox.shutdown()
