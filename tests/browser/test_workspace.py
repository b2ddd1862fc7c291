"""A coordinator's rooms: what waits, the city's own page, and the way of an initiative to its readers and beyond."""

import pytest

from tests.browser.letters import wait_for_letter
from tests.browser.pages import LVIV, ONE, PREFIXES, label
from tests.browser.people import COORDINATOR, REVIEWER, Hands, number_in
from tests.browser.test_accessibility import findings_everywhere

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("prefix", PREFIXES, ids=label)]

# Not the button that signs out.
SEND = "main .form [type=submit]"

each_browser = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def press(page, selector):
    """Press a button or follow a link; gives the answer of the page that comes."""
    with page.expect_navigation() as navigation:
        page.locator(selector).first.click()
    return navigation.value


def words(page, selector="main"):
    return page.locator(selector).first.inner_text()


def is_marked(page, status):
    return page.locator(f".standing[data-status={status}]").count() == 1


def take_and_answer(page, portal, prefix, title, decision, *, template=None, **comments):
    """What a reviewer does about an initiative in the queue: take it, comment, insert a template, decide.

    ``template`` is its place in the list. Gives the answer as a whole.
    """
    page.goto(f"{portal.url}{prefix}/review/")
    press(page, f".queue__title a:text-is('{title}')")
    press(page, "form[action$='/take/'] [type=submit]")
    for name, text in comments.items():
        page.click(f"#field-{name} summary")
        page.fill(f"[name=comment_{name}]", text)
    page.check(f"[name=decision][value={decision}]")
    if template:
        page.select_option("[name=template]", index=template)
        press(page, "[formaction$='/insert/']")
        assert page.is_checked(f"[name=decision][value={decision}]")
    said = page.input_value("[name=note]")
    press(page, ".repeat__actions [type=submit]:not([formaction])")
    assert page.url == f"{portal.url}{prefix}/review/"
    return said


@each_browser
def test_initiative_reaches_its_readers_and_changes_before_their_eyes(people, portal, prefix, scripts):
    title = f"Мовний клуб {label(prefix)} {'зі скриптами' if scripts else 'без скриптів'}"
    size = {"java_script_enabled": scripts, "viewport": {"width": 1280, "height": 900}}
    with people.page_of(COORDINATOR, **size) as city, people.page_of(REVIEWER, **size) as staff:
        hands = Hands(city, portal)
        pk = hands.begin(title)
        follow = f"{portal.url}{prefix}{ONE}/{pk}/"

        # Handed in too early: every place that is missing is named, and its name leads there.
        city.goto(f"{follow}check/")
        assert press(city, SEND).status == 422
        missing = city.locator(".error-summary a[href*='#question-']")
        assert missing.count() == 12
        press(city, ".error-summary a[href$='#question-problem']")
        assert city.locator("#question-problem").is_visible()

        # Complete: it says who reads it, and by when an answer comes; a letter says the same.
        hands.fill_in(pk)
        city.goto(f"{follow}check/")
        assert city.locator("[data-gaps='0']").count() == 4
        for consent in ("personal_data", "publication", "for_the_city"):
            city.check(f"[name=consents-{consent}]")
        press(city, SEND)
        assert city.url == follow
        assert is_marked(city, "submitted")
        assert ("Answer by" if prefix else "Відповідь до") in words(city, ".standing")
        assert city.locator(".notice--good").count() == 1
        wait_for_letter(portal, COORDINATOR, title)

        # The editor asks for changes: at a field, and with a template in the language of the author.
        question = "Скільки переселенців у громаді?"
        said = take_and_answer(staff, portal, prefix, title, "changes", template=2, problem=question)
        assert said
        assert question in wait_for_letter(portal, COORDINATOR, question).text

        # The coordinator finds it first on the day page, and the comment at its field.
        city.goto(f"{portal.url}{prefix}/workspace/")
        assert city.locator("[data-step=answer_changes]").count() == 1
        press(city, f".desk-list__title a[href$='/initiatives/{pk}/']")
        assert is_marked(city, "changes_asked")
        assert said.splitlines()[0] in words(city)
        press(city, ".standing__buttons a[href*='#question-problem']")
        assert question in words(city, "#question-problem .remark")
        city.fill("[name=problem_uk]", "У громаді 12 000 переселенців, їм бракує нагоди розмовляти.")
        press(city, ".writing__foot button:not([name])")
        city.goto(f"{follow}check/")
        assert city.locator("[name^=consents-]:not([name=consents-unesco])").count() == 0  # nobody agrees twice
        press(city, SEND)
        assert is_marked(city, "submitted")

        # The editor sees what has changed since, and publishes.
        staff.goto(f"{portal.url}{prefix}/review/{pk}/")
        assert "12 000" in " ".join(staff.locator("#field-problem ins").all_inner_texts())
        assert question in words(staff, "#field-problem .remark")
        take_and_answer(staff, portal, prefix, title, "publish")
        city.goto(follow)
        assert is_marked(city, "published")
        press(city, f".standing__buttons a[href^='{prefix}/initiatives/']")
        page_for_readers = city.url
        assert title in words(city, "h1")

        # A change: readers see the old page until it is accepted.
        city.goto(follow)
        press(city, "form[action$='/propose-change/'] [type=submit]")
        proposal = number_in(city.url)
        city.fill("[name=summary_uk]", "Щонеділі мешканці розмовляють у парку.")
        press(city, ".writing__foot button:not([name])")
        city.goto(f"{portal.url}{prefix}{ONE}/{proposal}/check/")
        press(city, SEND)
        assert is_marked(city, "submitted")
        city.goto(page_for_readers)
        assert "Щосуботи" in words(city)
        staff.goto(f"{portal.url}{prefix}/review/{proposal}/")
        assert staff.locator("a[href='#field-summary']").count() == 1
        assert "Щосуботи" in " ".join(staff.locator("#field-summary del").all_inner_texts())
        assert "Щонеділі" in " ".join(staff.locator("#field-summary ins").all_inner_texts())
        assert "osvita@example.org" in words(staff, "#field-contact")  # kept from the published version
        take_and_answer(staff, portal, prefix, title, "publish")
        city.goto(page_for_readers)
        assert "Щонеділі" in words(city)
        city.goto(f"{portal.url}{prefix}{ONE}/{proposal}/")
        assert is_marked(city, "accepted")


def test_published_initiative_is_a_start_for_another_and_is_withdrawn(people, portal, prefix):
    title = f"Майстерня {label(prefix)}"
    with people.page_of(COORDINATOR, java_script_enabled=False) as page, people.page_of(REVIEWER) as staff:
        pk = Hands(page, portal).handed_in(title)
        Hands(staff, portal).decide(pk, "publish")
        follow = f"{portal.url}{prefix}{ONE}/{pk}/"

        page.goto(follow)
        press(page, "form[action$='/duplicate/'] [type=submit]")
        assert number_in(page.url) != pk
        assert page.input_value("[name=title_uk]") == f"{title} (копія)"
        assert page.input_value("[name=start]") == ""
        assert page.input_value("[name=summary_uk]")

        page.goto(follow)
        press(page, f".standing__buttons a[href^='{prefix}/initiatives/']")
        page_for_readers = page.url
        page.goto(follow)
        press(page, "a[href$='/withdraw/']")
        page.fill("[name=note]", "Закінчилася.")
        press(page, SEND)
        assert is_marked(page, "withdrawn")
        assert "Закінчилася." in words(page, ".log")
        assert page.goto(page_for_readers).status == 410


def test_what_is_handed_in_is_taken_back_and_deleted(people, portal, prefix):
    with people.page_of(COORDINATOR, java_script_enabled=False) as page:
        pk = Hands(page, portal).handed_in(f"Передумали {label(prefix)}")
        page.goto(f"{portal.url}{prefix}{ONE}/{pk}/")

        press(page, "form[action$='/take-back/'] [type=submit]")
        assert is_marked(page, "draft")
        press(page, "a[href$='/delete/']")
        press(page, SEND)

        assert page.url == f"{portal.url}{prefix}{LVIV}/"
        assert page.goto(f"{portal.url}{prefix}{ONE}/{pk}/").status == 404


def test_guests_proposal_waits_for_the_city_to_decide(people, portal, prefix, browser):
    title, email = f"Від мешканки {label(prefix)}", f"sofia.{label(prefix)}@example.org"
    with browser.new_context() as context, people.page_of(COORDINATOR) as city:
        guest = context.new_page()
        guest.goto(f"{portal.url}{prefix}/propose/")
        guest.fill("[name=title]", title)
        guest.select_option("[name=city]", label="Lviv" if prefix else "Львів")
        guest.fill("[name=name]", "Софія")
        guest.fill("[name=email]", email)
        guest.check("[name=agrees]")
        guest.wait_for_timeout(3100)  # faster than this only machines write
        press(guest, "main form [type=submit]")
        guest.goto(wait_for_letter(portal, email, "/propose/").link("/propose/"))
        press(guest, "main form [type=submit]")
        pk, hands = number_in(guest.url), Hands(guest, portal)
        hands.fill_in(pk)
        hands.hand_in(pk)

        city.goto(f"{portal.url}{prefix}{LVIV}/")
        press(city, f".desk-list a[href$='/initiatives/{pk}/handover/']")
        assert not (found := findings_everywhere(city)), "\n".join(found)
        city.goto(f"{portal.url}{prefix}{ONE}/{pk}/")
        assert city.locator("form[action$='/take-back/']").count() == 0  # a note has to go with it
        assert not (found := findings_everywhere(city)), "\n".join(found)
        press(city, ".standing__buttons a[href$='/handover/']")
        press(city, "form[action$='/take-over/'] [type=submit]")
        city.goto(f"{portal.url}{prefix}{ONE}/{pk}/")
        assert is_marked(city, "submitted")


def test_day_page_leads_to_what_waits_and_confirms_what_is_right(people, portal, prefix):
    with people.page_of(COORDINATOR, java_script_enabled=False) as page:
        pk = Hands(page, portal).begin(f"Без продовження {label(prefix)}")
        page.goto(f"{portal.url}{prefix}/workspace/")
        assert page.url == f"{portal.url}{prefix}{LVIV}/"  # the only city
        assert page.locator(".desk-step a.button").is_visible()
        assert page.locator(f".desk-list a[href='{prefix}{ONE}/{pk}/']").first.is_visible()

        waiting = page.locator("form[action*='/confirm/']")
        before, action = waiting.count(), waiting.first.get_attribute("action")
        press(page, f"form[action='{action}'] [type=submit]")

        assert waiting.count() == before - 1
        assert page.locator(".notice--good").count() == 1


def test_two_who_edit_the_page_of_a_city_choose_between_their_texts(people, portal, prefix):
    address = f"{portal.url}{prefix}{LVIV}/page/"
    with people.page_of(COORDINATOR) as one, people.page_of(COORDINATOR, java_script_enabled=False) as other:
        one.goto(address)
        other.goto(address)
        one.fill("[name=website]", "не адреса")
        one.fill("[name=vision_uk]", f"Перше бачення {label(prefix)}")
        assert press(one, ".form-end [type=submit]").status == 422
        assert one.locator(".error-summary:focus a[href='#id_website']").count() == 1
        assert not (found := findings_everywhere(one)), "\n".join(found)
        one.fill("[name=website]", "")
        press(one, ".form-end [type=submit]")
        assert one.url == f"{portal.url}{prefix}{LVIV}/"

        other.fill("[name=vision_uk]", f"Друге бачення {label(prefix)}")
        assert press(other, ".form-end [type=submit]").status == 409
        assert f"Перше бачення {label(prefix)}" in words(other, ".clashes")
        assert f"Друге бачення {label(prefix)}" in words(other, ".clashes")
        other.locator(".clash [type=radio]").first.check()
        press(other, ".form-end [type=submit]")

        other.goto(f"{portal.url}/cities/lviv/")
        assert f"Друге бачення {label(prefix)}" in words(other)
