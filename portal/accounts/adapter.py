"""How allauth behaves in this house: its letters go through our queue, its words are ours, nobody signs up."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts import emails

WRONG_CODE = _("This code is not right. Look at the newest letter or at the app again.")

# What a page says after something was done, by the name of allauth's message. The rest needs no words.
SAID = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("The app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The app is removed."),
    "mfa/messages/webauthn_added.txt": _("The key is added."),
    "mfa/messages/webauthn_removed.txt": _("The key is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("There are new recovery codes."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The address and the password do not match."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link no longer holds."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes and try again."),
        "rate_limited": _("Too many attempts. Please wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        # Our own middleware has put the right address here; a server on a local socket gives none.
        return request.META.get("REMOTE_ADDR") or "local"

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:me")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Signing in a moment ago is proof enough; allauth would ask again at once."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": _("With the password"),
            "mfa_reauthenticate": _("With a code of the app"),
            "mfa_reauthenticate:webauthn": _("With a key"),
        }
        return [method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def send_mail(self, template_prefix, email, context):
        match template_prefix:
            case "account/email/login_code":
                emails.sign_in_code(email, context["code"])
            case "account/email/unknown_account":
                emails.unknown_address(email)
            case "account/email/password_reset_key":
                emails.password_reset(context["user"], context["uid"], context["key"])
            case _:
                raise ValueError(f"No letter for {template_prefix}.")

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        emails.account_changed(user, template_prefix.rpartition("/")[2])

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        if text := message or SAID.get(message_template):
            messages.add_message(request, level, text, extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("Set up an app or a key first."),
    }

    def get_totp_issuer(self):
        return gettext("Ukrainian Association of Learning Cities")

    def _get_site_name(self):
        return gettext("Ukrainian Association of Learning Cities")

    def generate_authenticator_name(self, user, type):  # noqa: A002 – allauth's name
        number = user.authenticator_set.filter(type=type).count() + 1
        return gettext("Key %(number)d") % {"number": number}
