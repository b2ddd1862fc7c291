"""What a person uploaded. It stays when the account is closed, without the name."""

from portal.media.models import Document, Photo
from portal.records import records


def export(user):
    return {
        "photos": records(Photo.objects.filter(uploaded_by=user), "uuid", "uploaded_at", "alt_uk", "author"),
        "documents": records(Document.objects.filter(uploaded_by=user), "uuid", "uploaded_at", "title_uk"),
    }
