"""A hromada joins: from the page that says how, to the workspace of its city, with letters and staff in between."""

import pytest

from tests.browser.journeys import BUTTON, BYWAYS, press
from tests.browser.letters import link_in_letter, wait_for_letter
from tests.media.samples import PDF

pytestmark = pytest.mark.browser

# Each joins once; the first word is typed, the second is how the register names it.
HROMADAS = {
    "uk-scripts": ("Глухів", "Глухівська громада"),
    "uk-plain": ("Косів", "Косівська громада"),
    "en-scripts": ("Khotyn", "Khotynska hromada"),
    "en-plain": ("Rakhiv", "Rakhivska hromada"),
}
DECISION = {"name": "decision.pdf", "mimeType": "application/pdf", "buffer": PDF}


def fill_in(applicant, email):
    """All that an application needs, but for the hromada."""
    return applicant.send(
        contact_name="Олена Коваль",
        contact_role="начальниця відділу освіти",
        contact_email=email,
        motivation="Громада хоче вчитися разом з іншими містами України, бо навчання тримає людей разом.",
        pledge=True,
        consent_for_the_city=True,
        consent_personal_data=True,
    )


def decide(staff, portal, email, target, note=""):
    """What staff do with an application in the admin: take it up, then accept or decline it."""
    staff.goto(f"{portal.url}/admin/cities/membershipapplication/?q={email}")
    press(staff, "#result_list tbody th a")
    press(staff, "form[action*='/move/in_review/'] [type=submit]")
    decision = f"form[action*='/move/{target}/']"
    staff.click(f"{decision} summary")
    if note:
        staff.fill(f"{decision} textarea", note)
    press(staff, f"{decision} [type=submit]")


def test_from_how_to_join_to_the_workspace_of_the_city(traveller, staff, portal):
    typed, title = HROMADAS[traveller.name]
    email = f"join-{traveller.name}@example.org"
    page = traveller.page

    # The application: what is forgotten is said, what is there is kept.
    traveller.go("/join/")
    traveller.press("main a[href$='/join/apply/']")
    page.set_input_files("[name=decision]", DECISION)
    assert traveller.send(hromada=typed) == 422
    assert page.locator(".error-summary:focus a").count() >= 6
    assert title in page.input_value("[name=hromada]")
    assert page.locator("[name=kept]").last.input_value()
    if traveller.scripts:
        page.fill("[name=hromada]", "")
        page.locator("[name=hromada]").press_sequentially(typed)
        page.locator("[role=option]", has_text=title).wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert title in page.input_value("[name=hromada]")
    assert fill_in(traveller, email) == 200
    assert page.url.endswith("/join/apply/sent/")

    # The letter: opening its link confirms nothing, its button does.
    traveller.go(link_in_letter(portal, email, "/join/confirm/"))
    traveller.press(BUTTON)
    status = page.url
    assert title in traveller.words
    assert traveller.says("Отримано", "Received")
    assert page.locator(".notice--good").count() == 1
    assert link_in_letter(portal, email, "/join/application/") == status

    # The contact is corrected, with a mistake on the way.
    traveller.press("main a[href$='/correct/']")
    assert traveller.send(contact_email="olena") == 422
    assert traveller.says("name@example.org", "name@example.org")
    traveller.send(contact_email=email, contact_phone="+380 44 000 00 00")
    assert "+380 44 000 00 00" in traveller.words

    # Staff accept; the applicant is signed in by the invitation and leads the city.
    decide(staff, portal, email, "accepted")
    invitation = link_in_letter(portal, email, "/invitation/")
    traveller.go(status)
    assert traveller.says("Прийнято", "Accepted")
    traveller.go(invitation)
    traveller.press(BUTTON)
    assert "/workspace/UA" in page.url

    # The lead invites a colleague, who comes into the same workspace and cannot invite.
    workspace, colleague = page.url, f"colleague-{traveller.name}@example.org"
    traveller.go(f"{workspace}people/")
    assert traveller.send(email="") == 422
    traveller.send(email=colleague, language=traveller.prefix[1:] or "uk")
    assert colleague in page.locator(".notice--good").inner_text()
    link = link_in_letter(portal, colleague, "/invitation/")
    assert traveller.go(link) == 200
    assert page.locator(".notice form[action$='/account/logout/']").count() == 1  # it is for somebody else
    with traveller.companion() as editor:
        editor.go(link)
        assert email in editor.words
        editor.press(BUTTON)
        assert editor.page.url == workspace
        editor.go(f"{workspace}people/")
        assert editor.page.locator("form.form").count() == 0
    assert traveller.go(link) == 410


@pytest.mark.parametrize("traveller", BYWAYS.values(), ids=BYWAYS, indirect=True)
def test_declined_hromada_reads_why_and_erases_everything(traveller, staff, portal):
    typed = "Ostroh" if traveller.prefix else "Канів"
    email = f"declined-{traveller.name}@example.org"
    reason = "Заявку має підписати голова громади."
    traveller.go("/join/apply/")
    traveller.page.fill("[name=hromada]", typed)
    fill_in(traveller, email)
    traveller.go(link_in_letter(portal, email, "/join/confirm/"))
    traveller.press(BUTTON)

    decide(staff, portal, email, "declined", reason)

    letter = wait_for_letter(portal, email, reason)
    traveller.go(letter.link("/join/application/"))
    assert reason in traveller.words
    traveller.page.locator("summary").last.click()
    traveller.press("form[action$='/erase/'] [type=submit]")
    assert traveller.page.url.endswith("/join/application/erased/")
    assert traveller.go(letter.link("/join/application/")) == 404
