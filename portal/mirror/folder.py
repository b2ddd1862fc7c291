"""The folder of a mirror: written beside what lies there, changed at the end and in a moment, with its sums."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
_BESIDE = ".new"


class NotAMirror(Exception):
    """The folder holds something else, or another run is at work in it."""


@dataclass
class Outcome:
    """What became of the files of a mirror; ``size`` in bytes."""

    files: int
    size: int
    written: int
    removed: int


class Folder:
    """A mirror on the disk. What is ``put`` lies beside until :meth:`swap`, so that a run that dies changes nothing."""

    def __init__(self, path: Path):
        self.path = path
        self.beside = path / _BESIDE
        self._sums: dict[str, dict] = {}
        self._changed: list[str] = []

    @contextmanager
    def opened(self):
        """The folder for one run alone, made where there is none. Raises NotAMirror."""
        self.path.mkdir(parents=True, exist_ok=True)
        if any(self.path.iterdir()) and not (self.path / MANIFEST).exists() and not self.beside.exists():
            raise NotAMirror(f"{self.path} is neither empty nor a mirror. Name another folder.")
        handle = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(self.beside, ignore_errors=True)
            self.beside.mkdir()
            try:
                yield self
            finally:
                shutil.rmtree(self.beside)
        except BlockingIOError:
            raise NotAMirror(f"Another run is writing to {self.path}.") from None
        finally:
            os.close(handle)

    def read(self, name: str) -> bytes | None:
        """What lies in a file of the mirror now."""
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def put(self, name: str, body: bytes):
        """What shall lie in a file; one that has it already is left alone."""
        self._sums[name] = {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
        if self.read(name) != body:
            self._lay_beside(name, body)
            self._changed.append(name)

    def _lay_beside(self, name, body):
        file = self.beside / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def swap(self, **about) -> Outcome:
        """Make the mirror what was put: what shall be there no longer goes first, the manifest comes last."""
        gone = set(names_in(self.path)) - self._sums.keys() - {MANIFEST, SUMS}
        for name in gone:
            (self.path / name).unlink()
        _remove_empty(self.path)
        names = sorted(self._sums)
        self._lay_beside(SUMS, "".join(f"{self._sums[name]['sha256']}  {name}\n" for name in names).encode())
        manifest = about | {"files": {name: self._sums[name] for name in names}}
        self._lay_beside(MANIFEST, json.dumps(manifest, indent=1).encode())
        for name in [*self._changed, SUMS, MANIFEST]:
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.beside / "files" / name).replace(self.path / name)
        size = sum(each["bytes"] for each in self._sums.values())
        return Outcome(len(names), size, len(self._changed), len(gone))


def names_in(path: Path) -> Iterator[str]:
    """All files below a folder, but for what a run lays beside."""
    for folder, folders, files in os.walk(path):
        if Path(folder) == path and _BESIDE in folders:
            folders.remove(_BESIDE)
        yield from ((Path(folder) / name).relative_to(path).as_posix() for name in files)


def _remove_empty(path):
    for folder, _folders, _files in os.walk(path, topdown=False):
        if Path(folder) not in (path, path / _BESIDE) and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
