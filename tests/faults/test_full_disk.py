"""The disk of files is full: what is sent is refused at its field or kept on the page, and readers notice nothing."""

import os
import subprocess
import time
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image

from tests.faults.running import Visitor, begin_beside, served
from tests.media.samples import PDF, jpeg
from tests.servers import free_port

PAGES = ["/", "/en/", "/cities/", "/search/?q=лист"]


@pytest.fixture(scope="module")
def small(stack, tmp_path_factory):
    """The same portal once more, with all its files on a disk of a few megabytes that can be filled."""
    folder = tmp_path_factory.mktemp("small")
    var, port = folder / "disk", free_port()
    var.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", var]
    mounting = subprocess.run(command, check=False, capture_output=True, text=True)
    if mounting.returncode:
        pytest.skip(f"A small disk cannot be mounted here: {mounting.stderr.strip()}")
    try:
        (var / "tmp").mkdir()
        begin_beside(stack, var, "DATABASE_URL", "EMAIL_URL", TMPDIR=str(var / "tmp"))
        with served(var, folder / "nginx", port) as (url, _web):
            yield SimpleNamespace(url=url, var=var, filler=var / "filler")
    finally:
        subprocess.run(["umount", "--lazy", var], check=True)


def fill(small):
    """To the last byte."""
    with small.filler.open("wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 8, 1):
            try:
                while True:
                    filler.write(b"-" * size)
            except OSError:
                pass
    with pytest.raises(OSError, match="No space"):
        (small.var / "more").write_text("-" * 5000)
    (small.var / "more").unlink()


def files_of(small):
    return {path for path in (small.var / "media").rglob("*") if path.is_file()}


def noise():
    """A photo of 3 MB, which the application receives as a file."""
    content = BytesIO()
    Image.frombytes("RGB", (2000, 1000), os.urandom(6_000_000)).save(content, "JPEG", quality=95, subsampling=0)
    assert content.tell() > 2_600_000
    return content.getvalue()


def test_full_disk_refuses_files_kindly_and_nothing_else(stack, small, editors, draft):
    writer, reader = Visitor(small.url, editors[0].session), Visitor(small.url)
    assert writer.add_photo(draft, jpeg()).status_code == 302
    stored = files_of(small)
    step = f"/workspace/initiatives/{draft}/story/"
    message = reader.form("/en/contact/", "opened", topic="other", name="Jan", email="jan@example.org")
    time.sleep(3.5)

    fill(small)
    words = {"photo-alt_uk": "Опис, який писали довго"}
    photo = writer.add_photo(draft, jpeg((1600, 1200)), **words)
    large = writer.add_photo(draft, noise(), **words)
    files = f"/workspace/initiatives/{draft}/files/"
    titled = writer.form(files, "document-title_uk", **{"document-title_uk": "Статут, який довго називали"})
    document = writer.hand_in(
        f"{files}documents/", titled, files={"document-file": ("statute.pdf", PDF + b"\n" * 100_000, "application/pdf")}
    )
    saved = writer.hand_in(step, writer.form(step, "problem_uk", problem_uk="Думка на повному диску."))
    sent = reader.hand_in("/en/contact/", message | {"text": "From a full disk."})
    pages = [reader.ask(page).status_code for page in PAGES]

    assert [answer.status_code for answer in (photo, large, document)] == [503] * 3
    assert all("Опис, який писали довго" in answer.text for answer in (photo, large))
    assert "Статут, який довго називали" in document.text
    assert all("Файл зараз не вдалося зберегти" in answer.text for answer in (photo, large, document))
    assert files_of(small) == stored
    assert stack.sql("SELECT count(*) FROM media_photo WHERE alt_uk LIKE 'Опис, який%%'") == [0]
    assert [saved.status_code, sent.status_code] == [302, 302]
    assert pages == [200] * len(PAGES)

    small.filler.unlink()
    assert writer.add_photo(draft, jpeg((1600, 1200)), **words).status_code == 302
    assert len(files_of(small)) == len(stored) + 1
