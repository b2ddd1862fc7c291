"""Signing in with a code, an app, a recovery code, a password and a key; and out, everywhere and for good."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.journeys import BUTTON, BYWAYS, press
from tests.browser.letters import link_in_letter, wait_for_letter

pytestmark = pytest.mark.browser

PASSWORD = "кілька слів поспіль"
CODE = re.compile(r"\b\d{4}-\d{4}\b")


@pytest.fixture
def email(traveller, coordinator, portal):
    """The address of a new editor of the city of the demo, who has accepted the invitation and signed out."""
    email = f"editor-{traveller.name}-{len(traveller.seen)}@example.org"
    coordinator.goto(f"{portal.url}/workspace/")
    coordinator.goto(f"{coordinator.url}people/")
    coordinator.fill("form.form [name=email]", email)
    coordinator.select_option("form.form [name=language]", traveller.prefix[1:] or "uk")
    press(coordinator, "form.form [type=submit]")
    traveller.go(link_in_letter(portal, email, "/invitation/"))
    traveller.press(BUTTON)
    traveller.press(".room-nav form [type=submit]")
    return email


def code_of_app(secret) -> str:
    """What an app that holds the secret shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def ask_for_code(person, email, at="/account/login/"):
    """From the page that asks who one is to the one that takes the code; gives the code from the letter."""
    person.go(at)
    person.send(email=email)
    assert email in person.words
    words = "With this code" if person.prefix else "З цим кодом"
    return CODE.search(wait_for_letter(person.portal, email, words).text)[0]


def is_signed_in(person):
    person.go("/account/me/")
    return "/login/" not in person.page.url


def test_from_a_code_to_an_app_with_recovery_codes_and_out(traveller, email, portal):
    page = traveller.page
    assert not is_signed_in(traveller)
    assert traveller.send(email="") == 422

    # A wrong code is refused, the right one leads in; the account is put in order.
    code = ask_for_code(traveller, email)
    assert traveller.send(code="1111-1111") == 422
    traveller.send(code=code)
    assert "/workspace/UA" in page.url
    traveller.go("/account/me/")
    traveller.send(name="Оксана Мороз")
    assert page.locator(".notice--good").count() == 1

    # The app, with its recovery codes.
    traveller.press("main a[href$='/account/second-factor/']")
    traveller.press("main a[href$='/second-factor/app/']")
    assert traveller.send(code="000000") == 422
    secret = page.locator(".secret").inner_text()
    traveller.send(code=code_of_app(secret))
    recovery_codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(recovery_codes) == 10
    traveller.press("main a.button[href$='/account/me/']")
    wait_for_letter(portal, email, "застосунок" if not traveller.prefix else "app for codes")

    # A password, for those who want one.
    traveller.press("main a[href$='/password/set/']")
    assert traveller.send(password1="коротко") == 422
    traveller.send(password1=PASSWORD)
    traveller.press("main a[href$='/password/change/']")
    assert traveller.send(oldpassword="інше", password1=PASSWORD) == 422

    # Signed out, the person needs both steps; a recovery code helps where the phone is not at hand.
    traveller.go("/account/logout/")
    traveller.press(BUTTON)
    traveller.go("/account/login/")
    traveller.press("main a[href*='/login/password/']")
    assert traveller.send(login=email, password="не той пароль") == 422
    traveller.send(login=email, password=PASSWORD)
    assert traveller.send(code="000000") == 422
    traveller.send(code=recovery_codes[0])
    assert is_signed_in(traveller)

    # Another device is signed out from here.
    with traveller.companion() as elsewhere:
        elsewhere.go("/account/login/password/")
        elsewhere.send(login=email, password=PASSWORD)
        elsewhere.send(code=recovery_codes[1])
        assert is_signed_in(elsewhere)
        traveller.press("form[action$='/sign-out-elsewhere/'] [type=submit]")
        assert page.locator(".notice--good").count() == 1
        assert not is_signed_in(elsewhere)

    # The app goes, and then the account.
    traveller.go("/account/second-factor/")
    traveller.press("main a[href$='/codes/new/']")
    traveller.press(BUTTON)
    newer_codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(newer_codes) - set(recovery_codes)) == 10
    traveller.go("/account/second-factor/app/remove/")
    traveller.press(BUTTON)
    traveller.go("/account/me/erase/")
    assert traveller.send(email="somebody@example.org") == 422
    traveller.send(email=email)
    assert page.url.endswith("/account/erased/")
    assert not is_signed_in(traveller)


@pytest.mark.parametrize("traveller", BYWAYS.values(), ids=BYWAYS, indirect=True)
def test_forgotten_password_is_set_anew_once(traveller, email, portal):
    traveller.send(code=ask_for_code(traveller, email))
    traveller.go("/account/password/set/")
    traveller.send(password1=PASSWORD)
    traveller.go("/account/logout/")
    traveller.press(BUTTON)
    traveller.go("/account/login/password/")
    traveller.press("main a[href$='/password/reset/']")
    traveller.send(email=email)
    link = link_in_letter(portal, email, "/password/reset/")

    traveller.go(link)
    assert traveller.send(password1="1") == 422
    traveller.send(password1=f"{PASSWORD} знову")

    traveller.press("main a.button")
    traveller.send(login=email, password=f"{PASSWORD} знову")
    assert is_signed_in(traveller)
    traveller.go(link)
    assert traveller.page.locator("form.form").count() == 0


@pytest.mark.parametrize("traveller", BYWAYS.values(), ids=BYWAYS, indirect=True)
def test_unknown_address_is_told_the_same_and_gets_a_letter_that_explains(traveller, portal):
    stranger = f"nobody-{traveller.name}@example.org"
    traveller.go("/account/login/")
    traveller.send(email=stranger)

    assert stranger in traveller.words
    assert traveller.page.locator("[name=code]").count() == 1
    assert "/contact/" in wait_for_letter(portal, stranger, "/contact/").text


@pytest.mark.parametrize("traveller", [("", True), ("/en", True)], ids=["uk", "en"], indirect=True)
def test_key_of_the_device_lets_in_alone(traveller, email, portal):
    # A key belongs to a name, so the portal must be called by one.
    at = f"http://localhost:{portal.url.rpartition(':')[2]}{traveller.prefix}"
    devices = traveller.context.new_cdp_session(traveller.page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    traveller.send(code=ask_for_code(traveller, email, f"{at}/account/login/"))

    traveller.go(f"{at}/account/second-factor/keys/add/")
    traveller.press("form.form [type=submit]")
    assert len(traveller.page.locator(".recovery-codes code").all()) == 10
    traveller.go(f"{at}/account/second-factor/")
    assert traveller.page.locator(".keys li").count() == 1
    traveller.go(f"{at}/account/logout/")
    traveller.press(BUTTON)
    traveller.go(f"{at}/account/login/")
    traveller.press("[data-key] [type=submit]")

    assert "/workspace/" in traveller.page.url
