"""What the initiatives' rooms keep on a person: what they wrote, agreed to, commented on and proposed as a guest."""

from initiatives.actions import take_back_consent
from initiatives.models import Consent, FieldComment, GuestProposal, Initiative, SavedStep
from portal.records import records


def export(user):
    return {
        "initiatives": records(
            Initiative.objects.filter(author=user), "id", "title_uk", "title_en", "status", "created_at"
        ),
        "reviewed_by_me": records(Initiative.objects.filter(reviewer=user), "id", "title_uk", "status"),
        "consents": records(
            consents_of(user),
            "initiative",
            "kind",
            "text_version",
            "given_at",
            "withdrawn_at",
            "withdrawal_version",
        ),
        "comments": records(FieldComment.objects.filter(by=user), "initiative", "field", "text", "at"),
        "last_saves": records(SavedStep.objects.filter(saved_by=user), "initiative", "step", "saved_at"),
        "proposals_as_guest": records(
            GuestProposal.objects.filter(email__iexact=user.email), "initiative", "name", "created_at", "confirmed_at"
        ),
    }


def consents_of(user):
    """What the person agreed to, newest first."""
    return Consent.objects.filter(given_by=user).select_related("initiative").order_by("-given_at")


def take_back(consent):
    """The same person takes one of these back."""
    take_back_consent(consent, by=consent.given_by)
