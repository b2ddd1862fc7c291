import pytest
from django.urls import reverse

from portal.media.models import Document, Photo
from tests.factories import make_staff

from .samples import PDF, document_upload, jpeg, make_document, make_photo, photo_upload

pytestmark = pytest.mark.django_db

WORDS = {
    "alt_uk": "Люди читають",
    "alt_en": "People read",
    "author": "Олена",
    "licence": "cc_by_4",
    "consent": "no_people",
    "focus": "center",
}


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def errors(response):
    return response.context["adminform"].form.errors


def test_photo_admin_stores_the_checked_photo_and_who_sent_it(client, staff):
    response = client.post(reverse("admin:media_photo_add"), WORDS | {"image": photo_upload()})

    photo = Photo.objects.get()
    assert response.status_code == 302
    assert (photo.width, photo.uploaded_by) == (800, staff)
    assert photo.image.name == f"photos/{photo.uuid}.jpg"


def test_photo_admin_gives_the_reason_at_the_field(client, staff):
    response = client.post(reverse("admin:media_photo_add"), WORDS | {"image": photo_upload(PDF)})

    assert list(errors(response)) == ["image"]
    assert not Photo.objects.exists()


def test_photo_admin_asks_for_a_description_and_rights(client, staff):
    response = client.post(reverse("admin:media_photo_add"), {"image": photo_upload()})

    assert set(errors(response)) == {"alt_uk", "author", "licence", "consent", "focus"}
    assert not Photo.objects.exists()


def test_photo_admin_shows_the_form_again_after_a_failed_replacement(client, staff):
    photo = make_photo()

    response = client.post(
        reverse("admin:media_photo_change", args=[photo.pk]), WORDS | {"image": photo_upload(), "alt_uk": ""}
    )

    assert list(errors(response)) == ["alt_uk"]
    assert Photo.objects.get().uuid == photo.uuid


def test_photo_admin_keeps_the_photo_where_only_words_change(client, staff):
    photo = make_photo()

    client.post(reverse("admin:media_photo_change", args=[photo.pk]), WORDS | {"author": "Петро"})

    changed = Photo.objects.get()
    assert (changed.author, changed.uuid) == ("Петро", photo.uuid)


@pytest.mark.parametrize(("query", "expected"), [("ЛЮДИ", 1), ("library", 1), ("село", 0)])
def test_photo_admin_search_ignores_case(client, staff, query, expected):
    make_photo()

    response = client.get(reverse("admin:media_photo_changelist"), {"q": query})

    assert response.context["cl"].result_count == expected


def test_photo_admin_list_shows_a_small_picture_within_its_frame(client, staff):
    photo = make_photo(content=jpeg(size=(300, 600)))

    response = client.get(reverse("admin:media_photo_changelist"))

    expected = f'<img src="/media/photos/{photo.uuid}.jpg" alt="" width="48" height="96" loading="lazy">'
    assert expected in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_photo_admin_list_asks_the_same_of_one_and_of_three(client, staff, django_assert_num_queries, number):
    for _photo in range(number):
        make_photo()

    with django_assert_num_queries(5):
        client.get(reverse("admin:media_photo_changelist"))


def test_photo_admin_makes_renditions_again(client, staff):
    photo = make_photo()

    client.post(
        reverse("admin:media_photo_changelist"), {"action": "make_renditions_again", "_selected_action": [photo.pk]}
    )

    assert Photo.objects.get().rendition_widths == [480, 800]


def test_photo_admin_deletes_selected_photos_with_their_files(
    client, staff, stored, django_capture_on_commit_callbacks
):
    photo = make_photo()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("admin:media_photo_changelist"),
            {"action": "delete_selected", "_selected_action": [photo.pk], "post": "yes"},
        )

    assert stored("photos") == set()


def test_photo_history_brings_back_the_words_of_both_languages(client, staff):
    photo = make_photo(caption_uk="Старий підпис", caption_en="Old caption")
    photo.alt_uk, photo.caption_en = "Нове", "New caption"
    photo.save()
    first = photo.history.earliest()
    address = reverse("admin:media_photo_simple_history", args=[photo.pk, first.history_id])

    assert "Old caption" in client.get(address).content.decode()
    assert client.get(reverse("admin:media_photo_history", args=[photo.pk])).status_code == 200
    client.post(
        address,
        WORDS
        | {
            "alt_uk": first.alt_uk,
            "alt_en": first.alt_en,
            "caption_en": first.caption_en,
            "caption_uk": first.caption_uk,
        },
    )

    photo.refresh_from_db()
    assert (photo.alt_uk, photo.caption_en) == ("Люди читають у бібліотеці", "Old caption")
    assert photo.image.storage.exists(photo.image.name)


def test_photo_history_remembers_who_changed_what(client, staff):
    photo = make_photo()

    client.post(reverse("admin:media_photo_change", args=[photo.pk]), WORDS)

    latest = photo.history.latest()
    assert latest.history_user == staff
    changed = {change.field for change in latest.diff_against(photo.history.earliest()).changes}
    assert changed == {"alt_uk", "alt_en", "author", "consent"}


def test_document_admin_stores_the_checked_document_and_who_sent_it(client, staff):
    client.post(
        reverse("admin:media_document_add"),
        {"file": document_upload(), "title_uk": "Статут", "title_en": "", "language": "uk"},
    )

    document = Document.objects.get()
    assert (document.kind, document.size, document.uploaded_by) == ("pdf", len(PDF), staff)
    assert not document.is_public


def test_document_admin_gives_the_reason_at_the_field(client, staff):
    response = client.post(
        reverse("admin:media_document_add"), {"file": document_upload(b"words"), "title_uk": "Статут", "language": "uk"}
    )

    assert list(errors(response)) == ["file"]


def test_document_admin_links_to_the_download(client, staff):
    document = make_document()

    response = client.get(reverse("admin:media_document_change", args=[document.pk]))

    assert f'<a href="{document.get_absolute_url()}">' in response.content.decode()


def test_document_admin_list_shows_the_size(client, staff):
    make_document()

    response = client.get(reverse("admin:media_document_changelist"))

    assert response.context["cl"].result_count == 1
    assert "PDF" in response.content.decode()
