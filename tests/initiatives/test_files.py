"""Photos and documents of an initiative that is being written."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from initiatives import files
from initiatives.models import Initiative, InitiativeDocument, InitiativePhoto
from portal.media.models import Document, Photo
from tests.factories import make_city, make_initiative, make_representative
from tests.media.samples import PDF, document_upload, make_document, make_photo, photo_upload

pytestmark = pytest.mark.django_db

WORDS = {
    "photo-alt_uk": "Дорослі читають у бібліотеці",
    "photo-author": "Бібліотека міста",
    "photo-licence": "cc_by_4",
    "photo-consent": "given",
}


@pytest.fixture
def draft(client):
    """A draft of a city whose representative is signed in."""
    draft = make_initiative(status="draft", slug=None)
    client.force_login(make_representative(city=draft.city, confirmed=True).user)
    return draft


def add_photo(client, draft, **overrides):
    data = WORDS | {"photo-image": photo_upload()} | overrides
    return client.post(reverse("initiatives:add_file", args=[draft.pk, "photos"]), data)


def add_document(client, draft, **overrides):
    data = {"document-file": document_upload(), "document-title_uk": "Положення", "document-language": "uk"}
    return client.post(reverse("initiatives:add_file", args=[draft.pk, "documents"]), data | overrides)


def page(client, draft):
    return client.get(reverse("initiatives:files", args=[draft.pk])).content.decode()


def test_photo_is_added_with_ukrainian_words_alone(client, draft):
    response = add_photo(client, draft)

    assertRedirects(response, reverse("initiatives:files", args=[draft.pk]))
    attached = draft.initiative_photos.get()
    assert attached.photo.alt_uk == "Дорослі читають у бібліотеці"
    assert attached.photo.uploaded_by is not None
    assert "Дорослі читають у бібліотеці" in page(client, draft)


def test_refused_photo_keeps_its_words(client, draft):
    response = add_photo(client, draft, **{"photo-image": photo_upload(PDF)})

    assert response.status_code == 422
    assert "Дорослі читають у бібліотеці" in response.content.decode()
    assert list(response.context["photo_form"].errors) == ["image"]
    assert not Photo.objects.exists()


def test_english_words_alone_are_refused_at_the_field(client, draft):
    response = add_photo(client, draft, **{"photo-caption_en": "A caption"})

    assert list(response.context["photo_form"].errors) == ["caption_en"]


def test_document_is_private_and_only_its_authors_fetch_it(client, draft, django_user_model):
    add_document(client, draft)
    document = Document.objects.get()
    address = reverse("initiatives:document", args=[draft.pk, document.uuid])

    response = client.get(address)

    assert document.is_public is False
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    client.force_login(make_representative(confirmed=True).user)
    assert client.get(address).status_code == 404
    assert client.get(document.get_absolute_url()).status_code == 404


def test_files_of_what_was_handed_in_stay_as_they_are(client, draft):
    Initiative.objects.filter(pk=draft.pk).update(status="submitted")

    assertRedirects(add_photo(client, draft), reverse("initiatives:follow", args=[draft.pk]))
    assert not Photo.objects.exists()


def attach_photos(draft, count):
    for _number in range(count):
        files.attach(InitiativePhoto(initiative=draft, photo=make_photo()))
    return list(draft.initiative_photos.all())


@pytest.mark.parametrize(
    ("index", "to", "order"),
    [(0, "down", [1, 0, 2]), (2, "up", [0, 2, 1]), (0, "up", [0, 1, 2]), (2, "down", [0, 1, 2])],
)
def test_files_are_put_into_order(client, draft, index, to, order):
    photos = attach_photos(draft, 3)

    client.post(reverse("initiatives:move_file", args=[draft.pk, "photos", photos[index].pk]), {"to": to})

    assert list(draft.initiative_photos.all()) == [photos[place] for place in order]


def test_removed_photo_is_deleted_with_its_file(client, draft, django_capture_on_commit_callbacks):
    (attached,) = attach_photos(draft, 1)
    storage, name = attached.photo.image.storage, attached.photo.image.name

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("initiatives:remove_file", args=[draft.pk, "photos", attached.pk]))

    assert not Photo.objects.exists()
    assert not storage.exists(name)


def test_removing_a_photo_leaves_it_where_something_else_shows_it(client, draft):
    (attached,) = attach_photos(draft, 1)
    city = make_city(photo=attached.photo)

    client.post(reverse("initiatives:remove_file", args=[draft.pk, "photos", attached.pk]))

    city.refresh_from_db()
    assert city.photo == attached.photo
    assert not draft.initiative_photos.exists()


def test_removing_twice_removes_one(client, draft):
    first, second = attach_photos(draft, 2)
    address = reverse("initiatives:remove_file", args=[draft.pk, "photos", first.pk])

    client.post(address)
    client.post(address)

    assert list(draft.initiative_photos.all()) == [second]


def test_words_of_a_photo_can_be_changed(client, draft):
    (attached,) = attach_photos(draft, 1)
    address = reverse("initiatives:photo_words", args=[draft.pk, attached.pk])
    words = {name.removeprefix("photo-"): value for name, value in WORDS.items()}

    assert client.post(address, words | {"alt_uk": ""}).status_code == 422
    client.post(address, words | {"alt_en": "Adults read"})

    attached.photo.refresh_from_db()
    assert (attached.photo.alt_uk, attached.photo.alt_en) == ("Дорослі читають у бібліотеці", "Adults read")


def test_words_that_readers_see_already_stay(client, draft):
    (attached,) = attach_photos(draft, 1)
    InitiativePhoto.objects.create(initiative=make_initiative(city=draft.city), photo=attached.photo)
    words = {name.removeprefix("photo-"): value for name, value in WORDS.items()}

    client.post(reverse("initiatives:photo_words", args=[draft.pk, attached.pk]), words)

    attached.photo.refresh_from_db()
    assert attached.photo.alt_uk == "Люди читають у бібліотеці"


def test_thirteenth_photo_is_refused_with_what_to_do(client, draft, monkeypatch):
    monkeypatch.setattr(files, "MOST_PHOTOS", 1)
    add_photo(client, draft)

    response = add_photo(client, draft)

    assert response.status_code == 422
    assert [error.code for error in response.context["photo_form"].errors.as_data()["image"]] == ["too_many"]
    assert draft.initiative_photos.count() == 1


def test_quota_of_a_city_counts_all_its_initiatives(client, draft, monkeypatch):
    monkeypatch.setattr(files, "CITY_DOCUMENT_BYTES", 2 * len(PDF))
    for initiative in (make_initiative(city=draft.city), make_initiative()):
        document = make_document(content=PDF + b"\n%")
        InitiativeDocument.objects.create(initiative=initiative, document=document)

    response = add_document(client, draft)

    assert [error.code for error in response.context["document_form"].errors.as_data()["file"]] == ["quota"]
    assert not draft.initiative_documents.exists()


def test_files_page_asks_as_often_for_three_photos_as_for_one(client, draft, django_assert_num_queries):
    attach_photos(draft, 1)
    page(client, draft)
    with django_assert_num_queries(5) as one:
        page(client, draft)
    attach_photos(draft, 2)
    with django_assert_num_queries(len(one)):
        page(client, draft)
