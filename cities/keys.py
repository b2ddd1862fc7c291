"""The signed parts of addresses in letters to applicants: who holds one has read a letter to that address."""

import datetime

from django.shortcuts import get_object_or_404

from cities.models import MembershipApplication
from portal.keys import KeyTooOld, make_key, make_passing_key, read_key, read_passing_key

CONFIRM = "cities.application.confirm"
OPEN = "cities.application.open"
CONFIRM_WITHIN = datetime.timedelta(days=7)


def application_key(application) -> str:
    """Opens the page of an application as long as its address stays the same."""
    return make_key(OPEN, application.pk, application.contact_email)


def confirmation_key(application, email) -> str:
    """Confirms that an address belongs to the applicant; good for a week."""
    return make_passing_key(CONFIRM, application.pk, email)


def open_application(key) -> MembershipApplication:
    """The application whose page a key opens. Raises Http404 where it is none of ours, or the address has changed."""
    pk, email = read_key(OPEN, key)
    return get_object_or_404(MembershipApplication, pk=pk, contact_email=email)


def application_to_confirm(key) -> tuple[MembershipApplication, str, bool]:
    """The application and the address that a key confirms, and whether its week is over.

    Raises Http404 where it is none of ours.
    """
    try:
        (pk, email), is_outdated = read_passing_key(CONFIRM, key, within=CONFIRM_WITHIN), False
    except KeyTooOld as late:
        (pk, email), is_outdated = late.parts, True
    return get_object_or_404(MembershipApplication, pk=pk), email, is_outdated
