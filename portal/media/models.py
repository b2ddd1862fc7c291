from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.languages import ENGLISH
from portal.publishing.fields import FoldedField
from portal.publishing.generation import Generation
from portal.publishing.parity import validate_parity

from . import renditions
from .fields import DocumentFileField, PhotoFileField, photo_url
from .tasks import make_renditions
from .use import UploadQuerySet


@dataclass(frozen=True)
class Source:
    """What one ``<source>`` of a ``<picture>`` needs."""

    type: str
    srcset: str


RENDITION_FIELDS = {"rendition_widths", "rendition_bytes"}


def photo_path(photo, filename):
    return f"photos/{photo.uuid}.{filename.rpartition('.')[2]}"


class Photo(models.Model):
    """A picture with its words and rights, drawn anew from what was uploaded.

    ``image`` takes only a ``CheckedPhoto``: a ModelForm that names the field makes one, other code calls
    ``uploads.clean_photo``. Anything else raises TypeError when the row is saved. Names of files come from ``uuid``,
    which changes with the picture, so what has been fetched may be kept for ever.
    """

    class Licence(models.TextChoices):
        CC_BY_4 = "cc_by_4", "CC BY 4.0"
        CC_BY_SA_4 = "cc_by_sa_4", "CC BY-SA 4.0"
        CC_BY_SA_3 = "cc_by_sa_3", "CC BY-SA 3.0"
        CC_BY_NC_4 = "cc_by_nc_4", "CC BY-NC 4.0"
        CC0 = "cc0", "CC0 1.0"
        PUBLIC_DOMAIN = "public_domain", _("Public domain")
        PERMISSION = "permission", _("Used with permission")

    LICENCE_URLS = {
        Licence.CC_BY_4: "https://creativecommons.org/licenses/by/4.0/",
        Licence.CC_BY_SA_4: "https://creativecommons.org/licenses/by-sa/4.0/",
        Licence.CC_BY_SA_3: "https://creativecommons.org/licenses/by-sa/3.0/",
        Licence.CC_BY_NC_4: "https://creativecommons.org/licenses/by-nc/4.0/",
        Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    }

    class Consent(models.TextChoices):
        """Why the people in the picture may be shown. Civil Code of Ukraine, articles 307 and 308."""

        NO_PEOPLE = "no_people", _("Nobody can be recognised")
        GIVEN = "given", _("Everybody who can be recognised has agreed")
        GUARDIANS = "guardians", _("Children can be recognised, their parents or guardians have agreed")
        PUBLIC_EVENT = "public_event", _("Taken openly at a public event")

    class Focus(models.TextChoices):
        """Where what matters is, for places that show a part of the photo; words of CSS ``object-position``."""

        TOP_LEFT = "left top", _("top left")
        TOP = "top", pgettext_lazy("part of a photo", "top")
        TOP_RIGHT = "right top", _("top right")
        LEFT = "left", pgettext_lazy("part of a photo", "left")
        CENTRE = "center", pgettext_lazy("part of a photo", "middle")
        RIGHT = "right", pgettext_lazy("part of a photo", "right")
        BOTTOM_LEFT = "left bottom", _("bottom left")
        BOTTOM = "bottom", pgettext_lazy("part of a photo", "bottom")
        BOTTOM_RIGHT = "right bottom", _("bottom right")

    image = PhotoFileField(
        _("photo"),
        upload_to=photo_path,
        help_text=_(
            "JPEG, PNG or WebP, up to 15 MB and 40 megapixels. Place and camera data in the file are not kept."
        ),
    )
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), editable=False, help_text=_("In pixels."))
    rendition_widths = models.JSONField(default=list, editable=False)
    # Of the JPEG of each width, by the width as text; a photo whose renditions are older has none.
    rendition_bytes = models.JSONField(default=dict, editable=False)
    focus = models.CharField(
        _("what matters is"),
        max_length=12,
        choices=Focus,
        default=Focus.CENTRE,
        help_text=_("Cards and banners show a part of the photo; this part stays in it."),
    )
    alt = models.CharField(
        _("description for those who do not see the photo"),
        max_length=250,
        help_text=_("What the photo shows, in one sentence; without “a photo of”."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    author = models.CharField(_("author"), max_length=200, help_text=_("Who took the photo."))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence)
    consent = models.CharField(
        _("people in the photo"),
        max_length=20,
        choices=Consent,
        help_text=_("Nobody in an occupied place, and nobody who could be endangered, may be recognisable."),
    )
    source_url = models.URLField(_("source"), blank=True, help_text=_("The page that the photo was taken from."))
    search_text = FoldedField(of=("alt_uk", "alt_en", "caption_uk", "caption_en", "author"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alt_uk__isnull=False) & ~models.Q(alt_uk=""),
                name="%(app_label)s_%(class)s_described",
            ),
            models.CheckConstraint(
                condition=~models.Q(consent="") & ~models.Q(licence=""),
                name="%(app_label)s_%(class)s_has_consent_and_licence",
            ),
        ]

    def __str__(self):
        return Truncator(self.alt).chars(80)

    def save(self, *args, update_fields=None, **kwargs):
        """Saves the row; with a new picture also its size, and once this is committed, old files go, renditions come.

        Raises TypeError where the new picture was not checked.
        """
        has_new_image = is_new_file(self.image)
        if has_new_image:
            if update_fields is not None:
                update_fields = {*update_fields, "image", "uuid", "width", "height", *RENDITION_FIELDS}
            old_files = self._stored_files()
            # A name of its own for the new picture; the first one keeps the name it was created with.
            self.uuid = self.uuid if self._state.adding else uuid4()
            self.width = getattr(self.image.file, "width", None)
            self.height = getattr(self.image.file, "height", None)
            self.rendition_widths = []
            self.rendition_bytes = {}
        elif update_fields is None and not self._state.adding:
            # The task may have written these since this row was read.
            update_fields = loaded_fields(self) - RENDITION_FIELDS
        if update_fields is not None:
            update_fields = {*update_fields, "search_text"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if has_new_image:
            delete_after_commit(self.image.storage, old_files)
            transaction.on_commit(partial(make_renditions.enqueue, self.pk))

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        validate_parity(self, exclude=exclude or ())

    def _stored_files(self):
        """The names of the files that the row in the database has."""
        stored = Photo.objects.filter(pk=self.pk).values_list("image", "width").first()
        return [stored[0], *renditions.all_names(*stored)] if stored else []

    def make_renditions(self):
        """Makes the smaller copies now (about a second); pages show them from then on. For the task."""
        name = self.image.name
        jpeg_bytes = renditions.write_renditions(self.image.storage, name)
        widths, sizes = list(jpeg_bytes), {str(width): size for width, size in jpeg_bytes.items()}
        if not Photo.objects.filter(pk=self.pk, image=name).update(rendition_widths=widths, rendition_bytes=sizes):
            # Deleted or replaced meanwhile.
            delete_files(self.image.storage, renditions.all_names(name, self.width))
        else:
            self.rendition_widths, self.rendition_bytes = widths, sizes
            Generation.objects.begin()

    def rendition_url(self, width, extension):
        """The address of a rendition: ``width`` out of ``rendition_widths``, ``extension`` avif, webp or jpg."""
        return photo_url(renditions.rendition_name(self.image.name, width, extension))

    def sources(self):
        """The AVIF and WebP renditions, the better format first; [] until they are made."""
        if not self.rendition_widths:
            return []
        return [Source(renditions.CONTENT_TYPES[extension], self._srcset(extension)) for extension in ("avif", "webp")]

    def jpeg_srcset(self):
        """The JPEG renditions for the ``srcset`` of an image; "" until they are made."""
        return self._srcset("jpg")

    def _srcset(self, extension):
        return ", ".join(f"{self.rendition_url(width, extension)} {width}w" for width in self.rendition_widths)

    @property
    def medium_width(self):
        """How wide the rendition for ordinary screens is, in pixels; None until it is made."""
        return max((width for width in self.rendition_widths if width <= renditions.WIDTHS[1]), default=None)

    @property
    def src(self):
        """The address of one JPEG of medium size, for social previews and old browsers; until made, the large file."""
        return self.rendition_url(self.medium_width, "jpg") if self.medium_width else self.image.url

    @property
    def src_bytes(self):
        """The size of ``src`` in bytes; None where it is not known."""
        return self.rendition_bytes.get(str(self.medium_width))

    @property
    def large_url(self):
        """The address of the largest JPEG rendition; until made, the large file."""
        return self.rendition_url(max(self.rendition_widths), "jpg") if self.rendition_widths else self.image.url

    @property
    def thumbnail_url(self):
        """The address of the smallest JPEG; until made, the large file."""
        return self.rendition_url(min(self.rendition_widths), "jpg") if self.rendition_widths else self.image.url

    @property
    def licence_url(self):
        """Where the licence can be read; "" where it has no page."""
        return self.LICENCE_URLS.get(self.licence, "")


class DocumentQuerySet(UploadQuerySet):
    def public(self):
        """Documents that anybody may fetch."""
        return self.filter(is_public=True)

    def visible_to(self, user):
        """Documents that this person may fetch: staff all of them, others the public ones."""
        return self.all() if user.is_staff else self.public()


def document_path(document, filename):
    return f"documents/{document.uuid}.{filename.rpartition('.')[2]}"


class Document(models.Model):
    """A file to read or fill in, kept as it was sent. Private until what it belongs to is published.

    ``file`` takes only a ``CheckedDocument``: a ModelForm that names the field makes one, other code calls
    ``uploads.clean_document``. Anything else raises TypeError when the row is saved. The address stays when the file is
    replaced.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        XLSX = "xlsx", "XLSX"
        ODT = "odt", "ODT"

    CONTENT_TYPES = {
        Kind.PDF: "application/pdf",
        Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Kind.ODT: "application/vnd.oasis.opendocument.text",
    }

    file = DocumentFileField(
        _("file"), upload_to=document_path, help_text=_("PDF, DOCX, XLSX or ODT without macros, up to 20 MB.")
    )
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False, help_text=_("In bytes."))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(
        _("language of the document"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Anybody may download it. Otherwise only staff may.")
    )
    search_text = FoldedField(of=("title_uk", "title_en"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(title_uk__isnull=False) & ~models.Q(title_uk=""),
                name="%(app_label)s_%(class)s_has_ukrainian_title",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        """Saves the row; with a new file also its kind and size, and once this is committed, the old file goes.

        Raises TypeError where the new file was not checked.
        """
        has_new_file = is_new_file(self.file)
        if has_new_file:
            if update_fields is not None:
                update_fields = {*update_fields, "file", "kind", "size"}
            self.kind = getattr(self.file.file, "kind", "")
            self.size = self.file.size
            old_files = list(Document.objects.filter(pk=self.pk).values_list("file", flat=True))
        if update_fields is not None:
            update_fields = {*update_fields, "search_text"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if has_new_file:
            # The new file has another name while the old one lies there, unless the storage is set to overwrite.
            delete_after_commit(self.file.storage, [name for name in old_files if name != self.file.name])

    def get_absolute_url(self):
        return reverse("media:document", args=[self.uuid])

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        validate_parity(self, exclude=exclude or ())

    @property
    def content_type(self):
        return self.CONTENT_TYPES[self.kind]

    @property
    def download_title(self):
        """The title in the language of the document where there is one; names the file that a reader saves."""
        return (self.language == ENGLISH and self.title_en) or self.title_uk


# Files


def is_new_file(file):
    """Whether the file was assigned and waits for its row to be saved."""
    return bool(file) and not file._committed  # noqa: SLF001 - FileField.pre_save asks the same


def loaded_fields(instance):
    """The names of the columns that ``save()`` writes, without those that were never read."""
    fields = {field.name for field in type(instance)._meta.concrete_fields if not field.primary_key}
    return fields - instance.get_deferred_fields()


def delete_files(storage, names):
    for name in names:
        storage.delete(name)


def delete_after_commit(storage, names):
    """Deletes files once the change of their row is certain; a storage that fails then is logged, not shown."""

    # A function with a name: Django logs a failure by it.
    def delete_them():
        delete_files(storage, names)

    transaction.on_commit(delete_them, robust=True)


# Signals, because a QuerySet's delete(), which the admin uses, and cascades do not call the model's delete().


@receiver(post_delete, sender=Photo)
def delete_photo_files(instance, **_signal):
    names = [instance.image.name, *renditions.all_names(instance.image.name, instance.width)]
    delete_after_commit(instance.image.storage, names)


@receiver(post_delete, sender=Document)
def delete_document_file(instance, **_signal):
    delete_after_commit(instance.file.storage, [instance.file.name])
