"""The whole portal in one file, and back."""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation

from cities.models import City, Partner
from news.models import Article
from portal.accounts.models import User
from portal.desk.roles import keep_roles
from portal.exchange.archive.contents import ARCHIVED, LEFT_OUT, archived_models
from portal.exchange.archive.packing import pack
from portal.exchange.archive.unpacking import Refused, unpack
from portal.publishing.models import OldSlug, Transition
from portal.search.models import Entry
from portal.starter.loading import load_starter
from tests.factories import (
    make_application,
    make_article,
    make_city,
    make_complete_draft,
    make_coordinator,
    make_guest_proposal,
    make_letter,
    make_partner,
    make_question,
    make_staff,
)
from tests.media.samples import make_document, make_photo

SECRET = "a long and secret password"


@pytest.fixture(scope="module")
def packed(django_db_setup, django_db_blocker, tmp_path_factory):
    """The archive of the starter content and of much that happens to a portal. The database is empty again after it."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        translation.override("uk"),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        load_starter()
        fill()
        file = BytesIO()
        pack(file)
        told = SimpleNamespace(
            content=file.getvalue(),
            cities=City.objects.count(),
            entries=sorted(Entry.objects.values_list("kind", "object_id", "title_uk", "date")),
            updated=dict(Article.objects.values_list("pk", "updated_at")),
        )
        wipe()
        yield told
        transaction.set_rollback(True)


def fill():
    staff = make_staff(name="Ганна", password=SECRET)
    city = make_city(photo=make_photo())
    make_coordinator(city)
    partner = make_partner(cities=[city], name_uk="Було", slug="was")
    partner.name_uk = "Стало «інше» \u2028"
    partner.save()
    partner.rename("is")
    partner.withdraw(by=staff, note="Чому")
    make_guest_proposal(initiative=make_complete_draft(city=city, author=staff))
    make_application()
    make_question(city=city)
    make_article(cities=[city], photo=make_photo())
    make_document(is_public=True)
    make_letter(to="waiting@example.org")


def wipe():
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label not in ("auth.Permission", "contenttypes.ContentType"):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    keep_roles()  # as migrate leaves them


@pytest.fixture
def empty(packed, db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "other media"


def files_in(content, folder):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if name.startswith(folder)}


def rows_in(content, kind):
    return [json.loads(line) for line in files_in(content, f"data/{kind}.jsonl").popitem()[1].splitlines()]


# There and back


def test_archive_of_what_came_in_is_the_same(packed, empty):
    unpack(BytesIO(packed.content))
    again = BytesIO()
    pack(again)

    before = files_in(packed.content, "")
    after = files_in(again.getvalue(), "")
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name] and name != "manifest.json"] == []
    assert len([name for name in before if name.startswith("media/")]) == 3


def test_everything_is_back(packed, empty):
    unpack(BytesIO(packed.content))

    partner = Partner.objects.get(slug="is")
    assert City.objects.count() == packed.cities
    assert (partner.name, partner.cities.count(), partner.status) == ("Стало «інше» \u2028", 1, "withdrawn")
    assert partner.history.order_by("pk").first().name_uk == "Було"
    assert OldSlug.objects.get().publication == partner
    assert Transition.objects.of(partner).last().by.name == "Ганна"
    assert Partner.objects.order_by("sort_uk").first().sort_uk
    assert dict(Article.objects.values_list("pk", "updated_at")) == packed.updated


def test_readers_find_everything_again(packed, empty):
    unpack(BytesIO(packed.content))

    assert sorted(Entry.objects.values_list("kind", "object_id", "title_uk", "date")) == packed.entries


def test_the_next_row_gets_a_number_of_its_own(packed, empty):
    unpack(BytesIO(packed.content))
    last = max(City.objects.values_list("pk", flat=True))

    assert make_city().pk > last


def test_people_are_back_without_a_password(packed, empty):
    unpack(BytesIO(packed.content))

    person = User.objects.get(name="Ганна")
    assert (person.is_superuser, person.has_usable_password()) == (True, False)


def test_no_secret_goes_out(packed):
    everything = b"".join(files_in(packed.content, "data/").values())

    assert {"password", "session_edition"} & rows_in(packed.content, "accounts.user")[0].keys() == set()
    assert b"waiting@example.org" not in everything
    assert b"md5$" not in everything


def test_groups_name_their_permissions(packed):
    powers = {group["name"]: group["permissions"] for group in rows_in(packed.content, "auth.group")}

    assert "initiatives.initiative.change_initiative" in powers["Рецензент · Reviewer"]


def test_rows_say_both_languages_and_never_the_bare_column(packed):
    for row in rows_in(packed.content, "cities.city"):
        assert {"name_uk", "name_en"} <= row.keys()
        assert not {"name", "search_text", "sort_uk"} & row.keys()


def test_manifest_counts_and_signs_each_file(packed):
    manifest = json.loads(files_in(packed.content, "manifest.json")["manifest.json"])
    files = files_in(packed.content, "")

    for entry in (*manifest["data"], *manifest["media"]):
        assert (entry["bytes"], entry["sha256"]) == (
            len(files[entry["file"]]),
            hashlib.sha256(files[entry["file"]]).hexdigest(),
        )
    assert {entry["file"]: entry.get("rows") for entry in manifest["data"]}["data/cities.city.jsonl"] == packed.cities


def test_every_kind_of_row_is_in_the_archive_or_left_out_with_a_reason():
    archived = {model._meta.label for model in archived_models()}
    models = {model._meta.label for model in apps.get_models()}

    assert models - archived - LEFT_OUT.keys() == set()
    assert set(LEFT_OUT) - models == set()
    assert archived & LEFT_OUT.keys() == set()
    assert all(LEFT_OUT.values())
    assert len(ARCHIVED) == len(set(ARCHIVED))


# What does not come in


def zip_of(files):
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return target.getvalue()


def changed(content, *, files=None, manifest=lambda found: found):
    """The archive with other files, of which the manifest tells the truth unless it is changed itself."""
    texts = files_in(content, "") | (files or {})
    told = json.loads(texts["manifest.json"])
    for entry in (*told["data"], *told["media"]):
        text = texts[entry["file"]]
        entry |= {"bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    return zip_of(texts | {"manifest.json": json.dumps(manifest(told)).encode()})


def with_media(content, name, text=b"x"):
    entry = {"file": name, "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    return changed(content, files={name: text}, manifest=lambda found: found | {"media": [*found["media"], entry]})


def twice(content):
    target = BytesIO(content)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as package:
        package.writestr("README.md", "Another one")
    return target.getvalue()


def with_city(content, **values):
    first, *others = rows_in(content, "cities.city")
    text = "".join(f"{json.dumps(row)}\n" for row in (first | values, *others)).encode()
    return changed(content, files={"data/cities.city.jsonl": text})


HOSTILE = {
    "no zip": lambda _content: b"PK no archive",
    "cut off": lambda content: content[:-500],
    "no manifest": lambda _content: zip_of({"a": b"b"}),
    "manifest without sense": lambda _content: zip_of({"manifest.json": b"[]"}),
    "manifest too deep": lambda _content: zip_of({"manifest.json": b"[" * 100_000}),
    "another format": lambda content: changed(content, manifest=lambda found: found | {"format": "zoo"}),
    "a newer version": lambda content: changed(content, manifest=lambda found: found | {"version": 2}),
    "another checksum": lambda content: changed(
        content, manifest=lambda found: {**found, "data": [found["data"][0] | {"sha256": "0"}, *found["data"][1:]]}
    ),
    "a file less": lambda content: changed(content, manifest=lambda found: found | {"data": found["data"][:-1]}),
    "a file more": lambda content: changed(content, files={"data/more.jsonl": b"{}\n"}),
    "a file twice": twice,
    "a path upwards": lambda content: with_media(content, "media/../../evil.txt"),
    "an absolute path": lambda content: with_media(content, "/etc/evil.txt"),
    "a path of Windows": lambda content: with_media(content, "media/..\\evil.txt"),
    "a folder twice": lambda content: with_media(content, "media//evil.txt"),
    "a bomb": lambda content: with_media(content, "media/bomb.txt", b"\0" * 50_000_000),
    "no JSON": lambda content: changed(content, files={"data/cities.city.jsonl": b"{\n"}),
    "no object": lambda content: changed(content, files={"data/cities.city.jsonl": b"[]\n"}),
    "no end": lambda content: changed(content, files={"data/cities.city.jsonl": b"{}"}),
    "an unknown field": lambda content: with_city(content, zoo=1),
    "no name": lambda content: with_city(content, name_uk=None),
    "a number for a day": lambda content: with_city(content, checked_on=5),
    "a list for a text": lambda content: with_city(content, slug=["a"]),
    "a null character": lambda content: with_city(content, slug="a\0b"),
    "a status that is none": lambda content: with_city(content, status="zoo"),
    "a moment without a zone": lambda content: with_city(content, updated_at="2026-01-01T00:00:00"),
    "a photo that is not there": lambda content: with_city(content, photo=999_999),
    "the same number twice": lambda content: with_city(content, id=rows_in(content, "cities.city")[1]["id"]),
    "a huge number": lambda content: with_city(content, id=10**30),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_broken_archive_is_refused_with_a_sentence_and_leaves_nothing(packed, empty, how, tmp_path):
    with pytest.raises(Refused) as refusal:
        unpack(BytesIO(HOSTILE[how](packed.content)))

    assert str(refusal.value).endswith((".", ")"))
    assert [model for model in archived_models() if QuerySet(model).exists()] == [Group]
    assert [name for name in tmp_path.rglob("*") if name.is_file()] == []


def test_an_archive_comes_into_an_empty_portal_only(packed, empty):
    make_city()

    with pytest.raises(Refused, match=r"not empty.*cities\.City"):
        unpack(BytesIO(packed.content))


def test_no_file_is_written_over(packed, empty):
    name = next(name for name in files_in(packed.content, "media/"))
    path = Path(default_storage.path(name.removeprefix("media/")))
    path.parent.mkdir(parents=True)
    path.write_text("mine")

    with pytest.raises(Refused, match="already"):
        unpack(BytesIO(packed.content))

    assert path.read_text() == "mine"


# Commands and the admin


@pytest.mark.usefixtures("empty")
def test_commands(packed, tmp_path, capsys):
    make_city()
    file = tmp_path / "portal.zip"

    call_command("export_archive", str(file))
    wipe()
    call_command("import_archive", str(file))

    told = capsys.readouterr().out
    assert City.objects.count() == 1
    assert "personal data" in told
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("empty")
def test_commands_say_what_is_wrong_in_a_sentence(tmp_path):
    file = tmp_path / "portal.zip"
    file.write_bytes(b"no archive")

    with pytest.raises(CommandError, match="exists already"):
        call_command("export_archive", str(file))
    with pytest.raises(CommandError, match="damaged"):
        call_command("import_archive", str(file))
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_archive", str(tmp_path / "nothing.zip"))


@pytest.mark.usefixtures("empty")
def test_superuser_takes_the_archive_from_the_admin(client, language):
    client.force_login(make_staff())
    with translation.override(language):
        address = reverse("exchange:archive")

    page = client.get(address)
    response = client.post(address)

    content = b"".join(response.streaming_content)
    today = timezone.localdate()
    assert page.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="portal-{today.isoformat()}.zip"'
    assert len(rows_in(content, "accounts.user")) == 1
