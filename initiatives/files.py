"""The photos and documents of an initiative: how many there may be, their order, what goes when they are removed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, InitiativeDocument, InitiativePhoto
from portal.media.models import Document, Photo
from portal.media.use import is_used

# Of one initiative: more would not be looked at.
MOST_PHOTOS = 12
MOST_DOCUMENTS = 10
# Of one city, all its initiatives together.
CITY_PHOTOS = 500
CITY_DOCUMENT_BYTES = 300 * 1024 * 1024


def _siblings(initiative):
    """The initiatives that share a city's quota; what belongs to no city has one of its own."""
    if initiative.city_id is None:
        return Initiative.objects.filter(pk=initiative.pk)
    return Initiative.objects.filter(city=initiative.city_id)


def check_room_for_photo(initiative):
    """Raises ValidationError, with what to do, where one more photo would be too many."""
    if initiative.initiative_photos.count() >= MOST_PHOTOS:
        raise ValidationError(
            _("An initiative shows up to %(most)d photos. Remove one to add another."),
            code="too_many",
            params={"most": MOST_PHOTOS},
        )
    if InitiativePhoto.objects.filter(initiative__in=_siblings(initiative)).count() >= CITY_PHOTOS:
        raise ValidationError(
            _("Your city has reached its limit of %(most)d photos. Remove some from older initiatives."),
            code="quota",
            params={"most": CITY_PHOTOS},
        )


def check_room_for_document(initiative, size):
    """The same for a document of ``size`` bytes."""
    if initiative.initiative_documents.count() >= MOST_DOCUMENTS:
        raise ValidationError(
            _("An initiative has up to %(most)d documents. Remove one to add another."),
            code="too_many",
            params={"most": MOST_DOCUMENTS},
        )
    attached = InitiativeDocument.objects.filter(initiative__in=_siblings(initiative)).values("document")
    used = Document.objects.filter(pk__in=attached).aggregate(bytes=Sum("size"))["bytes"] or 0
    if used + size > CITY_DOCUMENT_BYTES:
        raise ValidationError(
            _("The documents of your city fill %(used)s of %(room)s, so this one does not fit. Remove an older one."),
            code="quota",
            params={"used": filesizeformat(used), "room": filesizeformat(CITY_DOCUMENT_BYTES)},
        )


def attach(attached):
    """Save an InitiativePhoto or InitiativeDocument at the end of its list."""
    of_initiative = type(attached).objects.filter(initiative=attached.initiative)
    last = of_initiative.aggregate(last=Max("position"))["last"]
    attached.position = 0 if last is None else last + 1
    attached.save()


@transaction.atomic
def move(attached, by: int):
    """Put it ``by`` places further down its list; -1 is one place up. At either end nothing happens."""
    rows = list(type(attached).objects.select_for_update().filter(initiative=attached.initiative))
    here = rows.index(attached)
    there = min(max(here + by, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for position, row in enumerate(rows):
        row.position = position
    type(attached).objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove(attached):
    """Take it off the initiative; the file itself goes too unless something else shows it."""
    row = attached.photo if isinstance(attached, InitiativePhoto) else attached.document
    attached.delete()
    if not is_used(row):
        row.delete()


def photo_is_shared(photo: Photo) -> bool:
    """Whether more than one initiative shows it, as a published one and the change that is proposed to it do."""
    return InitiativePhoto.objects.filter(photo=photo).count() > 1
