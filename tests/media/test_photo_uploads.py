import os
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from portal.media.fields import PhotoField
from portal.media.uploads import PHOTO_MAX_BYTES, clean_photo

from .samples import (
    PDF,
    encoded,
    exif_with_place,
    jpeg,
    photo_upload,
    picture,
    png_header,
    profile_with_red_and_blue_swapped,
)


def opened(checked):
    return Image.open(BytesIO(checked.read()))


def refusal(content, name):
    with pytest.raises(ValidationError) as refused:
        clean_photo(SimpleUploadedFile(name, content))
    return refused.value.code


def red_side(image):
    """Where the red half of ``picture`` lies."""
    width, height = image.size
    quarters = {
        (down, across): image.getpixel((width * across // 4, height * down // 4))[1] < 100
        for down in (1, 3)
        for across in (1, 3)
    }
    sides = {
        "left": [(1, 1), (3, 1)],
        "right": [(1, 3), (3, 3)],
        "top": [(1, 1), (1, 3)],
        "bottom": [(3, 1), (3, 3)],
    }
    return [side for side, places in sides.items() if all(quarters[place] for place in places)]


@pytest.mark.parametrize(
    ("format_name", "name"),
    [("JPEG", "a.jpg"), ("JPEG", "A.JPEG"), ("JPEG", "a.jfif"), ("PNG", "a.png"), ("WEBP", "a.webp")],
)
def test_clean_photo_gives_a_jpeg_for_each_accepted_type(format_name, name):
    checked = clean_photo(SimpleUploadedFile(name, encoded(picture(), format_name)))

    image = opened(checked)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (800, 600))
    assert (checked.width, checked.height) == (800, 600)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (PDF, "photo.jpg", "not_a_photo"),
        (b"Just some words.", "photo.png", "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.svg", "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.jpg", "not_a_photo"),
        (encoded(picture(), "GIF"), "photo.gif", "not_a_photo"),
        (encoded(picture(), "GIF"), "photo.jpg", "not_a_photo"),
        (encoded(picture(), "TIFF"), "photo.jpg", "not_a_photo"),
        (encoded(picture(), "PNG"), "photo.jpg", "wrong_extension"),
        (jpeg(), "photo.png", "wrong_extension"),
        (jpeg(), "photo.php", "wrong_extension"),
        (jpeg(), "photo", "wrong_extension"),
        (jpeg()[:2000], "photo.jpg", "broken"),
        (encoded(picture(), "PNG")[:-200], "photo.png", "broken"),
        (encoded(picture(), "WEBP")[:200], "photo.webp", "not_a_photo"),
        (png_header(6410, 6400), "photo.png", "too_many_pixels"),
        (png_header(60_000, 60_000), "photo.png", "too_many_pixels"),
        (png_header(100, 100), "photo.png", "broken"),
    ],
)
def test_clean_photo_refuses(content, name, code):
    assert refusal(content, name) == code


@pytest.mark.parametrize("format_name", ["PNG", "WEBP"])
def test_clean_photo_refuses_moving_pictures(format_name):
    content = encoded(picture(), format_name, save_all=True, append_images=[picture(colour=(0, 0, 255))])

    assert refusal(content, f"photo.{format_name.lower()}") == "animated"


def test_clean_photo_takes_the_first_picture_of_a_phone_photo_with_preview():
    content = encoded(picture(), "MPO", save_all=True, append_images=[picture(size=(80, 60))])

    checked = clean_photo(photo_upload(content))

    assert (opened(checked).format, checked.width) == ("JPEG", 800)


def test_clean_photo_refuses_too_many_bytes():
    assert refusal(jpeg() + bytes(PHOTO_MAX_BYTES), "photo.jpg") == "too_big"


@pytest.mark.parametrize(
    ("size", "expected"), [((5120, 2560), (2560, 1280)), ((900, 6400), (360, 2560)), ((300, 200), (300, 200))]
)
def test_clean_photo_limits_the_long_side_and_never_enlarges(size, expected):
    checked = clean_photo(photo_upload(jpeg(size=size)))

    assert opened(checked).size == (checked.width, checked.height) == expected


def test_clean_photo_takes_a_photo_full_of_grain():
    """It needs more than a byte for each pixel."""
    grain = Image.frombytes("RGB", (400, 300), os.urandom(360_000))

    assert opened(clean_photo(SimpleUploadedFile("a.jpg", encoded(grain, "JPEG", quality=95)))).size == (400, 300)


def test_clean_photo_keeps_nothing_beside_the_pixels():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = jpeg(exif=exif_with_place(), icc_profile=profile, comment=b"SecretComment", xmp=b"<x>SecretXmp</x>")
    for secret in (b"SecretCamera", b"SecretComment", b"SecretXmp", b"ICC_PROFILE"):
        assert secret in content

    checked = clean_photo(photo_upload(content))

    stored = checked.read()
    for secret in (b"Secret", b"ICC_PROFILE", b"Exif", b"http://ns.adobe.com"):
        assert secret not in stored
    assert not Image.open(BytesIO(stored)).getexif()


def test_clean_photo_keeps_nothing_beside_the_pixels_of_a_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "SecretComment")
    content = encoded(picture("RGBA", colour=(255, 0, 0, 80)), "PNG", pnginfo=notes, exif=exif_with_place())
    assert b"SecretComment" in content

    stored = clean_photo(photo_upload(content, "photo.png")).read()

    assert b"Secret" not in stored
    assert b"EXIF" not in stored


@pytest.mark.parametrize(
    ("orientation", "side", "size"),
    [
        (1, "left", (800, 600)),
        (2, "right", (800, 600)),
        (3, "right", (800, 600)),
        (4, "left", (800, 600)),
        (5, "top", (600, 800)),
        (6, "top", (600, 800)),
        (7, "bottom", (600, 800)),
        (8, "bottom", (600, 800)),
    ],
)
def test_clean_photo_turns_the_picture_upright(orientation, side, size):
    checked = clean_photo(photo_upload(jpeg(exif=exif_with_place(orientation))))

    image = opened(checked)
    assert image.size == size
    assert red_side(image) == [side]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_clean_photo_ignores_damaged_exif():
    checked = clean_photo(photo_upload(jpeg(exif=b"Exif\0\0II*\0\xff\xff\xff\xff")))

    assert checked.width == 800


@pytest.mark.parametrize("mode", ["CMYK", "L", "1"])
def test_clean_photo_gives_rgb_for_other_colour_models(mode):
    format_name, name = ("PNG", "a.png") if mode == "1" else ("JPEG", "a.jpg")

    image = opened(
        clean_photo(photo_upload(encoded(picture(mode, colour=0 if mode == "1" else None), format_name), name))
    )

    assert image.mode == "RGB"
    assert min(image.getpixel((700, 300))) > 245


def test_clean_photo_keeps_the_colours_of_cmyk():
    red, green, blue = opened(clean_photo(photo_upload(encoded(picture("CMYK"), "JPEG")))).getpixel((100, 300))

    assert red > 200
    assert max(green, blue) < 60


def test_clean_photo_converts_colours_by_their_profile():
    content = jpeg(icc_profile=profile_with_red_and_blue_swapped())

    red, green, blue = opened(clean_photo(photo_upload(content))).getpixel((100, 300))

    assert blue > 200
    assert max(red, green) < 60


def test_clean_photo_ignores_a_damaged_profile():
    image = opened(clean_photo(photo_upload(jpeg(icc_profile=b"no profile"))))

    assert red_side(image) == ["left"]


def test_clean_photo_scales_sixteen_bits_of_grey():
    content = encoded(Image.new("I;16", (40, 30), 32768), "PNG")

    level = opened(clean_photo(photo_upload(content, "grey.png"))).getpixel((20, 15))[0]

    assert 120 < level < 136


@pytest.mark.parametrize("palette", [False, True])
def test_clean_photo_keeps_transparency(palette):
    image = picture("RGBA", colour=(255, 0, 0, 0))
    content = encoded(image.quantize() if palette else image, "PNG")

    checked = clean_photo(photo_upload(content, "logo.png"))

    stored = opened(checked)
    assert (stored.format, checked.name) == ("WEBP", "photo.webp")
    assert stored.getpixel((100, 300))[3] == 0
    assert stored.getpixel((700, 300))[3] == 255


def test_clean_photo_drops_an_alpha_channel_that_hides_nothing():
    checked = clean_photo(photo_upload(encoded(picture("RGBA"), "PNG"), "photo.png"))

    assert opened(checked).format == "JPEG"


def test_photo_field_shows_the_reason_and_the_accepted_types():
    field = PhotoField()

    with pytest.raises(ValidationError) as refused:
        field.clean(photo_upload(PDF))

    assert refused.value.messages == ["Не вдалося прочитати це фото. Надішліть файл JPEG, PNG або WebP."]
    assert field.widget.attrs["accept"] == "image/jpeg,image/png,image/webp"


def test_photo_field_keeps_the_old_photo_where_none_is_sent():
    assert PhotoField().clean(None, initial="photos/old.jpg") == "photos/old.jpg"
