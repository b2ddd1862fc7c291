import struct
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.media import uploads
from portal.media.fields import DocumentField
from portal.media.uploads import DOCUMENT_MAX_BYTES, clean_document

from .samples import PDF, document_upload, docx, jpeg, odt, packed, xlsx


def refusal(content, name):
    with pytest.raises(ValidationError) as refused:
        clean_document(SimpleUploadedFile(name, content))
    return refused.value.code


def with_flag(content, flag):
    """The zip file with a flag set on each entry of its directory, as if encrypted."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= flag
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def with_unpacked_size(content, size):
    """The zip file claiming this size for its last entry."""
    changed = bytearray(content)
    struct.pack_into("<L", changed, changed.rfind(b"PK\x01\x02") + 24, size)
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "Статут.PDF", "pdf"),
        (docx(), "a.docx", "docx"),
        (docx(**{"word/embeddings/table.xlsx": "x"}), "a.docx", "docx"),
        (xlsx(), "a.xlsx", "xlsx"),
        (odt(), "a.odt", "odt"),
    ],
)
def test_clean_document_finds_the_kind_and_keeps_the_bytes(content, name, kind):
    checked = clean_document(SimpleUploadedFile(name, content))

    assert checked.kind == kind
    assert checked.read() == content


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (docx(), "a.pdf", "wrong_extension"),
        (PDF, "a.docx", "wrong_extension"),
        (xlsx(), "a.docx", "wrong_extension"),
        (PDF, "a", "wrong_extension"),
        (b"Just some words.", "a.pdf", "not_a_document"),
        (jpeg(), "a.pdf", "not_a_document"),
        (b"<html>%PDF-1.7", "a.pdf", "not_a_document"),
        (packed({"a.txt": "words"}), "a.docx", "not_a_document"),
        (packed({"word/document.xml": "<w/>"}), "a.docx", "not_a_document"),
        (docx(**{"xl/workbook.xml": "<w/>"}), "a.docx", "not_a_document"),
        (packed({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}), "a.docx", "not_a_document"),
        (odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "a.odt", "not_a_document"),
        (
            packed({"content.xml": "x", "mimetype": "application/vnd.oasis.opendocument.text"}),
            "a.odt",
            "not_a_document",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx", "old_or_locked"),
        (docx(**{"word/vbaProject.bin": "x"}), "a.docx", "macros"),
        (docx(**{"word/VBAPROJECT.BIN": "x"}), "a.docx", "macros"),
        (xlsx(**{"xl/macrosheets/sheet1.xml": "x"}), "a.xlsx", "macros"),
        (odt(**{"Basic/Standard/script-lb.xml": "x"}), "a.odt", "macros"),
        (with_flag(docx(), 1), "a.docx", "locked"),
        (with_unpacked_size(docx(), 2**31), "a.docx", "too_big_unpacked"),
        (docx()[:-40], "a.docx", "broken"),
        (docx()[:60], "a.docx", "broken"),
        (PDF + docx(), "a.pdf", "two_kinds"),
        (packed({"a.pdf": PDF, "[Content_Types].xml": "x", "word/document.xml": "x"}, True), "a.docx", "two_kinds"),
    ],
)
def test_clean_document_refuses(content, name, code):
    assert refusal(content, name) == code


def test_clean_document_refuses_bytes_between_content_and_directory():
    content = docx()
    place = content.find(b"PK\x01\x02")

    assert refusal(content[:place] + b"hidden" + content[place:], "a.docx") == "broken"


def test_clean_document_refuses_the_64_bit_directory():
    content = docx()
    end = content.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)
    size, offset = struct.unpack_from("<2L", content, end + 12)
    changed = bytearray(content[:end] + locator + content[end:])
    struct.pack_into("<2L", changed, end + len(locator) + 12, size + len(locator), offset)

    assert refusal(bytes(changed), "a.docx") == "broken"


def test_clean_document_refuses_a_directory_too_big_to_read():
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for number in range(22_000):
            package.writestr(f"word/{number}", b"")

    assert refusal(content.getvalue(), "a.docx") == "too_many_parts"


def test_clean_document_unpacks_nothing_of_a_bomb(monkeypatch):
    bomb = docx(**{"word/big.xml": bytes(6_000_000)})
    monkeypatch.setattr(uploads, "DOCUMENT_MAX_UNPACKED", 5_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args, **_options: pytest.fail("unpacked"))

    assert refusal(bomb, "a.docx") == "too_big_unpacked"


def test_clean_document_refuses_too_many_bytes():
    assert refusal(PDF + bytes(DOCUMENT_MAX_BYTES), "a.pdf") == "too_big"


def test_document_field_names_the_type_found():
    with pytest.raises(ValidationError) as refused:
        DocumentField().clean(document_upload(docx(), "a.pdf"))

    assert refused.value.messages == ["За вмістом це файл DOCX, але його назва не закінчується на .docx."]
