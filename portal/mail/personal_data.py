"""Letters to a person: their heads are theirs to see, the text went to them already."""

from portal.mail.models import Letter
from portal.records import records


def export(user):
    letters = Letter.objects.filter(to__iexact=user.email)
    return {"letters": records(letters, "subject", "kind", "language", "created_at", "sent_at")}


def erase(user):
    Letter.objects.filter(to__iexact=user.email).delete()
