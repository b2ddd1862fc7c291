"""Field 24: photos and documents, each with its words and rights."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.files import attach, check_room_for_document, check_room_for_photo
from initiatives.models import InitiativeDocument, InitiativePhoto
from portal.media.models import Document, Photo

PHOTO_WORDS = ["alt_uk", "alt_en", "caption_uk", "caption_en", "author", "licence", "consent", "source_url"]


class PhotoWordsForm(forms.ModelForm):
    """What a photo shows, who took it and why it may be shown."""

    source_url = Photo._meta.get_field("source_url").formfield(assume_scheme="https")

    class Meta:
        model = Photo
        fields = PHOTO_WORDS
        labels = {
            "alt_uk": _("What the photo shows, in Ukrainian"),
            "alt_en": _("The same in English"),
            "caption_uk": _("Caption in Ukrainian"),
            "caption_en": _("Caption in English"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("licence", "consent"):
            self.fields[name].choices = [("", _("Choose")), *Photo._meta.get_field(name).choices]


class NewPhotoForm(PhotoWordsForm):
    """A photo to add to an initiative."""

    FILE = "image"

    class Meta(PhotoWordsForm.Meta):
        fields = ["image", *PHOTO_WORDS]

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, prefix="photo", **kwargs)
        self.initiative = initiative

    def clean_image(self):
        check_room_for_photo(self.initiative)
        return self.cleaned_data["image"]

    def save(self, *, by):
        self.instance.uploaded_by = by
        photo = super().save()
        attach(InitiativePhoto(initiative=self.initiative, photo=photo))
        return photo


class NewDocumentForm(forms.ModelForm):
    """A document to add to an initiative; nobody but its authors and staff may fetch it until it is published."""

    FILE = "file"

    class Meta:
        model = Document
        fields = ["file", "title_uk", "title_en", "language"]
        labels = {"title_uk": _("Title in Ukrainian"), "title_en": _("Title in English")}

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, prefix="document", **kwargs)
        self.initiative = initiative

    def clean_file(self):
        file = self.cleaned_data["file"]
        check_room_for_document(self.initiative, file.size)
        return file

    def save(self, *, by):
        self.instance.uploaded_by = by
        document = super().save()
        attach(InitiativeDocument(initiative=self.initiative, document=document))
        return document
