"""The pages of allauth that are open here, under its names. What is not listed, such as signing up, does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from portal.accounts.sign_in import closed, confirm_code, page

urlpatterns = [
    path("login/", page(account.request_login_code), name="account_login"),
    path("login/", page(account.request_login_code), name="account_request_login_code"),
    path("login/code/", confirm_code, name="account_confirm_login_code"),
    path("login/password/", page(account.login), name="account_login_password"),
    path("login/key/", page(keys.login_webauthn), name="mfa_login_webauthn"),
    path("login/second-factor/", page(second_factor.authenticate), name="mfa_authenticate"),
    path("logout/", page(account.logout), name="account_logout"),
    path("inactive/", page(account.account_inactive), name="account_inactive"),
    path("signup/", closed, name="account_signup"),
    # Who somebody is, asked again before something grave
    path("again/password/", page(account.reauthenticate), name="account_reauthenticate"),
    path("again/code/", page(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("again/key/", page(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    # The password, for those who want one
    path("password/set/", page(account.password_set), name="account_set_password"),
    path("password/change/", page(account.password_change), name="account_change_password"),
    path("password/reset/", page(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", page(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/done/",
        page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    # The second factor
    path("second-factor/", page(second_factor.index), name="mfa_index"),
    path("second-factor/app/", page(app.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", page(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", page(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", page(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "second-factor/codes/file/",
        page(require_safe(recovery.download_recovery_codes)),
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/keys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("second-factor/keys/add/", page(keys.add_webauthn), name="mfa_add_webauthn"),
    path("second-factor/keys/<int:pk>/", page(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("second-factor/keys/<int:pk>/remove/", page(keys.remove_webauthn), name="mfa_remove_webauthn"),
]
