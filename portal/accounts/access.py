"""Who gets to the desk of the staff: those who prove twice who they are."""

import re
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import sync_only_middleware

# What staff see and others do not; documents, since many are for staff alone.
DESK = re.compile(r"(/en)?/(admin|review|styleguide)/|/documents/")
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user) -> bool:
    """Whether the person is asked for more than a code or a password when signing in."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def needs_second_factor(user) -> bool:
    """Whether the person must set one up first. On one's own machine nobody must."""
    return not settings.LOCAL and user.is_authenticated and user.is_staff and not has_second_factor(user)


@sync_only_middleware
def guard_desk(get_response):
    """Leads staff without a second factor to where they set one up, whatever page of the desk they ask for."""

    def middleware(request):
        if DESK.match(request.path_info) and needs_second_factor(request.user):
            return redirect(f"{reverse('mfa_index')}?{urlencode({'next': request.path})}")
        return get_response(request)

    return middleware
