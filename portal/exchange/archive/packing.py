"""Writes an archive, row by row."""

import datetime
import hashlib
import json
import zipfile
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import JSONField, QuerySet
from django.utils import timezone

from portal.exchange.archive.contents import FORMAT, VERSION, archived_fields, archived_lists, archived_models

CHUNK = 500
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same rows make the same file, whenever


@dataclass
class Packed:
    """What was written into one file of an archive."""

    size: int = 0
    digest: object = None

    def note(self, piece):
        self.size += len(piece)
        self.digest.update(piece)
        return piece


def pack(file) -> dict:
    """Write the archive of this portal into an open binary file; gives its manifest."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(_info("README.md"), (settings.BASE_DIR / "docs" / "archive.md").read_bytes())
        with _one_moment():
            data = [_pack_rows(package, model) for model in archived_models()]
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "site": settings.SITE_URL,
            "data": data,
            "media": [_pack_file(package, name) for name in stored_files()],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        package.writestr(_info("manifest.json"), text, zipfile.ZIP_DEFLATED)
    return manifest


@contextmanager
def _one_moment():
    """All that is read in the block is as it was at its beginning."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _info(name, compression=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = compression
    return info


def _pack_rows(package, model):
    packed, rows = Packed(digest=hashlib.sha256()), 0
    name = f"data/{model._meta.label_lower}.jsonl"
    with package.open(_info(name), "w", force_zip64=True) as entry:
        for row in rows_of(model):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            entry.write(packed.note(f"{line}\n".encode()))
            rows += 1
    return {"file": name, "rows": rows, "bytes": packed.size, "sha256": packed.digest.hexdigest()}


def _pack_file(package, name):
    packed = Packed(digest=hashlib.sha256())
    # Photos and documents are packed already.
    with (
        default_storage.open(name) as source,
        package.open(_info(f"media/{name}", zipfile.ZIP_STORED), "w", force_zip64=True) as entry,
    ):
        for piece in source.chunks():
            entry.write(packed.note(piece))
    return {"file": f"media/{name}", "bytes": packed.size, "sha256": packed.digest.hexdigest()}


def stored_files(folder=""):
    """The names of all files of the site, folder by folder, in alphabetical order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nobody has uploaded anything yet
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from stored_files(f"{prefix}{name}")


def rows_of(model):
    """The rows of a model by number, each as what JSON can hold, in the order of its columns."""
    fields, lists = archived_fields(model), archived_lists(model)
    place_of_key = fields.index(model._meta.pk)
    names = [field.attname for field in fields]
    rows = QuerySet(model).order_by("pk").values_list(*names).iterator(chunk_size=CHUNK)
    for chunk in _chunks(rows):
        joined = [_joined(field, [row[place_of_key] for row in chunk]) for field in lists]
        for row in chunk:
            written = {field.name: _plain(field, value) for field, value in zip(fields, row, strict=True)}
            for field, entries in zip(lists, joined, strict=True):
                written[field.name] = sorted(entries[row[place_of_key]])
            yield written


def _chunks(rows):
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _joined(field, keys):
    """What the list holds of each of the rows."""
    found = defaultdict(list)
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    pairs = QuerySet(field.remote_field.through).filter(**{f"{own}__in": keys}).values_list(f"{own}_id", f"{other}_id")
    names = _permissions() if field.related_model is Permission else None
    for key, entry in pairs:
        found[key].append(names[entry] if names else entry)
    return found


def _permissions():
    """The name of each permission by its number, which differs from portal to portal."""
    columns = ("pk", "content_type__app_label", "content_type__model", "codename")
    return {pk: f"{app}.{model}.{code}" for pk, app, model, code in Permission.objects.values_list(*columns)}


def _plain(field, value):
    if value is None or isinstance(value, bool | int | float):
        is_kind = field.related_model is ContentType and value is not None
        return ".".join(ContentType.objects.get_for_id(value).natural_key()) if is_kind else value
    if isinstance(field, JSONField):
        return json.loads(json.dumps(value, sort_keys=True))
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
