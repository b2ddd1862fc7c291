"""What the cities' rooms keep on a person: whom they speak for, invitations, applications, questions."""

from cities.actions import take_back_consent
from cities.models import ApplicationConsent, CityQuestion, Invitation, MembershipApplication, Representative
from portal.records import records


def export(user):
    to_me = Invitation.objects.filter(email__iexact=user.email)
    applications = MembershipApplication.objects.filter(contact_email__iexact=user.email)
    questions = CityQuestion.objects.filter(email__iexact=user.email)
    return {
        "speaks_for": records(
            Representative.objects.filter(user=user), "city__name_uk", "role", "created_at", "confirmed_at"
        ),
        "invitations_to_me": records(
            to_me, "city__name_uk", "role", "created_at", "expires_at", "accepted_at", "revoked_at"
        ),
        "invitations_by_me": records(
            Invitation.objects.filter(invited_by=user), "city__name_uk", "email", "role", "created_at"
        ),
        "applications": records(
            applications,
            "id",
            "katottg",
            "contact_name",
            "contact_role",
            "contact_phone",
            "motivation",
            "created_at",
            "status",
        ),
        "consents": records(
            consents_of(user), "kind", "text_version", "given_at", "withdrawn_at", "withdrawal_version"
        ),
        "questions_by_me": records(questions, "city__name_uk", "name", "text", "created_at", "answer", "answered_at"),
        "answers_by_me": records(
            CityQuestion.objects.filter(answered_by=user), "city__name_uk", "answer", "answered_at"
        ),
    }


def erase(user):
    Representative.objects.filter(user=user).delete()
    Invitation.objects.filter(email__iexact=user.email).delete()


def consents_of(user):
    """What the person agreed to in applications from the same address, newest first."""
    applications = MembershipApplication.objects.filter(contact_email__iexact=user.email)
    return (
        ApplicationConsent.objects.filter(application__in=applications)
        .select_related("application")
        .order_by("-given_at")
    )


def take_back(consent):
    """The same person takes one of these back."""
    take_back_consent(consent)
