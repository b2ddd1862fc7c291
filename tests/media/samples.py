"""Files as people send them, good and bad, made anew for each test; and the rows that hold them."""

import struct
import zipfile
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from portal.media.models import Document, Photo
from portal.media.uploads import clean_document, clean_photo

# Photos


def picture(mode="RGB", size=(800, 600), colour=None):
    """The left half in the colour (red), the right half white."""
    white = {"CMYK": (0, 0, 0, 0), "RGBA": (255, 255, 255, 255), "RGB": (255, 255, 255)}.get(mode, 255)
    red = {"CMYK": (0, 255, 255, 0), "RGBA": (255, 0, 0, 255), "RGB": (255, 0, 0)}.get(mode, 80)
    image = Image.new(mode, size, white)
    image.paste(red if colour is None else colour, (0, 0, size[0] // 2, size[1]))
    return image


def encoded(image, format_name, **options):
    content = BytesIO()
    image.save(content, format_name, **options)
    return content.getvalue()


def jpeg(size=(800, 600), **options):
    return encoded(picture(size=size), "JPEG", **options)


def exif_with_place(orientation=None):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 27.0, 0.0), 3: "E", 4: (30.0, 31.0, 0.0)})
    if orientation:
        exif[0x0112] = orientation
    return exif


def png_header(width, height):
    """A PNG that promises a picture of this size and holds none."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def profile_with_red_and_blue_swapped():
    """An ICC profile in which what is called red looks blue."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.find(b"rXYZ"), profile.find(b"bXYZ")  # in the table of tags, which comes first
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def photo_upload(content=None, name="photo.jpg"):
    return SimpleUploadedFile(name, jpeg() if content is None else content)


def make_photo(*, content=None, name="photo.jpg", **overrides):
    defaults = {
        "alt_uk": "Люди читають у бібліотеці",
        "alt_en": "People read in a library",
        "author": "Олена Ґудзь",
        "licence": Photo.Licence.CC_BY_4,
        "consent": Photo.Consent.PUBLIC_EVENT,
    }
    if "image" not in overrides:
        overrides["image"] = clean_photo(photo_upload(content, name))
    return Photo.objects.create(**defaults | overrides)


# Documents

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def packed(entries, first_stored=False):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for place, (name, body) in enumerate(entries.items()):
            stored = zipfile.ZIP_STORED if first_stored and place == 0 else None
            # A fixed date: the bytes name tests, and these must have one name in every process.
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            package.writestr(entry, body, compress_type=zipfile.ZIP_DEFLATED if stored is None else stored)
    return content.getvalue()


def docx(**more):
    return packed({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<r/>", "word/document.xml": "<w/>"} | more)


def xlsx(**more):
    return packed({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<r/>", "xl/workbook.xml": "<w/>"} | more)


def odt(mimetype="application/vnd.oasis.opendocument.text", **more):
    return packed({"mimetype": mimetype, "content.xml": "<office/>"} | more, first_stored=True)


def document_upload(content=PDF, name="statute.pdf"):
    return SimpleUploadedFile(name, content)


def make_document(*, content=PDF, name="statute.pdf", **overrides):
    defaults = {"title_uk": "Статут асоціації"}
    if "file" not in overrides:
        overrides["file"] = clean_document(document_upload(content, name))
    return Document.objects.create(**defaults | overrides)
