"""Releases: a package that says what it is, the same for the same data."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal.opendata.datasets import DATASETS
from portal.opendata.models import Release
from tests.factories import make_city, make_initiative, make_user
from tests.opendata.reading import body_of
from tests.opendata.test_api import make_one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_a_quarter():
    with time_machine.travel("2026-11-25 10:00:00+00:00"):
        yield


def package_of(client, version="2026-q4"):
    response = client.get(f"/data/releases/{version}.zip")
    assert response.status_code == 200
    content = body_of(response)
    assert hashlib.sha256(content).hexdigest() == Release.objects.get(version=version).sha256
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_package_holds_every_list_and_says_what_it_is(client):
    make_one_of_each()

    call_command("release_data")
    package = package_of(client)
    passport = json.loads(package.read("datapackage.json"))

    assert passport["version"] == "2026-q4"
    assert passport["licenses"][0]["name"] == "CC-BY-4.0"
    assert [resource["name"] for resource in passport["resources"]] == [*DATASETS]
    for resource in passport["resources"]:
        content = package.read(resource["path"])
        rows = list(csv.reader(io.StringIO(content.decode())))
        assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
        assert len(rows) > 1
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_keys_of_the_package_lead_to_records_of_it(client):
    make_one_of_each()
    call_command("release_data")
    package = package_of(client)
    passport = json.loads(package.read("datapackage.json"))
    tables = {
        resource["name"]: list(csv.DictReader(io.StringIO(package.read(resource["path"]).decode())))
        for resource in passport["resources"]
    }

    checked = 0
    for resource in passport["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            [column], [target] = key["fields"], key["reference"]["fields"]
            known = {row[target] for row in tables[key["reference"]["resource"]]}
            assert {row[column] for row in tables[resource["name"]]} - {""} <= known
            checked += 1
        if primary := resource["schema"].get("primaryKey"):
            keys = [tuple(row[name] for name in primary) for row in tables[resource["name"]]]
            assert len(keys) == len(set(keys))
    assert checked >= 8


def test_checksums_licence_and_code_book_in_both_languages_lie_beside_the_tables(client):
    make_city()
    call_command("release_data")
    package = package_of(client)

    sums = dict(reversed(line.split("  ")) for line in package.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist() if name != "SHA256SUMS"
    }
    assert package.read("LICENSE.txt").decode().startswith("Attribution 4.0 International")
    assert "# Опис даних" in package.read("code-book.uk.md").decode()
    assert "# Code book" in package.read("code-book.en.md").decode()


def test_the_same_data_make_the_same_package_and_no_second_one(capsys):
    make_initiative()
    call_command("release_data")
    first = Release.objects.get()

    with time_machine.travel("2026-12-20 10:00:00+00:00"):
        call_command("release_data")
    assert Release.objects.get() == first
    assert "nothing has changed since" in capsys.readouterr().out

    call_command("release_data", "--remove", "2026-q4")
    call_command("release_data")
    assert Release.objects.get().sha256 == first.sha256


def test_other_data_make_a_further_package_and_the_first_one_stays(client):
    call_command("release_data")
    make_city()
    call_command("release_data")

    assert [release.version for release in Release.objects.all()] == ["2026-q4-2", "2026-q4"]
    assert package_of(client, "2026-q4").namelist() == package_of(client, "2026-q4-2").namelist()


def test_a_quarter_begins_anew():
    call_command("release_data")
    with time_machine.travel("2027-01-01 00:30:00+02:00"):
        make_city()
        call_command("release_data")

    assert [release.version for release in Release.objects.all()] == ["2027-q1", "2026-q4"]


def test_a_release_is_listed_with_its_checksum_until_it_is_removed(client, prefix):
    make_initiative().city.withdraw(by=make_user())
    call_command("release_data")
    release = Release.objects.get()

    html = client.get(f"{prefix}/data/").content.decode()
    assert "/data/releases/2026-q4.zip" in html
    assert release.sha256 in html

    call_command("release_data", "--remove", "2026-q4")
    assert "/data/releases/2026-q4.zip" not in client.get(f"{prefix}/data/").content.decode()
    assert client.get("/data/releases/2026-q4.zip").status_code == 404


def test_what_was_never_released_cannot_be_removed():
    with pytest.raises(CommandError, match="There is no release 1999-q1"):
        call_command("release_data", "--remove", "1999-q1")
