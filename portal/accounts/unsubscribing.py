"""The link at the foot of a reminder that ends reminders. It needs no sign-in and never expires (RFC 8058)."""

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation

from portal.accounts.models import User
from portal.structured_data import absolute

SALT = "portal.accounts.unsubscribe"


def unsubscribe_url(user) -> str:
    """The whole address for ``unsubscribe_url`` of ``post()``, in the language of the person."""
    with translation.override(user.language):
        return absolute(reverse("accounts:unsubscribe", args=[signing.dumps(user.pk, salt=SALT)]))


def get_subscriber(token) -> User:
    """The person whose link it is. Raises Http404 for what is no link of ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    return get_object_or_404(User, pk=pk)
