"""Checks of what people upload: a photo is drawn anew, a document is let through as it is or refused.

What comes out is a ``CheckedPhoto`` or a ``CheckedDocument``; the file fields of this room store nothing else.
"""

import struct
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

MEGABYTE = 1024 * 1024

# What Pillow and zipfile raise on damaged or hostile bytes, beside their own exceptions.
BROKEN = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)


# Photos

PHOTO_MAX_BYTES = 15 * MEGABYTE
PHOTO_MAX_PIXELS = 40_000_000
PHOTO_MAX_SIDE = 2560  # of the stored photo, in pixels
PHOTO_EXTENSIONS = {"JPEG": (".jpg", ".jpeg", ".jfif"), "PNG": (".png",), "WEBP": (".webp",)}

# For the whole process, because warning filters set for one call are not safe between threads.
Image.MAX_IMAGE_PIXELS = PHOTO_MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

ORIENTATION = 0x0112  # the EXIF tag
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class CheckedPhoto(ContentFile):
    """A photo as we drew it: upright, sRGB, at most 2560 pixels a side, nothing beside the pixels.

    Made by ``clean_photo`` only. ``width`` and ``height`` are in pixels.
    """

    def __init__(self, content: bytes, name: str, width: int, height: int):
        super().__init__(content, name=name)
        self.width = width
        self.height = height


def clean_photo(upload: File) -> CheckedPhoto:
    """The picture in a JPEG, PNG or WebP file, encoded anew; the file itself is not kept.

    Only pixels pass: place, camera, comments and previews in the file are left behind, and colours are converted to
    sRGB. The name must end as the content demands, for who sends one type under the name of another is mistaken about
    the file, or hides something. Raises ValidationError with a sentence for the person who sent it.
    """
    if upload.size > PHOTO_MAX_BYTES:
        raise ValidationError(
            _("This photo has %(size)s; at most %(limit)s are accepted."),
            code="too_big",
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(PHOTO_MAX_BYTES)},
        )
    image = _opened(upload)
    _check_extension(upload.name, PHOTO_EXTENSIONS["JPEG" if image.format == "MPO" else image.format])
    try:
        image.load()
        return _encoded(_in_srgb(image))
    except BROKEN:
        raise ValidationError(
            _("This photo is damaged or incomplete. Open it on your device and save it again."), code="broken"
        ) from None


def _opened(upload: File) -> Image.Image:
    """The picture, judged by its header and not decoded yet. Raises ValidationError."""
    upload.seek(0)
    try:
        image = Image.open(upload, formats=tuple(PHOTO_EXTENSIONS))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many_pixels() from None
    except BROKEN:
        raise ValidationError(
            _("This is not a photo that we can read. Send a JPEG, PNG or WebP file."), code="not_a_photo"
        ) from None
    if image.width * image.height > PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    # Phones put a preview or a depth map behind the photo (MPO, a kind of JPEG); of that, the first picture counts.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise ValidationError(_("Moving pictures are not accepted. Send a still photo."), code="animated")
    return image


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("This photo has more than %(limit)s megapixels. Make it smaller and send it again."),
        code="too_many_pixels",
        params={"limit": PHOTO_MAX_PIXELS // 1_000_000},
    )


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture upright, at its final size, in mode RGB, or RGBA where some of it is transparent."""
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off instead of scaling
        image = image.point(lambda value: value * (1 / 256)).convert("L")
        image.info.pop("transparency", None)
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        image = image.convert("RGB")
    image.thumbnail((PHOTO_MAX_SIDE, PHOTO_MAX_SIDE), Image.Resampling.LANCZOS)
    if orientation in UPRIGHT:
        image = image.transpose(UPRIGHT[orientation])
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = _without_profile(image.convert("RGB") if alpha else image, profile)
    if alpha and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _orientation(image: Image.Image) -> int | None:
    try:
        return image.getexif().get(ORIENTATION)
    except BROKEN:  # a photo with damaged EXIF is still a photo
        return None


def _without_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB; a profile that is damaged or belongs to another kind of picture is ignored."""
    if profile:
        try:
            return ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, *BROKEN):
            pass
    return image.convert("RGB")


def _encoded(image: Image.Image) -> CheckedPhoto:
    image.info.clear()  # Pillow would write comments and profile from here into the new file
    encoded = BytesIO()
    if image.mode == "RGBA":
        image.save(encoded, "WEBP", quality=92)
        name = "photo.webp"
    else:
        # Not optimised: the room that Pillow gives that is too small for a photo full of grain.
        image.save(encoded, "JPEG", quality=92, subsampling=0)
        name = "photo.jpg"
    return CheckedPhoto(encoded.getvalue(), name, image.width, image.height)


# Documents

DOCUMENT_MAX_BYTES = 20 * MEGABYTE
DOCUMENT_MAX_UNPACKED = 300 * MEGABYTE
DIRECTORY_MAX_BYTES = MEGABYTE
PDF_SIGNATURE = b"%PDF-"
PDF_SIGNATURE_WITHIN = 1024  # readers accept the signature anywhere in here
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURE = b"PK\x03\x04"
ZIP_END = struct.Struct("<4s4H2LH")  # signature, numbers, entries, size and offset of the directory, comment length
ZIP_END_SIGNATURE = b"PK\x05\x06"
ZIP64_LOCATOR_SIGNATURE = b"PK\x06\x07"
ZIP64_LOCATOR_SIZE = 20
ZIP_COMMENT_MAX = 0xFFFF
ODT_MIMETYPE = b"application/vnd.oasis.opendocument.text"
# Visual Basic and Excel 4 macros; Basic and script folders of LibreOffice.
MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("xl/macrosheets/", "basic/", "scripts/")


class CheckedDocument(ContentFile):
    """A document whose content is what its name says. Made by ``clean_document`` only; ``kind`` is e.g. "pdf"."""

    def __init__(self, content: bytes, kind: str):
        super().__init__(content, name=f"document.{kind}")
        self.kind = kind


def clean_document(upload: File) -> CheckedDocument:
    """A PDF, DOCX, XLSX or ODT file, unchanged, its kind found from the content.

    Of a packed file only the directory is read, so nothing unpacks here. Refused are macros, passwords, damaged files,
    files that are two kinds at once, and names that end in another kind. Raises ValidationError with a sentence for
    the person who sent it.
    """
    if upload.size > DOCUMENT_MAX_BYTES:
        raise ValidationError(
            _("This document has %(size)s; at most %(limit)s are accepted."),
            code="too_big",
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(DOCUMENT_MAX_BYTES)},
        )
    upload.seek(0)
    content = upload.read()
    kind = _kind(content)
    _check_extension(upload.name, (f".{kind}",))
    return CheckedDocument(content, kind)


def _kind(content: bytes) -> str:
    is_zip = content.startswith(ZIP_SIGNATURE)
    is_pdf = content.startswith(PDF_SIGNATURE)
    if (is_zip and PDF_SIGNATURE in content[:PDF_SIGNATURE_WITHIN]) or (
        is_pdf and zipfile.is_zipfile(BytesIO(content))
    ):
        raise ValidationError(_("This file is two documents in one. Send them one by one."), code="two_kinds")
    if is_pdf:
        return "pdf"
    if is_zip:
        return _packed_kind(content)
    if content.startswith(OLE_SIGNATURE):
        raise ValidationError(
            _("This file is of an old kind or has a password. Save it as DOCX, XLSX or PDF without a password."),
            code="old_or_locked",
        )
    raise _not_a_document()


def _packed_kind(content: bytes) -> str:
    """Which of our kinds a zip file is, by the names in its directory. Raises ValidationError."""
    _check_directory(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            kind = _kind_by_names({entry.filename for entry in entries}) or _kind_by_mimetype(package, entries)
    except (zipfile.BadZipFile, *BROKEN):
        raise _damaged_document() from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise ValidationError(_("This document has a password. Save it without one."), code="locked")
    if sum(entry.file_size for entry in entries) > DOCUMENT_MAX_UNPACKED:
        raise ValidationError(_("This document is too big when unpacked."), code="too_big_unpacked")
    if kind is None:
        raise _not_a_document()
    if any(_is_macro(entry.filename.lower()) for entry in entries):
        raise ValidationError(_("This document has macros. Save it without them, or as PDF."), code="macros")
    return kind


def _check_directory(content: bytes) -> None:
    """Refuses a zip whose directory is big, is not where it says, or has the 64-bit form no real document needs.

    Python's zipfile would read a directory of any size into memory, and search for one that was moved.
    """
    end = content.rfind(ZIP_END_SIGNATURE, max(0, len(content) - ZIP_END.size - ZIP_COMMENT_MAX))
    if end < 0 or len(content) < end + ZIP_END.size:
        raise _damaged_document()
    *_numbers, size, offset, _comment_length = ZIP_END.unpack_from(content, end)
    locator = max(0, end - ZIP64_LOCATOR_SIZE)
    if offset + size != end or content[locator:end].startswith(ZIP64_LOCATOR_SIGNATURE):
        raise _damaged_document()
    if size > DIRECTORY_MAX_BYTES:
        raise ValidationError(_("This document has too many parts."), code="too_many_parts")


def _kind_by_names(names: set[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    kinds = [kind for kind, folder in (("docx", "word/"), ("xlsx", "xl/")) if any(n.startswith(folder) for n in names)]
    return kinds[0] if len(kinds) == 1 else None


def _kind_by_mimetype(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str | None:
    """ "odt" where the entry that OpenDocument asks to come first, and not to be packed, says so."""
    first = entries[0] if entries else None
    if (
        first is None
        or first.filename != "mimetype"
        or first.compress_type != zipfile.ZIP_STORED
        or first.flag_bits & 1
    ):
        return None
    with package.open(first) as mimetype:
        return "odt" if mimetype.read(len(ODT_MIMETYPE) + 1).strip() == ODT_MIMETYPE else None


def _is_macro(path: str) -> bool:
    return path.endswith(MACRO_FILES) or path.startswith(MACRO_FOLDERS)


def _not_a_document() -> ValidationError:
    return ValidationError(_("Send a PDF, DOCX, XLSX or ODT file."), code="not_a_document")


def _damaged_document() -> ValidationError:
    return ValidationError(_("This document is damaged. Open it on your device and save it again."), code="broken")


def _check_extension(name: str | None, allowed: tuple[str, ...]) -> None:
    if Path(name or "").suffix.lower() not in allowed:
        raise ValidationError(
            _("By its content this is a %(type)s file, but its name does not end in %(extension)s."),
            code="wrong_extension",
            params={"type": allowed[0][1:].upper(), "extension": allowed[0]},
        )
