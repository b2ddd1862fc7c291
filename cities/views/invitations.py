"""Somebody who was invited to speak for a city follows the link in the letter."""

from urllib.parse import urlencode

from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cities import actions
from cities.models import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request, token):
    """Shows who invites to what; only the button accepts, since mail scanners follow links."""
    invitation = Invitation.by_key(token)
    if not invitation.is_open:
        return render(request, "cities/invitation_closed.html", {"invitation": invitation}, status=410)
    is_somebody_else = request.user.is_authenticated and request.user.email != invitation.email
    if request.method != "POST" or is_somebody_else:
        context = {
            "invitation": invitation,
            "inviter": invitation.shown_inviter,
            "is_somebody_else": is_somebody_else,
        }
        return render(request, "cities/invitation.html", context, status=409 if request.method == "POST" else 200)
    try:
        user, is_new = actions.accept_invitation(invitation)
    except actions.InvitationClosed:
        return render(request, "cities/invitation_closed.html", {"invitation": invitation}, status=410)
    return _into_workspace(request, invitation.city, user, is_new=is_new)


def _into_workspace(request, city, user, *, is_new):
    """A new account is signed in by its letter. Whoever had one signs in as ever, perhaps with a second factor."""
    workspace = reverse("workspace:city", args=[city.katottg])
    if is_new:
        login(request, user)
    elif not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': workspace})}")
    return redirect(workspace)
