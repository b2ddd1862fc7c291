"""Letters about signing in. Each goes out in the language of the person, or of the page where nobody is known."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.mail.posting import post
from portal.structured_data import absolute

# By the name of allauth's notification.
CHANGES = {
    "email_changed": _("The e-mail address was changed; letters and codes go to the new one."),
    "password_changed": _("The password was changed."),
    "password_set": _("A password was set."),
    "password_reset": _("The password was changed through a link in a letter."),
    "totp_activated": _("An app for codes was set up."),
    "totp_deactivated": _("The app for codes was removed."),
    "webauthn_added": _("A key was added."),
    "webauthn_removed": _("A key was removed."),
    "recovery_codes_generated": _("New recovery codes were made; the former ones no longer hold."),
}


def sign_in_code(email, code):
    """The code that lets its reader in; asks for the language in any case, so that time tells nothing."""
    post("sign_in_code", to=email, language=User.objects.language_of(email), context={"code": code}, is_secret=True)


def unknown_address(email):
    """Tells the owner of an address without an account why no code comes."""
    language = User.objects.language_of(email)
    with translation.override(language):
        context = {"email": email, "contact_url": absolute(reverse("pages:contact"))}
    post("unknown_address", to=email, language=language, context=context)


def password_reset(user, uid, key):
    """A link under which a new password is set."""
    with translation.override(user.language):
        url = absolute(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key}))
    post("password_reset", to=user.email, language=user.language, context={"url": url}, is_secret=True)


def address_confirm(user, email, key):
    """A link under which a new address of the person counts; goes there."""
    with translation.override(user.language):
        url = absolute(reverse("accounts:confirm_address", args=[key]))
    post("address_confirm", to=email, language=user.language, context={"url": url}, is_secret=True)


def account_changed(user, change, *, to=""):
    """Says that something about signing in was changed, in case somebody else did it; ``to`` is a former address."""
    with translation.override(user.language):
        url = absolute(reverse("accounts:me"))
    context = {"change": CHANGES[change], "at": timezone.now(), "url": url}
    post("account_changed", to=to or user.email, language=user.language, context=context)
