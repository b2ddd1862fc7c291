"""What is kept on a person as somebody who signs in."""

from allauth.mfa.models import Authenticator


def export(user):
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "wants_reminders": user.wants_reminders,
        "joined": user.date_joined,
        "last_signed_in": user.last_login,
        "is_staff": user.is_staff,
        "groups": [group.name for group in user.groups.all()],
        "second_factors": [
            {"what": str(factor), "added": factor.created_at, "last_used": factor.last_used_at}
            for factor in Authenticator.objects.filter(user=user).order_by("pk")
        ],
    }
