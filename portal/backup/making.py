"""Writes a backup and reads it back. The database first, then the files: a file is stored before its row."""

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal.backup import databases
from portal.backup.keys import Keys
from portal.backup.refusal import Refused
from portal.backup.sealing import PIECE, add, add_bytes, opened, sealed
from portal.exchange.archive.packing import stored_files

FORMAT, VERSION = "learning-cities-backup", 1
NAME = "portal-%Y%m%dT%H%M%SZ.tar.age"
# The database goes in parts, since its length is not known before its end.
PART = 16 * PIECE
IN_MEMORY = 32 * PIECE


def make(folder: Path, keys: Keys) -> tuple[Path, dict]:
    """Write a backup of now into a folder, read it back and compare; gives the file and its manifest.

    Beside it lies its SHA-256, for ``sha256sum --check`` wherever it is taken. Raises Refused and OSError; then nothing
    is left behind.
    """
    now = timezone.now()
    target = folder / now.strftime(NAME)
    unfinished = target.with_name(f"{target.name}.part")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        with unfinished.open("r+b") as file:
            manifest = _write(file, keys, now)
            file.flush()
            os.fsync(file.fileno())
        if keys.secret:
            with unfinished.open("rb") as file:
                told = check(file, keys)
            if told != manifest:
                raise Refused("What was read back is not what was written.")
        digest = _digest_of(unfinished)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n")
    return target, manifest


def _digest_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(file, keys, now: datetime):
    database = databases.here()
    with sealed(file, keys.public) as archive:
        with database.copied() as (read, tables):
            applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
            dump = _add_database(archive, read())
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": now.isoformat(timespec="seconds"),
            "site": settings.SITE_URL,
            "engine": database.name,
            "migrations": applied,
            "tables": tables,
            "database": dump,
            "media": [entry for name in stored_files() if (entry := _add_file(archive, name))],
        }
        add_bytes(archive, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def _add_database(archive, pieces):
    digest, size, number, part = hashlib.sha256(), 0, 0, bytearray()
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        part += piece
        if len(part) >= PART:
            add_bytes(archive, f"database/{number:05}", bytes(part))
            number, part = number + 1, bytearray()
    add_bytes(archive, f"database/{number:05}", bytes(part))
    return {"bytes": size, "sha256": digest.hexdigest()}


def _add_file(archive, name):
    """None where the file has gone since it was listed: nobody's row names it any more."""
    try:
        with default_storage.open(name) as source, SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            digest = hashlib.sha256()
            for piece in source.chunks():
                digest.update(piece)
                copy.write(piece)
            size = copy.tell()
            copy.seek(0)
            add(archive, f"media/{name}", copy, size)
    except FileNotFoundError:
        return None
    return {"name": name, "bytes": size, "sha256": digest.hexdigest()}


# Reading


def check(file, keys: Keys) -> dict:
    """Read a backup to its end, compare all with its manifest and give that. Raises Refused."""
    with databases.private_folder() as folder, (folder / "dump").open("wb") as dump:
        return read(file, keys, dump, lambda *_file: None)


def read(file, keys: Keys, dump, take) -> dict:
    """Write the database of a backup into ``dump``, hand each file to ``take``; gives the manifest.

    ``take`` gets the name, the open file and its SHA-256 as hexadecimal digits. Raises Refused where anything is not
    what the manifest says; what was handed out by then is not to be trusted.
    """
    database, size, files, manifest = hashlib.sha256(), 0, [], None
    with opened(file, keys.secret) as archive:
        for member in archive:
            kind, _slash, name = member.name.partition("/")
            source = archive.extractfile(member)
            if kind == "database":
                while piece := source.read(PIECE):
                    database.update(piece)
                    size += len(piece)
                    dump.write(piece)
            elif kind == "media":
                with _taken_out(source) as (copy, entry):
                    files.append({"name": name, **entry})
                    take(name, copy, entry["sha256"])
            elif member.name == "manifest.json":
                manifest = json.load(source)
    dump.flush()
    found = {"database": {"bytes": size, "sha256": database.hexdigest()}, "media": files}
    if not isinstance(manifest, dict) or (manifest.get("format"), manifest.get("version")) != (FORMAT, VERSION):
        raise Refused("This is no backup of a portal, or one of another version.")
    if {name: manifest[name] for name in found} != found:
        raise Refused("The backup is damaged: it does not hold what its manifest says.")
    return manifest


@contextmanager
def _taken_out(source):
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        shutil.copyfileobj(source, copy, PIECE)
        size = copy.tell()
        copy.seek(0)
        entry = {"bytes": size, "sha256": hashlib.file_digest(copy, "sha256").hexdigest()}
        copy.seek(0)
        yield copy, entry


def try_out(path: Path, keys: Keys):
    """Restore the database of a backup aside, compare each table and read all files. Raises Refused."""
    with databases.private_folder() as folder, path.open("rb") as file:
        dump = folder / "dump"
        with dump.open("wb") as target:
            manifest = read(file, keys, target, lambda *_file: None)
        refuse_other_rows(manifest, databases.here().try_out(dump))


def refuse_other_rows(manifest, tables):
    """Raise Refused where a table does not hold the rows that the manifest tells of."""
    if wrong := sorted(name for name, told in manifest["tables"].items() if tables.get(name) != told):
        raise Refused(f"After restoring, these tables are not what they were: {', '.join(wrong)}.")
