"""What systemd does for the portal on a server: it holds the socket, and starts again whatever has ended."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# As for Restart=always, but for the pause, which is shorter than that of the units.
KEEPING = 'while :; do "$@"; sleep 0.5; done'
HANDING = 'exec 3<&0; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'


@contextmanager
def held_socket(path: Path) -> Iterator[socket.socket]:
    """The socket of ``portal-web.socket``: it is there before and after whoever answers on it."""
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(path))
        held.listen(2048)
        yield held


def start_on(held, command, **options) -> subprocess.Popen:
    """Starts what answers on the socket, as ``portal-web.service`` does."""
    return subprocess.Popen(["bash", "-c", HANDING, "bash", *command], stdin=held, **options)


@contextmanager
def kept_running(command, **options) -> Iterator[subprocess.Popen]:
    """Starts a command again and again, until the block ends; gives the shell that does it."""
    keeper = subprocess.Popen(["bash", "-c", KEEPING, "bash", *command], start_new_session=True, **options)
    try:
        yield keeper
    finally:
        os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()


def children_of(process) -> list[int]:
    """The processes that a process has started and that live."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
