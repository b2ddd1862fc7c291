"""Somebody without an account proposes an initiative for a city, and follows by letters what becomes of it."""

import pytest

from tests.browser.journeys import BYWAYS, press
from tests.browser.letters import link_in_letter, wait_for_letter

pytestmark = pytest.mark.browser

GO_ON = "main form:not([action]) [type=submit]"
# What the form needs, by its steps: where to click and what to write.
STEPS = [
    {
        "[name=summary_uk]": "Щонеділі мешканці й переселенці читають місто разом.",
        "[name=stage][value=ongoing]": True,
        "[name=start]": "09.2024",
        "[name=organisation-name]": "Міська бібліотека",
        "[name=organisation-kind]": "culture",
        "[name=areas] >> nth=0": True,
        "[name=target_groups] >> nth=0": True,
    },
    {
        "[name=problem_uk]": "Переселенці не знають міста.",
        "[name=objectives_uk]": "Щороку сто людей знаходять друзів.",
        "[name=activities_uk]": "Щонеділі прогулянка з книжкою.",
        "[name=results-0-kind]": "participants",
        "[name=results-0-value]": "120",
        "[name=results-0-year]": "2025",
    },
    {"[name=transfer_uk]": "Книжка, провідник і дві години на тиждень."},
    {
        "[name=contact-name]": "Відділ освіти",
        "[name=contact-email]": "osvita@example.org",
        "[name=contact-language][value=uk]": True,
    },
]


def answer(page, selector, value):
    field = page.locator(selector)
    if value is True:
        field.check()
    elif field.evaluate("field => field.localName") == "select":
        field.select_option(value)
    else:
        field.fill(value)


def propose(guest, email, city, title) -> str:
    """From the catalogue to the page of the proposal, by the link in the letter; gives that link."""
    guest.go("/initiatives/")
    guest.press("main a[href$='/propose/']")
    assert guest.send(email="mariia") == 422
    assert guest.page.locator(".error-summary:focus a").count() >= 4
    guest.send(title=title, city=city, name="Марія Ткачук", email=email, agrees=True)
    assert guest.page.url.endswith("/propose/sent/")
    key = link_in_letter(guest.portal, email, "/propose/")
    guest.go(key)
    assert guest.title == title
    return key


def write(guest):
    """Every step of the form, then the page that hands in."""
    guest.press(GO_ON)
    for step in STEPS:
        for selector, value in step.items():
            answer(guest.page, selector, value)
        guest.press(".writing__foot [name=go]")
    hand_in(guest)


def hand_in(guest):
    for box in guest.page.locator("[name^=consents-]").all():
        box.check()
    guest.press("form[action$='/check/'] [type=submit]")


def test_from_the_catalogue_to_the_city_and_from_there_to_staff(traveller, coordinator, portal):
    email, title = f"guest-{traveller.name}@example.org", f"Книжкові прогулянки {traveller.name}"
    key = propose(traveller, email, "lviv", title)
    assert traveller.says("доки не подасте", "until you submit it")
    write(traveller)
    traveller.go(key)
    assert traveller.says("представляє", "speak for the city")
    assert traveller.page.locator(GO_ON).count() == 0

    # Those who speak for the city give it back with a note, which the guest reads.
    coordinator.goto(link_in_letter(portal, "coordinator@localhost", f"/{number_of(portal, title)}/handover/"))
    coordinator.fill("[name=back-note]", "Додайте, скільки коштує книжка.")
    press(coordinator, "form[action$='/give-back/'] [type=submit]")
    link = wait_for_letter(portal, email, "Додайте, скільки").link("/propose/")
    assert link == key
    traveller.go(link)
    assert "Додайте, скільки коштує книжка." in traveller.words

    # Mended, it comes to the city again, which submits it.
    traveller.press(GO_ON)
    answer(traveller.page, "[name=summary_uk]", "Щонеділі мешканці читають місто разом; книжка коштує сто гривень.")
    traveller.press("[name=go][value=check]")
    hand_in(traveller)
    coordinator.reload()
    press(coordinator, "form[action$='/take-over/'] [type=submit]")
    traveller.go(key)
    assert traveller.says("Її розглядає асоціація", "The association reviews it")


def number_of(portal, title) -> str:
    """The number of an initiative, as the letter about it to the city of the demo has it."""
    link = wait_for_letter(portal, "coordinator@localhost", title).link("/handover/")
    return link.split("/initiatives/")[1].split("/")[0]


@pytest.mark.parametrize("traveller", BYWAYS.values(), ids=BYWAYS, indirect=True)
def test_lost_link_is_replaced_and_opens_nothing_more(traveller, portal):
    email = f"lost-{traveller.name}@example.org"
    key = propose(traveller, email, "kharkiv", f"Клуб читання {traveller.name}")
    traveller.go("/propose/")
    traveller.press("main a[href$='/propose/link/']")
    assert traveller.send(email="lost") == 422
    traveller.send(email=email)
    assert traveller.page.url.endswith("/propose/link/sent/")

    newer = link_in_letter(portal, email, "/propose/", number=2)

    assert traveller.go(key) == 410
    traveller.press("main a.button")
    assert traveller.page.url.endswith("/propose/link/")
    assert traveller.go(newer) == 200
