"""What tests of signing in do again and again."""

import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from portal.mail.models import Letter

PASSWORD = "long enough 1"


def html_of(response):
    return response.content.decode()


def ask_for_code(client, email, prefix="", **more):
    return client.post(f"{prefix}/account/login/", {"email": email} | more)


def code_in(letter):
    return re.search(r"\b\d{4}-\d{4}\b", letter.text)[0]


def newest_code():
    return code_in(Letter.objects.filter(kind="sign_in_code").first())


def send_code(client, code, prefix="", **more):
    return client.post(f"{prefix}/account/login/code/", {"code": code} | more)


def sign_in_with_password(client, user, password=PASSWORD, prefix="", **more):
    return client.post(f"{prefix}/account/login/password/", {"login": user.email, "password": password} | more)


def is_signed_in(client):
    return client.get("/account/me/").status_code == 200


def set_up_app(user):
    """An app for codes, and recovery codes with it; gives both."""
    return TOTP.activate(user, generate_totp_secret()), RecoveryCodes.activate(user)


def app_code(app):
    return format_hotp_value(hotp_value(app.instance.data["secret"], int(time.time()) // 30))
