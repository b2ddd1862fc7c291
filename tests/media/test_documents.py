import uuid

import pytest
from django.db import IntegrityError, transaction

from portal.media.models import Document
from portal.media.uploads import clean_document
from tests.factories import make_staff, make_user

from .samples import PDF, document_upload, docx, make_document, odt, xlsx

pytestmark = pytest.mark.django_db


def body(response):
    return b"".join(response.streaming_content)


def test_document_is_stored_as_sent_under_its_uuid():
    document = make_document()

    document.refresh_from_db()
    assert document.file.name == f"documents/{document.uuid}.pdf"
    assert (document.kind, document.size, document.is_public) == ("pdf", len(PDF), False)
    with document.file.open() as stored_file:
        assert stored_file.read() == PDF


def test_document_refuses_an_upload_that_was_not_checked(stored):
    with pytest.raises(TypeError, match="CheckedDocument"):
        make_document(file=document_upload())

    assert stored("documents") == set()


@pytest.mark.parametrize("title", ["", None])
def test_document_needs_a_ukrainian_title(title):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_document(title_uk=title, title_en="Statute")


def test_document_keeps_its_folded_title():
    assert "statute" in make_document(title_en="Statute").search_text


def test_replaced_document_keeps_its_address_and_the_old_file_goes(django_capture_on_commit_callbacks, stored):
    document = make_document()
    address = document.get_absolute_url()

    with django_capture_on_commit_callbacks(execute=True):
        document.file = clean_document(document_upload(docx(), "new.docx"))
        document.save()

    document.refresh_from_db()
    assert document.get_absolute_url() == address
    assert document.kind == "docx"
    assert [f"documents/{name}" for name in stored("documents")] == [document.file.name]


def test_replaced_document_of_the_same_kind_leaves_one_file(django_capture_on_commit_callbacks, stored):
    document = make_document()

    with django_capture_on_commit_callbacks(execute=True):
        document.file = clean_document(document_upload(PDF + b"second"))
        document.save()

    document.refresh_from_db()
    assert [f"documents/{name}" for name in stored("documents")] == [document.file.name]
    with document.file.open() as stored_file:
        assert stored_file.read() == PDF + b"second"


def test_deleted_document_takes_its_file_along(django_capture_on_commit_callbacks, stored):
    make_document()

    with django_capture_on_commit_callbacks(execute=True):
        Document.objects.all().delete()

    assert stored("documents") == set()


def test_public_and_visible_to_agree_with_the_view(client):
    private, public = make_document(), make_document(is_public=True)

    assert list(Document.objects.public()) == [public]
    assert list(Document.objects.visible_to(make_user())) == [public]
    assert set(Document.objects.visible_to(make_staff())) == {private, public}


def test_document_view_hides_a_private_document_from_strangers(client):
    private = make_document()

    assert client.get(private.get_absolute_url()).status_code == 404
    client.force_login(make_user())
    assert client.get(private.get_absolute_url()).status_code == 404


def test_document_view_answers_404_for_an_unknown_document(client):
    client.force_login(make_staff())

    assert client.get(f"/documents/{uuid.uuid4()}/").status_code == 404


def test_document_view_gives_a_private_document_to_staff_uncached(client):
    client.force_login(make_staff())

    response = client.get(make_document().get_absolute_url())

    assert body(response) == PDF
    assert response.headers["Cache-Control"] == "private, no-store"


def test_document_view_gives_a_public_document_without_asking_who(client):
    response = client.get(make_document(is_public=True).get_absolute_url())

    assert body(response) == PDF
    assert "Vary" not in response.headers
    assert not response.cookies


def test_document_view_lets_nothing_run(client):
    response = client.get(make_document(is_public=True).get_absolute_url())

    body(response)
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    ("content", "kind", "content_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (docx(), "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (xlsx(), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (odt(), "odt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_document_view_names_the_type(client, content, kind, content_type):
    document = make_document(content=content, name=f"a.{kind}", is_public=True)

    response = client.get(document.get_absolute_url())

    assert body(response) == content
    assert response.headers["Content-Type"] == content_type


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (
            {"title_uk": "Статут", "title_en": "Statute"},
            "filename=\"statut.pdf\"; filename*=UTF-8''%D0%A1%D1%82%D0%B0%D1%82%D1%83%D1%82.pdf",
        ),
        (
            {"title_uk": "Статут", "title_en": "Statute", "language": "en"},
            "filename=\"statute.pdf\"; filename*=UTF-8''Statute.pdf",
        ),
        ({"title_uk": 'a"/\r\n;b'}, "filename=\"a-b.pdf\"; filename*=UTF-8''a%20%20%3Bb.pdf"),
        ({"title_uk": "…"}, "filename=\"document.pdf\"; filename*=UTF-8''%E2%80%A6.pdf"),
    ],
)
def test_document_view_names_the_file_after_the_title(client, fields, names):
    response = client.get(make_document(is_public=True, **fields).get_absolute_url())

    body(response)
    assert response.headers["Content-Disposition"] == f"attachment; {names}"


def test_document_view_answers_404_where_the_file_is_lost(client):
    document = make_document(is_public=True)
    document.file.storage.delete(document.file.name)

    assert client.get(document.get_absolute_url()).status_code == 404
