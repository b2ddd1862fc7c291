"""No word is lost: saved while typed, merged after a time offline, kept through the end of a session, as .xlsx."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from tests.browser.pages import PREFIXES, label
from tests.browser.test_filling import assert_accessible
from tests.browser.writers import GIVEN, TITLE, Writer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("prefix", PREFIXES, ids=label)]

WRITTEN = "Двічі на тиждень мешканці вчаться"


@pytest.fixture
def writer(browser, portal, editors, prefix):
    """Writers by their number, each at a browser of their own."""
    contexts, complaints = [], []

    def make(number=0, **options):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Writer(page, portal, editors[number], prefix)

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def seen_from_elsewhere(writer, draft, step, name):
    """What a browser that was never there is shown."""
    other = writer(java_script_enabled=False)
    other.open(draft, step)
    return other.value(name)


def test_text_is_saved_while_it_is_typed_and_outlives_the_network_and_the_session(writer, prefix):
    olena = writer()
    page = olena.page
    draft = olena.begin()

    # Typed, and no button pressed
    page.locator("[name=summary_uk]").press_sequentially(WRITTEN)
    olena.wait_until("saved")
    assert seen_from_elsewhere(writer, draft, "what", "summary_uk") == WRITTEN
    assert_accessible(page, prefix)

    # Without a network: a button does not lead away, a row is added, the page may be closed
    olena.open(draft, "story")
    page.context.set_offline(True)
    olena.type(GIVEN["story"])
    page.click("[data-add-row][value=results]")
    olena.type({"results-1-kind": "participants", "results-1-value": "24", "results-1-year": "2024"})
    olena.type({"results-1-description_uk": "Відкрито дві групи"})
    olena.wait_until("offline")
    page.click(".writing__foot [name=go]")
    olena.wait_until("offline")
    assert page.url == olena.address(draft, "story")
    assert_accessible(page, prefix)
    page.goto("about:blank")
    page.context.set_offline(False)
    olena.open(draft, "story")
    olena.wait_until("saved")
    assert olena.value("problem_uk") == GIVEN["story"]["problem_uk"]
    assert seen_from_elsewhere(writer, draft, "story", "results-1-description_uk") == "Відкрито дві групи"

    # The session ends while one writes: the text is there after signing in, whether it was typed or sent
    olena.lose_session()
    olena.type({"lessons_uk": "Взимку групи"})
    olena.wait_until("signedOut")
    page.click(".writing__foot [name=go]")
    page.wait_for_timeout(500)
    assert page.url == olena.address(draft, "story")
    assert_accessible(page, prefix)
    page.click(".save-state a")
    olena.sign_in()
    page.wait_for_url(olena.address(draft, "story"))
    olena.wait_until("saved")
    assert olena.value("lessons_uk") == "Взимку групи"

    # Sent twice, it is there once
    page.locator(".writing__foot [name=go]").dblclick()
    page.wait_for_url("**/repeat/")
    olena.open(draft, "story")
    assert page.locator("[data-rows=results] > li").count() == 2


def test_without_scripts_each_button_saves_also_after_the_end_of_the_session(writer):
    olena = writer(java_script_enabled=False)
    draft = olena.begin()
    olena.type({"summary_uk": WRITTEN})
    olena.page.click(".steps [value=story]")
    olena.type({"problem_uk": "Перше речення."})
    olena.lose_session()
    olena.page.click(".writing__foot [name=go]")
    olena.sign_in()
    assert olena.page.url == olena.address(draft, "story")
    assert olena.value("problem_uk") == "Перше речення."
    assert olena.page.locator(".notice[role=alert]").is_visible()
    olena.go_on("repeat")

    # Back by the step, not by the button of the browser
    olena.page.click(".steps [value=what]")
    assert olena.value("summary_uk") == WRITTEN
    olena.page.click(".steps [value=story]")
    assert olena.value("problem_uk") == "Перше речення."
    assert olena.page.locator(".notice[role=alert]").count() == 0


@pytest.mark.parametrize("button", ["check", "files", "new"])
def test_a_button_pressed_after_the_end_of_the_session_leads_back_after_signing_in(writer, button):
    olena = writer(java_script_enabled=False)
    draft = olena.begin()
    if button == "new":
        olena.page.goto(
            olena.page.url.replace(f"initiatives/{draft}/what/", f"{olena.editor.katottg}/initiatives/new/")
        )
        olena.page.fill("[name=title_uk]", "Інша назва")
    else:
        olena.open(draft, button)
    olena.lose_session()
    olena.page.locator("main form.form [type=submit]").first.click()
    olena.sign_in()

    assert olena.page.locator("h1").inner_text()
    assert "/workspace/" in olena.page.url
    if button == "new":
        assert olena.page.input_value("[name=title_uk]") == "Інша назва"


def test_two_editors_are_told_of_each_other_and_choose_where_both_wrote(writer, prefix):
    olena, taras = writer(0), writer(1)
    draft = olena.begin()
    taras.open(draft, "what")
    taras.type({"start": "2024", "summary_uk": "Текст Тараса"})
    taras.wait_until("saved")

    # What only one of them changed is taken
    olena.type({"title_en": "University"})
    olena.wait_until("saved")
    assert "Тарас" in olena.page.locator("p [data-others]").inner_text()
    assert (olena.value("start"), olena.value("summary_uk")) == ("2024", "Текст Тараса")
    taras.type({"end": "2025"})
    taras.wait_until("saved")
    assert "Олена" in taras.page.locator("p [data-others]").inner_text()
    assert taras.value("title_en") == "University"

    # Where both wrote, the writer sees both texts and takes one
    olena.type({"summary_uk": "Текст Олени"})
    olena.wait_until("saved")
    taras.type({"summary_uk": "Другий текст Тараса"})
    taras.wait_until("torn")
    assert_accessible(taras.page, prefix)
    with taras.page.expect_navigation():
        taras.page.click(".save-state button")
    assert taras.page.locator(".said").all_inner_texts() == ["Другий текст Тараса", "Текст Олени"]
    assert_accessible(taras.page, prefix)
    taras.page.check("[id='theirs-summary_uk']")
    with taras.page.expect_navigation():
        taras.page.click(".writing__foot button")
    assert taras.value("summary_uk") == "Текст Олени"
    taras.page.reload()
    assert taras.value("summary_uk") == "Текст Олени"


def test_a_form_begun_twice_makes_one_draft(writer):
    olena = writer()
    olena.page.goto(f"{olena.portal.url}{olena.prefix}/workspace/{olena.editor.katottg}/initiatives/new/")
    title = f"{TITLE} {uuid4()}"
    olena.page.fill("[name=title_uk]", title)
    olena.page.locator("main form.form [type=submit]").dblclick()
    olena.page.wait_for_url("**/what/")
    olena.page.goto(f"{olena.portal.url}{olena.prefix}/workspace/")
    links = olena.page.locator("a", has_text=title).evaluate_all("links => links.map((link) => link.pathname)")
    assert len({re.search(r"initiatives/(\d+)/", link)[1] for link in links}) == 1


def test_form_goes_away_as_a_spreadsheet_and_comes_back(writer, prefix):
    olena = writer()
    page = olena.page
    draft = olena.begin()
    olena.open(draft, "spreadsheet")
    with page.expect_download() as download:
        page.click("a[href$='/download/']")
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    answers = {row[0].value: row[3] for sheet in book for row in sheet.iter_rows(min_row=2, min_col=1, max_col=5)}
    answers["summary_uk"].value = WRITTEN
    answers["start"].value = "2024-13"
    content = BytesIO()
    book.save(content)

    page.set_input_files("[name=file]", {"name": "form.xlsx", "mimeType": "", "buffer": content.getvalue()})
    page.click("main form.form [type=submit]")
    page.wait_for_selector("#brought")

    cell = f"{answers['start'].parent.title}!{answers['start'].coordinate}"
    assert page.locator("tr", has_text=cell).count() == 1
    assert_accessible(page, prefix)
    olena.open(draft, "what")
    assert (olena.value("summary_uk"), olena.value("start")) == (WRITTEN, "2024-13")
