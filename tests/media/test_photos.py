import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from PIL import Image

from portal.media import tasks
from portal.media.models import Photo
from portal.media.renditions import widths_for
from portal.media.uploads import clean_photo

from .samples import encoded, exif_with_place, jpeg, make_photo, photo_upload, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """``with committed():`` runs what waits for the commit, renditions among it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def render(template, **context):
    return " ".join(render_to_string(template, context).split())


# Storing


def test_photo_is_stored_under_its_uuid_with_its_size():
    photo = make_photo(content=jpeg(size=(900, 500)))

    photo.refresh_from_db()
    assert photo.image.name == f"photos/{photo.uuid}.jpg"
    assert (photo.width, photo.height, photo.rendition_widths) == (900, 500, [])


def test_photo_on_disk_has_no_place():
    photo = make_photo(content=jpeg(exif=exif_with_place()))

    with default_storage.open(photo.image.name) as stored_file:
        assert b"SecretCamera" not in stored_file.read()
    with Image.open(default_storage.path(photo.image.name)) as stored:
        assert not stored.getexif()


@pytest.mark.parametrize("content", [photo_upload(), ContentFile(jpeg(), name="photo.jpg")])
def test_photo_refuses_an_upload_that_was_not_checked(content, stored):
    with pytest.raises(TypeError, match="CheckedPhoto"):
        make_photo(image=content)

    assert stored("photos") == set()


def test_photo_refuses_a_file_saved_past_its_row(stored):
    photo = make_photo()

    with pytest.raises(TypeError):
        photo.image.save("photo.jpg", ContentFile(b"<script>"))
    with pytest.raises(TypeError):
        photo.image.save("photo.jpg", clean_photo(photo_upload()))

    assert len(stored("photos")) == 1


@pytest.mark.parametrize("missing", ["alt_uk", "consent", "licence"])
@pytest.mark.parametrize("empty", ["", None])
def test_photo_needs_words_and_rights_in_the_database(missing, empty):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_photo(**{missing: empty})


def test_photo_keeps_its_folded_words_up_to_date():
    photo = make_photo(alt_uk="Сім'я на фестивалі", caption_en="A festival of learning")

    photo.author = "Петро Новак"
    photo.save(update_fields=["author"])

    words = Photo.objects.get(pk=photo.pk).search_text
    assert all(part in words for part in ("сімя на фестивалі", "a festival of learning", "петро новак"))


# Renditions


@pytest.mark.parametrize(
    ("width", "expected"),
    [(2560, [480, 960, 1600]), (1600, [480, 960, 1600]), (1000, [480, 960, 1000]), (300, [300])],
)
def test_widths_for_never_enlarges(width, expected):
    assert widths_for(width) == expected


def test_renditions_open_and_have_their_widths(committed):
    with committed():
        photo = make_photo(content=jpeg(size=(1200, 600)))

    photo.refresh_from_db()
    assert photo.rendition_widths == [480, 960, 1200]
    for width in photo.rendition_widths:
        for extension, format_name in {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}.items():
            with Image.open(default_storage.path(f"photos/{photo.uuid}-{width}.{extension}")) as rendition:
                rendition.load()
                assert (rendition.format, rendition.size) == (format_name, (width, width // 2))


def test_renditions_of_a_transparent_photo_stand_on_white_in_jpeg(committed):
    with committed():
        photo = make_photo(content=encoded(picture("RGBA", colour=(255, 0, 0, 0)), "PNG"), name="logo.png")

    assert photo.image.name == f"photos/{photo.uuid}.webp"
    with Image.open(default_storage.path(f"photos/{photo.uuid}-480.jpg")) as rendition:
        assert min(rendition.getpixel((50, 100))) > 250
    with Image.open(default_storage.path(f"photos/{photo.uuid}-480.avif")) as rendition:
        assert rendition.convert("RGBA").getpixel((50, 100))[3] == 0


def test_renditions_are_asked_for_only_after_the_commit(django_capture_on_commit_callbacks, stored):
    with django_capture_on_commit_callbacks() as waiting:
        photo = make_photo()
        assert stored("photos") == {f"{photo.uuid}.jpg"}

    assert waiting[-1].func == tasks.make_renditions.enqueue
    assert waiting[-1].args == (photo.pk,)
    assert Photo.objects.get().rendition_widths == []


def test_renditions_are_not_made_again_for_new_words(django_capture_on_commit_callbacks):
    photo = make_photo()

    with django_capture_on_commit_callbacks() as waiting:
        photo.caption_uk = "Підпис"
        photo.save()

    assert waiting == []


def test_renditions_made_twice_are_the_same_files(committed, stored):
    with committed():
        photo = make_photo()
    before = stored("photos")

    tasks.make_renditions.call(photo.pk)

    assert stored("photos") == before
    assert len(before) == 1 + 2 * 3


def test_renditions_task_passes_over_a_deleted_photo():
    assert tasks.make_renditions.call(404) is None


def test_renditions_wait_for_a_storage_that_is_away(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    photo = make_photo()

    def fail(*_args):
        raise ConnectionError

    monkeypatch.setattr("portal.media.renditions.write_renditions", fail)
    tasks.make_renditions.call(photo.pk)

    put_off = DBTaskResult.objects.get()
    assert put_off.args_kwargs["args"] == [photo.pk, 1]
    assert put_off.run_after > timezone.now() + tasks.WAITS[0] / 2
    with pytest.raises(ConnectionError):
        tasks.make_renditions.call(photo.pk, len(tasks.WAITS))


def test_renditions_leave_no_files_where_the_photo_is_deleted_meanwhile(stored):
    photo = make_photo()
    Photo.objects.filter(pk=photo.pk)._raw_delete("default")

    photo.make_renditions()

    assert stored("photos") == {f"{photo.uuid}.jpg"}


def test_renditions_survive_a_save_of_an_older_copy(committed):
    with committed():
        photo = make_photo()
    assert photo.rendition_widths == []

    photo.caption_uk = "Підпис"
    photo.save()

    photo.refresh_from_db()
    assert (photo.caption_uk, photo.rendition_widths) == ("Підпис", [480, 800])


# Files that go


def test_replaced_photo_gets_new_names_and_the_old_files_go(committed, stored):
    with committed():
        photo = make_photo()
    old = photo.uuid

    with committed():
        photo.image = clean_photo(photo_upload(jpeg(size=(300, 900))))
        photo.save()

    photo.refresh_from_db()
    assert photo.uuid != old
    assert (photo.width, photo.height, photo.rendition_widths) == (300, 900, [300])
    assert stored("photos") == {f"{photo.uuid}.jpg", *(f"{photo.uuid}-300.{ext}" for ext in ("avif", "webp", "jpg"))}


def test_replaced_photo_keeps_the_old_files_until_the_commit(stored):
    photo = make_photo()
    old = f"{photo.uuid}.jpg"

    photo.image = clean_photo(photo_upload())
    photo.save(update_fields=["image"])

    assert stored("photos") == {old, f"{Photo.objects.get().uuid}.jpg"}


def test_deleted_photo_takes_its_files_along_after_the_commit(committed, stored):
    with committed():
        photo = make_photo()

    with committed():
        photo.delete()
        assert len(stored("photos")) == 7

    assert stored("photos") == set()


def test_photos_deleted_as_a_set_take_their_files_along(committed, stored):
    with committed():
        make_photo()
        make_photo()

    with committed():
        Photo.objects.all().delete()

    assert stored("photos") == set()


@pytest.mark.django_db(transaction=True)
def test_photo_files_stay_where_the_deletion_is_rolled_back(stored):
    photo = make_photo()
    before = stored("photos")

    with transaction.atomic():
        photo.delete()
        transaction.set_rollback(True)

    assert stored("photos") == before
    assert len(before) == 7


@pytest.mark.django_db(transaction=True)
def test_photo_files_stay_where_the_replacement_fails(stored):
    photo = make_photo()
    before = stored("photos")

    photo.image = clean_photo(photo_upload())
    photo.alt_uk = ""
    with pytest.raises(IntegrityError):
        photo.save()

    assert before <= stored("photos")


# Showing


def test_photo_is_shown_from_the_large_file_until_renditions_are_made():
    photo = make_photo()

    assert photo.sources() == []
    assert photo.jpeg_srcset() == ""
    assert photo.src == photo.thumbnail_url == photo.image.url == f"/media/photos/{photo.uuid}.jpg"
    html = render("media/_picture.html", photo=photo)
    assert "srcset" not in html
    assert f'<img src="/media/photos/{photo.uuid}.jpg"' in html


def test_photo_sources_offer_the_better_format_first(committed):
    with committed():
        make_photo(content=jpeg(size=(2000, 1000)))
    photo = Photo.objects.get()
    address = f"/media/photos/{photo.uuid}"

    assert [source.type for source in photo.sources()] == ["image/avif", "image/webp"]
    assert photo.sources()[0].srcset == f"{address}-480.avif 480w, {address}-960.avif 960w, {address}-1600.avif 1600w"
    assert photo.jpeg_srcset() == f"{address}-480.jpg 480w, {address}-960.jpg 960w, {address}-1600.jpg 1600w"
    assert (photo.src, photo.thumbnail_url) == (f"{address}-960.jpg", f"{address}-480.jpg")


@pytest.mark.parametrize(("language", "alt"), [("uk", "Люди читають у бібліотеці"), ("en", "People read in a library")])
def test_picture_has_size_and_words_and_loads_late(committed, language, alt):
    with committed():
        make_photo(content=jpeg(size=(1200, 600)))

    with translation.override(language):
        html = render("media/_picture.html", photo=Photo.objects.get(), sizes="50vw")

    assert f'width="1200" height="600" alt="{alt}" loading="lazy" decoding="async">' in html
    assert html.count('sizes="50vw"') == 3
    assert "style" not in html


def test_picture_at_the_top_loads_at_once():
    html = render("media/_picture.html", photo=make_photo(), eager=True)

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_picture_escapes_words():
    assert 'alt="&quot;&gt;&lt;script&gt;"' in render("media/_picture.html", photo=make_photo(alt_uk='"><script>'))


def test_figure_names_author_licence_and_source():
    photo = make_photo(caption_uk="День читання", source_url="https://example.org/photo")

    html = render("media/_figure.html", photo=photo)

    assert '<span class="photo-caption">День читання</span>' in html
    assert '<a href="https://example.org/photo">Олена Ґудзь</a>' in html
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC BY 4.0</a>' in html


def test_figure_links_nothing_for_permission_without_source():
    photo = make_photo(licence=Photo.Licence.PERMISSION)

    html = render("media/_figure.html", photo=photo)

    assert re.findall('<a [^>]*href="([^"]*)"', html) == [photo.large_url]
    assert "photo-caption" not in html


def test_figure_marks_a_ukrainian_caption_on_an_english_page():
    photo = make_photo(caption_uk="День читання")

    with translation.override("en"):
        html = render("media/_figure.html", photo=photo)

    assert '<span lang="uk">День читання</span>' in html


# Serving


def test_photo_view_serves_the_file_for_ever_without_a_cookie(client):
    photo = make_photo()

    response = client.get(photo.image.url)

    content = b"".join(response.streaming_content)
    with photo.image.open() as stored_file:
        assert content == stored_file.read()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize(("extension", "content_type"), [("avif", "image/avif"), ("webp", "image/webp")])
def test_photo_view_serves_renditions_with_their_type(client, committed, extension, content_type):
    with committed():
        photo = make_photo()

    response = client.get(f"/media/photos/{photo.uuid}-480.{extension}")

    assert b"".join(response.streaming_content)
    assert response.headers["Content-Type"] == content_type


@pytest.mark.parametrize(
    "name",
    [
        "../../portal.sqlite3",
        "..%2f..%2fportal.sqlite3",
        "%2e%2e/%2e%2e/secret_key",
        "00000000-0000-0000-0000-000000000000.jpg",
        "00000000-0000-0000-0000-000000000000.jpg%0a",
        "00000000-0000-0000-0000-000000000000.svg",
        "00000000-0000-0000-0000-000000000000-480-480.jpg",
        "00000000-0000-0000-0000-00000000000/.jpg",
        "",
    ],
)
def test_photo_view_serves_nothing_else(client, name, settings):
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT.parent / "portal.sqlite3").write_bytes(b"secret")

    assert client.get(f"/media/photos/{name}").status_code == 404


def test_photo_view_only_reads(client):
    assert client.post(make_photo().image.url).status_code == 405


def test_photo_view_knows_no_name_that_is_too_long_for_a_file(client):
    photo = make_photo()

    assert client.get(f"/media/photos/{photo.uuid}-{'4' * 300}.jpg").status_code == 404
