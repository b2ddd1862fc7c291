"""The file of a backup, who can read it, and what restore refuses."""

import hashlib
import shutil
import stat
import tarfile
from io import BytesIO
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from pyrage import x25519

from bench.drill import Wrong, manage
from portal.backup.keys import read_keys, write_new_key
from portal.backup.refusal import FAILURES
from portal.backup.sealing import add_bytes, sealed
from tests.factories import make_city


def refusal(*arguments, **options):
    with pytest.raises(CommandError) as refused:
        call_command(*map(str, arguments), **options)
    return str(refused.value)


def secret_of(key):
    return x25519.Identity.from_str(key.read_text().splitlines()[-1])


def members(path, key):
    """What age and tar find in the file of a backup, without the portal."""
    with tarfile.open(fileobj=BytesIO(pyrage.decrypt(path.read_bytes(), [secret_of(key)]))) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def test_key_is_for_its_owner_alone(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "exists already" in refusal("backup_key", key)


def test_backup_is_encrypted_and_for_its_owner_alone(made, key):
    assert made.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert b"manifest.json" not in made.read_bytes()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_age_and_tar_read_a_backup_without_the_portal(made, key):
    content = members(made, key)

    assert set(content) == {"database/00000", "manifest.json"}
    assert content["database/00000"][:2] in (b"\x1f\x8b", b"PG")


def test_the_hash_beside_a_backup_is_that_of_sha256sum(made):
    beside = made.with_name(f"{made.name}.sha256").read_text()

    assert beside == f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n"


def test_a_public_key_writes_what_only_the_secret_one_reads(portal, key, tmp_path):
    public = tmp_path / "public"
    public.write_text(f"{secret_of(key).to_public()}\n")
    manage(portal, "backup", tmp_path / "backups", "--key", public)

    (made,) = (tmp_path / "backups").glob("*.age")
    assert "manifest.json" in members(made, key)
    assert "needs the secret key" in refusal("restore", made, key=public)
    assert "needs the secret key" in refusal("backup", tmp_path / "other", "--verify", key=public)
    assert not (tmp_path / "other").exists()


def test_backup_is_restored_aside_as_a_test(portal, key, tmp_path):
    manage(portal, "backup", tmp_path, "--key", key, "--verify")

    assert len(list(tmp_path.glob("*.age"))) == 1


@pytest.mark.parametrize("place", [0, 300, 0.5, -1])
def test_a_changed_byte_is_noticed(made, key, tmp_path, place):
    content = bytearray(made.read_bytes())
    content[int(place * len(content)) if isinstance(place, float) else place] ^= 1
    changed = tmp_path / "changed.age"
    changed.write_bytes(content)

    assert "damaged" in refusal("restore", changed, key=key)


@pytest.mark.parametrize("left", [0, 100, 0.5, -1, -40])
def test_a_file_cut_off_is_noticed(made, key, tmp_path, left):
    content = made.read_bytes()
    cut = tmp_path / "cut.age"
    cut.write_bytes(content[: int(left * len(content)) if isinstance(left, float) else left])

    assert "damaged" in refusal("restore", cut, key=key)


def test_another_key_opens_nothing(made, tmp_path):
    write_new_key(tmp_path / "other")

    assert "the key is another one" in refusal("restore", made, key=tmp_path / "other")


@pytest.mark.parametrize("content", ["", "no key", "AGE-SECRET-KEY-1NONE", "\xff"])
def test_a_file_without_a_key_is_refused_with_a_sentence(tmp_path, content):
    file = tmp_path / "key"
    file.write_bytes(content.encode("latin-1"))

    assert "holds no key" in refusal("backup", tmp_path / "backups", key=file)
    assert "cannot be read" in refusal("backup", tmp_path / "backups", key=tmp_path / "nowhere")


@pytest.mark.django_db
def test_a_portal_that_is_not_empty_is_not_replaced_by_mistake(made, key):
    make_city()

    assert "--replace" in refusal("restore", made, key=key)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('"engine": "', '"engine": "other '), "An archive moves from one to the other"),
        (('"migrations": [', '"migrations": ["cities.9999_later",'), "newer version of the portal (cities.9999_later)"),
        (('"version": 1', '"version": 2'), "of another version"),
        (('"sha256": "', '"sha256": "0'), "does not hold what its manifest says"),
    ],
)
@pytest.mark.django_db
def test_strange_backups_are_refused_with_a_sentence(made, key, tmp_path, change, sentence):
    content = members(made, key)
    content["manifest.json"] = content["manifest.json"].decode().replace(*change, 1).encode()
    strange = tmp_path / "strange.age"
    with strange.open("wb") as file, sealed(file, read_keys(key).public) as archive:
        for name, body in content.items():
            add_bytes(archive, name, body)

    assert sentence in refusal("restore", strange, key=key)


def fill(path, key):
    with path.open("wb") as target, sealed(target, read_keys(key).public) as archive:
        for number in range(16):
            add_bytes(archive, f"database/{number:05}", bytes(1024 * 1024))


def test_a_target_that_takes_no_more_ends_the_writing(key):
    with pytest.raises(FAILURES):
        fill(Path("/dev/full"), key)


def test_a_full_disk_leaves_the_former_backups_alone(portal, made, key, tmp_path):
    """What cannot be written is said, and nothing half-written stays."""
    folder = tmp_path / "backups"
    folder.mkdir()
    shutil.copy(made, folder)
    # A limit of the process for the length of a file stands in for the end of the disk.
    limited = ["bash", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "bash"]
    with pytest.raises(Wrong, match="No backup: "):
        manage(portal, "backup", folder, "--key", key, before=limited)

    assert [path.name for path in folder.iterdir()] == [made.name]
