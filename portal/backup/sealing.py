"""A backup's file: a tar archive, encrypted by age while it is written, so that nothing plain touches its folder."""

import os
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BytesIO

import pyrage

from portal.backup.refusal import Refused

PIECE = 1024 * 1024


@contextmanager
def sealed(target, recipients) -> Iterator[tarfile.TarFile]:
    """A tar archive to add to; what is added goes encrypted into an open binary file. Raises OSError."""
    source, sink = _pipe()

    def encrypt():
        with source:  # closed when it fails, so that the writer does not wait for ever
            pyrage.encrypt_io(source, target, recipients)

    with ThreadPoolExecutor(1) as aside:
        work = aside.submit(encrypt)
        try:
            with sink, tarfile.open(fileobj=sink, mode="w|", bufsize=PIECE) as archive:
                yield archive
        except BrokenPipeError:
            work.result()  # tells why
            raise
        work.result()


@contextmanager
def opened(source, identities) -> Iterator[tarfile.TarFile]:
    """The tar archive in an encrypted file, to be read from its beginning to its end.

    Raises Refused where none of the keys fits, and where the file was changed or cut off.
    """
    pipe, sink = _pipe()

    def decrypt():
        with sink, suppress(BrokenPipeError):
            pyrage.decrypt_io(source, sink, identities)

    with ThreadPoolExecutor(1) as aside:
        work = aside.submit(decrypt)
        try:
            with pipe, tarfile.open(fileobj=pipe, mode="r|", bufsize=PIECE) as archive:
                yield archive
                while pipe.read(PIECE):  # the end of the file proves that it is whole
                    pass
            work.result()
        except (pyrage.DecryptError, tarfile.TarError, EOFError, OSError) as error:
            why = work.exception() or error
            if isinstance(why, OSError) and why.errno:  # of the disk; pyrage's, for a piece that is damaged, has none
                raise
            raise Refused(f"The backup cannot be opened: it is damaged, or the key is another one ({why}).") from error


def _pipe():
    out, into = os.pipe()
    return os.fdopen(out, "rb"), os.fdopen(into, "wb")


def add(archive, name, content, size):
    """Add what an open binary file holds, ``size`` bytes, under a name."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    archive.addfile(info, content)


def add_bytes(archive, name, content: bytes):
    add(archive, name, BytesIO(content), len(content))
