"""Reads an archive into an empty portal: first all of it is checked, then all of it is stored or nothing."""

import hashlib
import json
import zipfile
from itertools import islice
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import DateTimeField, ForeignKey, JSONField, QuerySet
from django.db.models.sql import InsertQuery
from django.utils import timezone, translation

from portal.exchange.archive.contents import (
    FILLED_ANEW,
    FORMAT,
    VERSION,
    archived_fields,
    archived_lists,
    archived_models,
    derived_fields,
)
from portal.media.uploads import BROKEN
from portal.publishing.generation import Generation
from portal.search.rebuilding import rebuild

PIECE = 1024 * 1024
MANIFEST_MAX_BYTES = 64 * PIECE
LINE_MAX_BYTES = 16 * PIECE
# What packs better than this is no text of people: the densest zip packs a thousand times.
DENSEST = 200
ROWS_AT_A_TIME = 500


class Refused(Exception):
    """The archive cannot come in; the text is a sentence for the person at the keyboard, and nothing was stored."""


def unpack(file) -> dict:
    """Store all that an archive holds; gives its manifest. Raises Refused."""
    refuse_unless_empty()
    try:
        with zipfile.ZipFile(file) as package:
            manifest = _manifest(package)
            _verify(package, manifest)
            _store(package, manifest)
    except (zipfile.BadZipFile, NotImplementedError, *BROKEN) as error:
        raise Refused(f"This archive is damaged: {error}.") from error
    rebuild()
    return manifest


def refuse_unless_empty():
    """Raise Refused where the portal has a row of its own."""
    for model in archived_models():
        if model is not Group and QuerySet(model).exists():
            raise Refused(
                f"The portal is not empty: there are rows of {model._meta.label}. An archive comes into a portal of "
                "which only the tables have been made (manage.py migrate)."
            )


# Checking


def _manifest(package):
    """What the archive says of itself, its shape checked."""
    names = package.namelist()
    if "manifest.json" not in names or package.getinfo("manifest.json").file_size > MANIFEST_MAX_BYTES:
        raise Refused("This is no archive of a portal: it has no manifest.json, or one that is too long.")
    try:
        manifest = json.loads(package.read("manifest.json"))
        told = [(*_told(entry), entry.get("rows", 0)) for entry in (*manifest["data"], *manifest["media"])]
        kind, version = manifest["format"], manifest["version"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused("The manifest of this archive cannot be read.") from None
    if kind != FORMAT:
        raise Refused("This is no archive of a portal.")
    if version != VERSION:
        raise Refused(f"The archive has the format {version}; this portal reads {VERSION}. Update the portal first.")
    if sorted(names) != sorted(["README.md", "manifest.json", *(name for name, *_rest in told)]):
        raise Refused("The archive does not hold the files that its manifest names, each of them once.")
    if [entry["file"] for entry in manifest["data"]] != [_file_of(model) for model in archived_models()]:
        raise Refused("The archive was made by another version of the portal: it holds other lists than this one.")
    for entry in manifest["media"]:
        _refuse_path(entry["file"])
    return manifest


def _told(entry):
    name, size, digest = entry["file"], entry["bytes"], entry["sha256"]
    if not (isinstance(name, str) and isinstance(size, int) and isinstance(digest, str)):
        raise TypeError
    return name, size, digest


def _file_of(model):
    return f"data/{model._meta.label_lower}.jsonl"


def _refuse_path(name):
    path = PurePosixPath(name)
    plain = path.parts[0] == "media" and len(path.parts) > 1 and str(path) == name
    if not plain or ".." in path.parts or any(sign in name for sign in "\\:\0") or path.is_absolute():
        raise Refused(f"A file of the archive would lie outside the folder of files: {name[:200]!r}.")
    if default_storage.exists(name.removeprefix("media/")):
        raise Refused(f"There is a file of this name already: {name}.")


def _verify(package, manifest):
    """Read every file once. Refuses what is not as long, or not what, the manifest says."""
    for entry in (*manifest["data"], *manifest["media"]):
        info = package.getinfo(entry["file"])
        if info.file_size != entry["bytes"]:
            raise Refused(f"{entry['file']} is not as long as the manifest says.")
        if info.file_size > DENSEST * info.compress_size + PIECE:
            raise Refused(f"{entry['file']} is packed more densely than any text is.")
        digest = hashlib.sha256()
        with package.open(info) as source:
            while piece := source.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != entry["sha256"]:
            raise Refused(f"{entry['file']} is not what the manifest says: it was changed or damaged.")


# Storing


def _store(package, manifest):
    stored = []
    try:
        # The bare column of a translated field takes the Ukrainian text.
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            Group.objects.all().delete()  # migrate makes those of the roles, with nobody in them
            for model, entry in zip(archived_models(), manifest["data"], strict=True):
                with package.open(entry["file"]) as lines:
                    Loader(model, entry["file"]).load(lines, expected=entry["rows"])
            _check_and_count_on()
            for entry in manifest["media"]:
                stored.append(_store_file(package, entry["file"]))  # noqa: PERF401 – what is stored is known at each step
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def _store_file(package, name):
    wanted = name.removeprefix("media/")
    with package.open(name) as source:
        stored = default_storage.save(wanted, File(source))
    if stored != wanted:
        default_storage.delete(stored)
        raise Refused(f"The folder of files takes no file of this name: {name}.")
    return stored


def _check_and_count_on():
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise Refused(f"Rows of the archive name others that it does not hold: {error}.") from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), archived_models()):
            cursor.execute(statement)
    Generation.objects.begin()


class Loader:
    """Stores the lines of one file as rows of a model, past signals and the times that ``save()`` would set."""

    def __init__(self, model, file_name):
        self.model = model
        self.file_name = file_name
        self.fields = archived_fields(model)
        self.lists = archived_lists(model)
        self.columns = model._meta.concrete_fields
        self.known = {field.name for field in (*self.fields, *self.lists)}

    def load(self, lines, *, expected):
        """Store all lines. Raises Refused for a line that is no row, and for another number of lines."""
        numbered = enumerate(_read_lines(lines, self.file_name), start=1)
        count = 0
        while chunk := list(islice(numbered, self._most_at_a_time())):
            rows = [self._row(number, line) for number, line in chunk]
            self._insert([row for row, _lists in rows], f"line {chunk[0][0]} to {chunk[-1][0]}")
            count += len(rows)
            for field in self.lists:
                self._join(field, [(row.pk, entry) for row, lists in rows for entry in lists[field.name]])
        if count != expected:
            raise Refused(f"{self.file_name} holds another number of rows than the manifest says.")

    def _most_at_a_time(self):
        return min(ROWS_AT_A_TIME, connection.ops.bulk_batch_size(self.columns, range(ROWS_AT_A_TIME)))

    def _row(self, number, line):
        try:
            values = self._read(line)
            row = self.model(**{field.attname: _value(field, values[field.name]) for field in self.fields})
            lists = {field.name: _entries(field, values[field.name]) for field in self.lists}
        except (ValueError, TypeError, LookupError, RecursionError, ArithmeticError) as error:
            raise Refused(f"{self.file_name}, line {number} cannot be read: {error}.") from error
        except ValidationError as error:
            raise Refused(f"{self.file_name}, line {number} cannot be read: {' '.join(error.messages)}") from error
        for name, make in FILLED_ANEW.get(self.model._meta.label, {}).items():
            setattr(row, name, make())
        for field in derived_fields(self.model):
            field.pre_save(row, add=True)
        return row, lists

    def _read(self, line):
        values = json.loads(line, parse_constant=_no_number)
        if not isinstance(values, dict) or values.keys() != self.known:
            raise ValueError("it has other fields than this portal knows")
        return values

    def _insert(self, rows, where):
        query = InsertQuery(self.model)
        query.insert_values(self.columns, rows, raw=True)
        try:
            query.get_compiler(connection=connection).execute_sql()
        except (DatabaseError, ValueError, OverflowError) as error:
            raise Refused(f"{self.file_name}, {where}: the database does not take it: {error}.") from error

    def _join(self, field, pairs):
        through = field.remote_field.through
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        rows = [through(**{own: row, other: entry}) for row, entry in pairs]
        QuerySet(through).bulk_create(rows, batch_size=ROWS_AT_A_TIME)


def _read_lines(file, name):
    while line := file.readline(LINE_MAX_BYTES):
        if not line.endswith(b"\n"):
            raise Refused(f"{name} has a line that is too long or has no end.")
        yield line


def _no_number(text):
    raise ValueError(f"{text} is no number")


def _value(field, value):
    if value is None:
        if not field.null:
            raise ValueError(f"{field.name} is missing")
        return None
    if isinstance(field, JSONField):
        return value
    if not isinstance(value, str | int | float) or (isinstance(value, str) and "\0" in value):
        raise ValueError(f"{field.name} is neither a text nor a number")
    if field.related_model is ContentType:
        return ContentType.objects.get_by_natural_key(*str(value).split(".")).pk
    field = field.target_field if isinstance(field, ForeignKey) else field
    value = field.to_python(value)
    if isinstance(field, DateTimeField) and timezone.is_naive(value):
        raise ValueError(f"{field.name} has no time zone")
    return value


def _entries(field, values):
    if field.related_model is Permission:
        return [_permission(value).pk for value in values]
    return [field.related_model._meta.pk.to_python(value) for value in values]


def _permission(name):
    app, model, code = name.split(".")
    return Permission.objects.get_by_natural_key(code, app, model)
