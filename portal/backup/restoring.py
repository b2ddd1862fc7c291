"""Puts a backup in the place of what the portal holds."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import QuerySet

from portal.backup import databases
from portal.backup.keys import Keys
from portal.backup.making import check, read, refuse_other_rows
from portal.backup.refusal import Refused
from portal.exchange.archive.contents import archived_models


def restore(path: Path, keys: Keys, *, replace=False) -> dict:
    """Restore all rows and files of a backup, compare them, empty the caches; gives the manifest.

    The whole file is read and compared first. Files are stored then, and at the end all tables are replaced in one
    transaction; so whatever fails on the way, the rows are those from before. Files that the backup does not hold
    stay. Raises Refused, and OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        manifest = check(file, keys)
    refuse_strange(manifest)
    if not replace and not is_empty():
        raise Refused("The portal is not empty. To put the backup in the place of all that it holds: --replace.")
    database = databases.here()
    with databases.private_folder() as folder, path.open("rb") as file:
        dump = folder / "dump"
        with dump.open("wb") as target:
            read(file, keys, target, store)
        database.restore(dump)
    refuse_other_rows(manifest, database.fingerprint())
    for alias in settings.CACHES:
        caches[alias].clear()
    return manifest


def refuse_strange(manifest):
    """Raise Refused where this portal cannot read what the backup holds."""
    if manifest["engine"] != connection.vendor:
        raise Refused(
            f"The backup is of {manifest['engine']}, this portal runs on {connection.vendor}. An archive moves from "
            "one to the other: manage.py export_archive, import_archive."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := set(manifest["migrations"]) - known:
        raise Refused(f"The backup was made by a newer version of the portal ({min(newer)}). Update the portal first.")


def is_empty() -> bool:
    """Whether the portal has no row of its own: there are no tables, or only what migrate writes."""
    tables = set(connection.introspection.table_names())
    return not any(
        model._meta.db_table in tables and QuerySet(model).exists()
        for model in archived_models()
        if model is not apps.get_model("auth.Group")
    )


def store(name, file, digest):
    """Store a file under its own name and read it back. One that lies there already is kept if it is the same."""
    if default_storage.exists(name):
        if _digest_of(name) == digest:
            return
        default_storage.delete(name)
    if (stored := default_storage.save(name, File(file))) != name:
        default_storage.delete(stored)
        raise Refused(f"The storage takes no file of this name: {name}.")
    if _digest_of(name) != digest:
        raise Refused(f"The storage does not give back what it was given: {name}.")


def _digest_of(name):
    digest = hashlib.sha256()
    with default_storage.open(name) as stored:
        for piece in stored.chunks():
            digest.update(piece)
    return digest.hexdigest()
