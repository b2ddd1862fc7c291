"""Photos for readers who save data: a link in the place of each."""

import re

import pytest
from django.template import engines
from django.test import RequestFactory

from portal.media.models import Photo
from portal.media.uploads import clean_photo
from tests.factories import make_city

from .samples import jpeg, make_photo, photo_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(django_capture_on_commit_callbacks):
    """A photo with renditions, the medium one of which has 84 KB."""
    with django_capture_on_commit_callbacks(execute=True):
        made = make_photo(content=jpeg(size=(1200, 600)), caption_en="A day of reading")
    Photo.objects.filter(pk=made.pk).update(rendition_bytes={"480": 20_000, "960": 84 * 1024, "1200": 120_000})
    made.refresh_from_db()
    return made


def drawn(template, headers=None, **context):
    request = RequestFactory().get("/", headers=headers)
    return " ".join(engines["django"].from_string(template).render(context, request).split())


TAG = '{% load media %}{% picture photo sizes="50vw" %}'
SAVE = {"Save-Data": "on"}


def test_tag_draws_the_photo_in_the_given_sizes(photo):
    html = drawn(TAG, photo=photo)

    assert html.startswith("<picture>")
    assert html.count('sizes="50vw"') == 3
    assert 'width="1200" height="600"' in html
    assert 'loading="lazy"' in html
    assert "<a " not in html


def test_tag_draws_the_photo_at_the_top_at_once(photo):
    html = drawn("{% load media %}{% picture photo eager=True %}", photo=photo)

    assert 'fetchpriority="high"' in html
    assert 'sizes="100vw"' in html


def test_reader_who_saves_data_gets_a_link_with_words_and_size(photo, client):
    city = make_city(slug="lviv", photo=photo)

    html = client.get(f"/en{city.get_absolute_url()}", headers=SAVE).content.decode()

    outside, inside = html.split("<template>")[0], html.split("<template>")[1].split("</template>")[0]
    assert f'<a href="{photo.src}">' in outside
    assert "People read in a library" in outside
    assert "Show photo (84.0\xa0KB)" in outside
    assert "<picture>" not in outside
    assert "<picture>" in inside
    assert "<picture>" not in html.split("</template>")[1]


def test_link_has_no_size_where_none_is_known(photo):
    photo.rendition_bytes = {}

    html = drawn(TAG, SAVE, photo=photo)

    assert "(" not in html.split("<template>")[0]
    assert f'<a href="{photo.src}">' in html


@pytest.mark.parametrize(
    ("header", "saves"), [("on", True), ("ON", True), (" on ", True), ("off", False), ("", False), ("yes", False)]
)
def test_only_the_word_on_saves_data(photo, header, saves):
    assert ("data-photo-on-request" in drawn(TAG, {"Save-Data": header}, photo=photo)) == saves


def test_words_in_the_place_of_a_photo_are_escaped():
    html = drawn(TAG, SAVE, photo=make_photo(alt_uk='"><script>'))

    assert "<script>" not in html


def test_included_picture_saves_data_too(photo):
    html = drawn('{% include "media/_picture.html" with photo=photo sizes="20rem" only %}', SAVE, photo=photo)

    assert "data-photo-on-request" in html
    assert 'sizes="20rem"' in html


def test_figure_of_a_reader_who_saves_data_keeps_its_caption_and_credit(photo):
    html = drawn('{% include "media/_figure.html" with photo=photo only %}', SAVE, photo=photo)

    assert "Олена Ґудзь" in html.split("</template>")[1]
    assert html.count("data-photo-on-request") == 1


def test_figure_leads_to_the_largest_copy(photo):
    html = drawn('{% include "media/_figure.html" with photo=photo only %}', photo=photo)

    link = re.search(r"<a [^>]*data-lightbox[^>]*>", html)[0]
    assert f'href="{photo.rendition_url(1200, "jpg")}"' in link
    assert 'aria-label="Збільшити фото: Люди читають у бібліотеці"' in link


def test_label_of_the_enlarged_photo_is_escaped():
    html = drawn('{% include "media/_figure.html" with photo=photo only %}', photo=make_photo(alt_uk='"><script>'))

    assert "<script>" not in html


# Caches


@pytest.mark.parametrize("headers", [None, SAVE])
def test_page_with_a_photo_varies_on_saving_data(client, photo, headers):
    make_city(slug="lviv", photo=photo)

    assert "Save-Data" in client.get("/cities/lviv/", headers=headers).headers["Vary"]


def test_page_without_a_photo_is_one_for_all(client):
    make_city(slug="lviv")

    assert "Save-Data" not in client.get("/cities/lviv/", headers=SAVE).headers.get("Vary", "")


# Sizes


def test_photo_knows_the_bytes_of_its_copies(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_photo(content=jpeg(size=(1200, 600)))

    photo = Photo.objects.get()
    storage = photo.image.storage
    assert photo.rendition_bytes == {
        str(width): storage.size(f"photos/{photo.uuid}-{width}.jpg") for width in (480, 960, 1200)
    }
    assert photo.src_bytes == photo.rendition_bytes["960"]


def test_photo_without_copies_knows_no_size():
    photo = make_photo()

    assert photo.src_bytes is None
    assert photo.large_url == photo.src == photo.image.url


def test_sizes_of_a_replaced_photo_are_forgotten(photo):
    photo.image = clean_photo(photo_upload(jpeg(size=(300, 900))))

    photo.save()

    assert Photo.objects.get(pk=photo.pk).rendition_bytes == {}


def test_sizes_survive_a_save_of_an_older_copy(photo):
    older = Photo.objects.get(pk=photo.pk)
    Photo.objects.filter(pk=photo.pk).update(rendition_bytes={"960": 7})

    older.caption_uk = "Підпис"
    older.save()

    assert Photo.objects.get(pk=photo.pk).rendition_bytes == {"960": 7}
