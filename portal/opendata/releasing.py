"""A release: all lists of one day as one package by the Data Package standard; the same data, the same bytes."""

import hashlib
import json
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.languages import ENGLISH, UKRAINIAN
from portal.opendata import codebook
from portal.opendata.columns import Kind
from portal.opendata.datasets import DATASETS
from portal.opendata.models import Release
from portal.opendata.tables import csv_lines
from portal.opendata.terms import LICENCE, LICENCE_TEXT, LICENCE_URL

# ZIP keeps the time of each file; these have none.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def quarter_of(day) -> str:
    """The first part of a version: "2026-q4"."""
    return f"{day.year}-q{(day.month + 2) // 3}"


@translation.override(UKRAINIAN)  # the order of names is that of one language
def release() -> tuple[Release, bool]:
    """Put the data of now into a package of the quarter; gives it and whether it is new.

    A second release in a quarter gets a number of its own, and none is made where nothing has changed.
    """
    quarter = quarter_of(timezone.localdate())
    earlier = Release.objects.of_quarter(quarter)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        if latest := earlier.first():
            same = _build(Path(folder) / "same", latest.version)
            if _checksum(same.path) == latest.sha256:
                return latest, False
        version = f"{quarter}-{latest.edition + 1}" if latest else quarter
        package = _build(Path(folder) / "new", version)
        made = Release.objects.create(
            version=version,
            sha256=_checksum(package.path),
            size=package.path.stat().st_size,
            records=package.records,
        )
        default_storage.delete(made.path)  # left by one that failed
        with package.path.open("rb") as content:
            default_storage.save(made.path, File(content))
    return made, True


def remove(version):
    """Take a release from readers, where it holds what must not be known. Raises Release.DoesNotExist."""
    found = Release.objects.get(version=version)
    default_storage.delete(found.path)
    found.delete()


class _Package:
    """The files of a package while it is made, and what is told of them."""

    def __init__(self, folder):
        self.folder = folder
        self.records = 0
        self.path = folder / "package.zip"
        folder.mkdir()

    def add_table(self, dataset) -> dict:
        """Write a list and give its description."""
        path = self.folder / f"{dataset.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as table:
            lines = csv_lines(dataset, dataset.whole().rows)
            table.write(next(lines))
            for line in lines:
                table.write(line)
                self.records += 1
        return _resource(dataset, path)

    def add_text(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def close(self):
        """Write the checksums of all files and put them into one."""
        files = sorted(path for path in self.folder.iterdir() if path != self.path)
        self.add_text("SHA256SUMS", "".join(f"{_checksum(path)}  {path.name}\n" for path in files))
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
            for path in [*files, self.folder / "SHA256SUMS"]:
                entry = zipfile.ZipInfo(path.name, _NO_TIME)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, path.read_bytes())


def _build(folder, version) -> _Package:
    package = _Package(folder)
    resources = [package.add_table(dataset) for dataset in DATASETS.values()]
    for language in (UKRAINIAN, ENGLISH):
        package.add_text(f"code-book.{language}.md", codebook.as_markdown(language))
    package.add_text("LICENSE.txt", LICENCE_TEXT.read_text(encoding="utf-8"))
    passport = _passport(version, resources)
    package.add_text("datapackage.json", json.dumps(passport, ensure_ascii=False, indent=2) + "\n")
    package.close()
    return package


def _passport(version, resources):
    """https://datapackage.org/standard/data-package/, with Ukrainian texts beside the English ones."""
    association = _said(_("Ukrainian Association of Learning Cities"))
    title = _said(_("Open data"))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ualc-data",
        "version": version,
        "title": f"{title[ENGLISH]} – {association[ENGLISH]}",
        "title_uk": f"{title[UKRAINIAN]} – {association[UKRAINIAN]}",
        "homepage": settings.SITE_URL + reverse("opendata:data"),
        "licenses": [{"name": "CC-BY-4.0", "title": LICENCE, "path": LICENCE_URL}],
        "contributors": [{"title": association[ENGLISH], "title_uk": association[UKRAINIAN], "roles": ["publisher"]}],
        "keywords": ["learning cities", "lifelong learning", "Ukraine", "UNESCO", "KATOTTG"],
        "resources": resources,
    }


def _said(text):
    """A lazy translation in both languages."""
    said = {}
    for language in (UKRAINIAN, ENGLISH):
        with translation.override(language):
            said[language] = str(text)
    return said


def _resource(dataset, path):
    title, about = _said(dataset.title), _said(dataset.about)
    return {
        "name": dataset.name,
        "type": "table",
        "path": path.name,
        "title": title[ENGLISH],
        "title_uk": title[UKRAINIAN],
        "description": about[ENGLISH],
        "description_uk": about[UKRAINIAN],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_checksum(path)}",
        "schema": _schema(dataset),
    }


def _schema(dataset):
    """https://datapackage.org/standard/table-schema/"""
    schema = {"fields": [_field(column) for column in dataset.columns], "missingValues": [""]}
    if dataset.primary_key:
        schema["primaryKey"] = [*dataset.primary_key]
    keys = [
        {
            "fields": [column.name],
            "reference": {"resource": column.refers_to, "fields": [DATASETS[column.refers_to].key]},
        }
        for column in dataset.columns
        if column.refers_to and column.kind is not Kind.LIST
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(column):
    about = _said(column.about)
    described = {
        "name": column.name,
        "type": column.kind.table_type,
        "title": about[ENGLISH],
        "title_uk": about[UKRAINIAN],
    }
    constraints = {"required": True} if column.is_required else {}
    if column.choices and column.kind is not Kind.LIST:
        constraints["enum"] = [code for code, _meaning in column.choices]
    return described | ({"constraints": constraints} if constraints else {})


def _checksum(path):
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
