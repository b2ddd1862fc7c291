"""A person gets another e-mail address: it counts once a letter to it was answered, and the old one is told.

The address stands in one place, ``User.email``; allauth, whose own rows could say something else, has none.
"""

import datetime

from django.db import IntegrityError, transaction

from portal.accounts import emails
from portal.accounts.models import User
from portal.keys import make_passing_key, read_passing_key
from portal.mail.models import Letter

SALT = "portal.accounts.address"
HOLDS_FOR = datetime.timedelta(days=3)


class AddressTaken(Exception):
    """Somebody else signs in with this address."""


def ask_to_confirm(user, email):
    """Send the letter that proves the address. One that somebody else has gets none, and nobody learns of that."""
    is_taken = User.objects.filter(email=email).exists()
    if not is_taken and not Letter.objects.are_enough("address_confirm", email):
        emails.address_confirm(user, email, make_passing_key(SALT, user.pk, user.email, email))


def change_asked_by(key) -> tuple[User | None, str]:
    """Whose address a key changes, and to which; None where the person has another one meanwhile.

    Raises Http404 for a key that we did not make or that is too old.
    """
    pk, former, email = read_passing_key(SALT, key, within=HOLDS_FOR)
    return User.objects.filter(pk=pk, email=former, is_active=True).first(), email


@transaction.atomic
def change(user, email):
    """Let the person sign in with the new address alone, and tell the old one. Raises AddressTaken."""
    former = user.email
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressTaken from error
    emails.account_changed(user, "email_changed", to=former)
