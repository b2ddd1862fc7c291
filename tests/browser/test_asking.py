"""Somebody asks a city from its public page and gets an answer; neither sees the other's address."""

import pytest

from tests.browser.journeys import BUTTON, BYWAYS, press
from tests.browser.letters import letters_to, link_in_letter, wait_for_letter

pytestmark = pytest.mark.browser


def ask(asker, email, question):
    """From the page of the city to the question that the city has."""
    asker.go("/cities/lviv/")
    asker.press("main a[href$='/cities/lviv/ask/']")
    assert asker.send(email="ihor") == 422
    assert asker.page.locator(".error-summary:focus a").count() == 3
    asker.send(name="Ігор", email=email, text=question)
    assert asker.page.url.endswith("/ask/sent/")
    asker.go(link_in_letter(asker.portal, email, "/questions/confirm/"))
    assert question in asker.words
    asker.press(BUTTON)
    assert asker.says("Запитання вже в громаді", "Your question is with the city")


def test_from_the_page_of_a_city_to_its_answer(traveller, coordinator, portal):
    email, question = f"asker-{traveller.name}@example.org", f"Чи є у вас курси? ({traveller.name})"
    ask(traveller, email, question)

    letter = wait_for_letter(portal, "coordinator@localhost", question)
    coordinator.goto(letter.link("/questions/"))
    traveller.look_at(coordinator)
    press(coordinator, "main form.form [type=submit]")
    assert coordinator.locator(".error-summary:focus a").count() == 1
    traveller.look_at(coordinator)
    coordinator.fill("[name=answer]", f"Так, у бібліотеках ({traveller.name}).")
    with coordinator.expect_navigation():
        press(coordinator, "main form.form [type=submit]")
    assert coordinator.locator("form.form").count() == 0
    traveller.look_at(coordinator)

    answer = wait_for_letter(portal, email, f"Так, у бібліотеках ({traveller.name}).")
    assert question in answer.text
    assert email not in letter.text + letter.html
    assert all("coordinator@localhost" not in letter.text + letter.html for letter in letters_to(portal, email))


@pytest.mark.parametrize("traveller", BYWAYS.values(), ids=BYWAYS, indirect=True)
def test_reported_spam_reaches_no_city_any_more(traveller, coordinator, portal):
    email, spam = f"spammer-{traveller.name}@example.org", f"Купіть диплом! ({traveller.name})"
    ask(traveller, email, spam)
    coordinator.goto(wait_for_letter(portal, "coordinator@localhost", spam).link("/questions/"))

    press(coordinator, "form[action$='/spam/'] [type=submit]")

    assert spam not in coordinator.locator("main").inner_text()
    traveller.look_at(coordinator)
    before = len(letters_to(portal, email))
    traveller.go("/cities/lviv/ask/")
    traveller.send(name="Ігор", email=email, text=f"{spam} Дешево!")
    assert traveller.page.url.endswith("/ask/sent/")  # told nothing
    coordinator.reload()
    assert "Дешево!" not in coordinator.locator("main").inner_text()
    assert len(letters_to(portal, email)) == before
