"""Forms of an account. Those of allauth keep their checks and get our words."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as second_factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.forms import validate_one_line

E_MAIL = (_("E-mail"), "")
PASSWORD = (_("Password"), "")
NEW_PASSWORD = (_("New password"), _("At least 12 characters; a few words in a row are easy to keep."))
APP_CODE = (_("Code of the app"), _("Six digits. A recovery code is taken here as well."))


class InOurWords:
    """Labels and help by the name of the field; fields with neither stay as they are, and none has a placeholder."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What is typed twice is seldom read once; a forgotten password is set anew through a letter.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class AskForCodeForm(InOurWords, account_forms.RequestLoginCodeForm):
    words = {"email": E_MAIL}


class ConfirmCodeForm(InOurWords, account_forms.ConfirmLoginCodeForm):
    words = {"code": (_("Code from the letter"), _("Eight digits, with or without the dash."))}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasswordSignInForm(InOurWords, account_forms.LoginForm):
    words = {"login": E_MAIL, "password": PASSWORD}


class PasswordAgainForm(InOurWords, account_forms.ReauthenticateForm):
    words = {"password": PASSWORD}


class ChangePasswordForm(InOurWords, account_forms.ChangePasswordForm):
    words = {"oldpassword": (_("Current password"), ""), "password1": NEW_PASSWORD}


class SetPasswordForm(InOurWords, account_forms.SetPasswordForm):
    words = {"password1": NEW_PASSWORD}


class ResetPasswordForm(InOurWords, account_forms.ResetPasswordForm):
    words = {"email": E_MAIL}


class NewPasswordForm(InOurWords, account_forms.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD}


class SecondFactorForm(InOurWords, second_factor_forms.AuthenticateForm):
    words = {"code": APP_CODE}


class SecondFactorAgainForm(InOurWords, second_factor_forms.ReauthenticateForm):
    words = {"code": APP_CODE}


class ActivateAppForm(InOurWords, ActivateTOTPForm):
    words = {"code": (_("Code of the app"), _("The six digits that the app shows now."))}


class AddKeyForm(InOurWords, AddWebAuthnForm):
    words = {
        "name": (_("Name of the key"), _("For yourself: “phone”, “office”.")),
        "passwordless": (
            _("Sign in with this key alone"),
            _("No letter, no password: the device asks for your finger, face or PIN."),
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["passwordless"] = True


class RenameKeyForm(InOurWords, EditWebAuthnForm):
    words = {"name": (_("Name of the key"), _("For yourself: “phone”, “office”."))}


class MyAccountForm(forms.ModelForm):
    """What people say of themselves."""

    class Meta:
        model = User
        fields = ["name", "language", "wants_reminders"]
        labels = {"name": _("Your name"), "language": _("Language of letters"), "wants_reminders": _("Remind me")}
        help_texts = {"name": _("So letters address you. Readers of the site do not see it."), "language": ""}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(validate_one_line)


class ChangeAddressForm(forms.Form):
    """Another e-mail address to sign in with."""

    email = forms.EmailField(
        label=_("Your new e-mail address"),
        help_text=_("We send a letter there. The address counts once you confirm it by the link in the letter."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if email == self.user.email:
            raise ValidationError(_("This is your address already."), code="same")
        return email


class EraseAccountForm(forms.Form):
    """Nobody closes an account by a slip: the address has to be typed."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Type it to show that you mean it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self):
        if self.cleaned_data["email"].strip().lower() != self.user.email:
            raise ValidationError(_("This is not the address of your account."))
        return self.user.email
