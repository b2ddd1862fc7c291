"""File fields that store only what passed the checks of ``uploads``, for forms and for models."""

from django import forms
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from .uploads import PHOTO_EXTENSIONS, CheckedDocument, CheckedPhoto, clean_document, clean_photo

# Form fields


class PhotoField(forms.FileField):
    """A photo to upload; its cleaned value is a ``CheckedPhoto`` for ``Photo.image``."""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean_photo(upload)

    def widget_attrs(self, widget):
        types = ",".join(f"image/{name.lower()}" for name in PHOTO_EXTENSIONS)
        return {**super().widget_attrs(widget), "accept": types}


class DocumentField(forms.FileField):
    """A document to upload; its cleaned value is a ``CheckedDocument`` for ``Document.file``."""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean_document(upload)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ".pdf,.docx,.xlsx,.odt"}


def photo_url(name: str) -> str:
    """The address of a photo or rendition, from its name in the storage."""
    return reverse("media:photo", args=[name.rpartition("/")[2]])


# Model fields


class CheckedFieldFile(FieldFile):
    """A stored file; new content must have been checked, and goes in with its row."""

    def save(self, name, content, save=True):
        """Called by Django when the row is saved. Raises TypeError on unchecked content, and when called directly."""
        if not isinstance(content, self.field.checked_class):
            raise TypeError(f"Assign a {self.field.checked_class.__name__}, as the functions of uploads.py give it.")
        if save:
            raise TypeError("Assign the checked file and save the row, so that its size and old files are seen to.")
        super().save(name, content, save=False)


class CheckedFileField(models.FileField):
    """A FileField whose form field checks the upload, and which refuses to store what was not checked.

    Every ModelForm gets the check by naming the field. Other code calls ``clean_photo`` or ``clean_document`` itself;
    an upload that is assigned as it came raises TypeError when the row is saved.
    """

    checked_class: type
    form_class: type

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class PhotoFieldFile(CheckedFieldFile):
    @property
    def url(self):
        """The address of the view that serves the photo, whatever the storage."""
        return photo_url(self.name)


class PhotoFileField(CheckedFileField):
    attr_class = PhotoFieldFile
    checked_class = CheckedPhoto
    form_class = PhotoField


class DocumentFieldFile(CheckedFieldFile):
    @property
    def url(self):
        """The address of the view that serves the document to those who may see it."""
        return self.instance.get_absolute_url()


class DocumentFileField(CheckedFileField):
    attr_class = DocumentFieldFile
    checked_class = CheckedDocument
    form_class = DocumentField
