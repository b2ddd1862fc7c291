"""The association's side: the queue, the page with everything, and two reviewers who do not undo each other's work."""

import pytest

from tests.browser.letters import wait_for_letter
from tests.browser.pages import PREFIXES, label
from tests.browser.people import COORDINATOR, EDITOR, REVIEWER, Hands
from tests.browser.test_accessibility import findings_everywhere
from tests.browser.test_workspace import each_browser, press, words

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("prefix", PREFIXES, ids=label)]


@pytest.fixture
def handed_in(people, portal, prefix, request):
    """Gives an initiative that waits for staff: its number and title."""
    title = f"Клуб {label(prefix)} {request.node.name}"[:120]
    with people.page_of(COORDINATOR) as city:
        return Hands(city, portal).handed_in(title), title


def test_reviewer_comes_to_what_waits_and_sees_it_as_readers_will(people, portal, prefix, handed_in):
    pk, title = handed_in
    with people.page_of(REVIEWER, java_script_enabled=False) as page:
        page.goto(f"{portal.url}{prefix}/workspace/")
        assert page.url == f"{portal.url}{prefix}/review/"
        page.select_option("[name=who]", "nobody")
        press(page, ".filters [type=submit]")
        press(page, f".queue__title a[href$='/review/{pk}/']")
        assert page.locator("[name=decision]").count() == 0  # it is nobody's yet

        press(page, f"a[href$='/review/{pk}/preview/']")
        assert words(page, "h1") == title
        press(page, f".preview-banner a[href$='/review/{pk}/']")

        # An organisation that readers do not see yet is published by the reviewer too.
        page.locator("a[href*='/admin/cities/partner/']").first.click()
        assert page.locator("#decisions-title").is_visible()


@each_browser
def test_declining_needs_a_reason_and_what_was_typed_stays(people, portal, prefix, scripts, handed_in):
    pk, _title = handed_in
    with people.page_of(REVIEWER, java_script_enabled=scripts) as page:
        page.goto(f"{portal.url}{prefix}/review/{pk}/")
        press(page, "form[action$='/take/'] [type=submit]")
        page.click("#field-transfer summary")
        page.fill("[name=comment_transfer]", "Замало, щоб повторити.")
        page.check("[name=decision][value=decline]")

        assert press(page, ".repeat__actions [type=submit]:not([formaction])").status == 422
        assert page.locator(".error-summary:focus a[href='#id_note']").count() == 1
        assert page.input_value("[name=comment_transfer]") == "Замало, щоб повторити."
        if scripts:
            assert not (found := findings_everywhere(page)), "\n".join(found)
        reason = f"Це не про навчання: {label(prefix)} {scripts}."
        page.fill("[name=note]", reason)
        press(page, "main [formaction$='/save/']")
        assert page.input_value("[name=note]") == reason  # kept until the decision, which is still the same
        assert page.is_checked("[name=decision][value=decline]")
        press(page, ".repeat__actions [type=submit]:not([formaction])")

        assert page.url == f"{portal.url}{prefix}/review/"
        letter = wait_for_letter(portal, COORDINATOR, reason)
        assert "Замало, щоб повторити." in letter.text


def test_two_reviewers_do_not_overwrite_each_other(people, portal, prefix, handed_in):
    pk, _title = handed_in
    address = f"{portal.url}{prefix}/review/{pk}/"
    with people.page_of(REVIEWER, java_script_enabled=False) as one, people.page_of(EDITOR) as other:
        one.goto(address)
        press(one, "form[action$='/take/'] [type=submit]")
        one.fill("[name=note]", "Слова першого рецензента.")
        press(one, "main [formaction$='/save/']")

        # The other sees whose it is, and may take it over, with what was written so far.
        other.goto(address)
        assert other.locator("[name=decision]").count() == 0
        other.click(".hands summary")
        press(other, "form[action$='/take/'] [type=submit]")
        assert other.input_value("[name=note]") == "Слова першого рецензента."

        # The first, whose page is old now, can decide nothing any more, and loses no word.
        one.fill("[name=note]", "Слова першого рецензента, дописані.")
        one.check("[name=decision][value=publish]")
        assert press(one, ".repeat__actions [type=submit]:not([formaction])").status == 409
        assert "Слова першого рецензента, дописані." in words(one)
        assert not (found := findings_everywhere(other)), "\n".join(found)

        other.check("[name=decision][value=changes]")
        press(other, ".repeat__actions [type=submit]:not([formaction])")
        one.goto(address)
        assert one.locator("[data-status=changes_asked]").count() == 1
