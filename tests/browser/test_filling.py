"""A busy official writes a whole initiative, sees what readers will see, and hands it in."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import PREFIXES, label
from tests.browser.running import environment_of, inside
from tests.browser.test_accessibility import findings
from tests.browser.writers import CONSENTS, DOCUMENT, GIVEN, PHOTO, TITLE, Writer

pytestmark = pytest.mark.browser

# Each width, scheme and language meets each other.
LOOKS = {"": [(360, "dark"), (1280, "light")], "/en": [(360, "light"), (1280, "dark")]}
PUBLISH = """
from initiatives.decisions import publish, take
from initiatives.models import Initiative
from portal.accounts.models import User

staff, pk = User.objects.filter(is_superuser=True).first(), int(sys.argv[1])
take(Initiative.objects.get(pk=pk), by=staff)
publish(Initiative.objects.get(pk=pk), by=staff)
json.dump(Initiative.objects.get(pk=pk).get_absolute_url(), sys.stdout)
"""
WITHDRAW = """
from initiatives.models import Initiative
from portal.accounts.models import User

Initiative.objects.get(pk=int(sys.argv[1])).withdraw(by=User.objects.filter(is_superuser=True).first())
json.dump(None, sys.stdout)
"""


def assert_accessible(page, prefix):
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, scheme in LOOKS[prefix]:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url}, {scheme}, {width} px: {finding}" for finding in findings(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than {width}"
    assert not found, "\n" + "\n".join(found)


@pytest.fixture(params=PREFIXES, ids=label)
def prefix(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["scripts", "scriptless"])
def scripts(request):
    return request.param


def test_initiative_is_written_in_four_steps_and_handed_in(browser, portal, editors, prefix, scripts):
    with browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 800}) as context:
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        writer = Writer(page, portal, editors[0], prefix)
        walk(writer, scripts=scripts, looks=(lambda: assert_accessible(page, prefix)) if scripts else lambda: None)
        assert complaints == []


def walk(writer, *, scripts, looks):
    page = writer.page
    draft = writer.begin()
    looks()

    # What it is: a partner picked from the list; limits counted while one types; errors keep what was typed
    too_long = "я" * 401
    writer.type(GIVEN["what"] | {"summary_uk": too_long, "start": "2024-13"})
    if scripts:
        assert "401" not in page.locator("#id_summary_en_helptext").inner_text()
        assert "1" in page.locator("#id_summary_uk_helptext.limit-count--over").inner_text()
    writer.save()
    assert page.locator("#error-summary li").count() == 2
    assert (writer.value("summary_uk"), writer.value("start")) == (too_long, "2024-13")
    looks()
    writer.type({"summary_uk": GIVEN["what"]["summary_uk"], "start": GIVEN["what"]["start"]})
    writer.go_on("story")

    # The story: the first row of a part is there
    looks()
    writer.type(GIVEN["story"] | {"problem_en": "Elderly people lose money to fraud."})
    writer.go_on("repeat")

    # How to repeat it: one partner added, another picked in a row of its own
    writer.type(GIVEN["repeat"])
    writer.type({"partner_roles-0-name": "Коледж зв’язку", "partner_roles-0-kind": "education"})
    page.click("[name=add][value=partner_roles]")
    page.wait_for_selector("[name=partner_roles-1-name]")
    writer.type({"partner_roles-1-name": GIVEN["what"]["organisation-name"], "partner_roles-1-role_uk": "радить"})
    writer.type({"resources-0-kind": "money", "resources-0-amount": "багато", "ticks-needs": 0})
    writer.save()
    assert page.locator("#id_resources-0-amount_error").is_visible()
    looks()
    writer.type({"resources-0-amount": "180 000", "resources-0-currency": "UAH"})
    writer.go_on("contact")

    # Contact; then the page of photos and documents
    writer.type(GIVEN["contact"])
    looks()
    writer.save()
    page.click("a[href$='/files/']")
    add_files(writer, looks)

    # The check says what lacks; consents are asked for
    writer.open(draft, "check")
    assert page.locator(".check__step[data-gaps='0']").count() == 4
    looks()
    with page.expect_navigation():
        page.click("main form.form [type=submit]")
    assert page.locator(".errors").count() == len(CONSENTS)
    looks()
    for consent in CONSENTS:
        page.check(f"[name=consents-{consent}]")

    # The preview is the page that readers get
    previewed = read_preview(writer, draft, looks)
    writer.open(draft, "check")
    for consent in CONSENTS:
        page.check(f"[name=consents-{consent}]")
    with page.expect_navigation():
        page.click("main form.form [type=submit]")
    assert page.url == writer.address(draft)
    assert page.locator("[data-status=submitted]").count()
    looks()
    published = publish_and_read(writer, draft)
    assert [line for line in previewed if line not in published] == []


def add_files(writer, looks):
    page = writer.page
    form = page.locator("form[action$='/files/photos/']")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        form.locator("[type=submit]").click()
    page.wait_for_selector("#id_photo-image_error")
    looks()
    form.locator("[name=photo-image]").set_input_files(PHOTO)
    form.locator("[name=photo-alt_uk]").fill("Дві жінки за столом дивляться на телефон")
    form.locator("[name=photo-author]").fill("Міська бібліотека")
    form.locator("[name=photo-licence]").select_option("cc_by_4")
    form.locator("[name=photo-consent]").select_option("given")
    form.locator("[type=submit]").click()
    page.wait_for_selector(".file-list img")
    page.click("details:has(form[action$='/files/documents/']) summary")
    form = page.locator("form[action$='/files/documents/']")
    form.locator("[name=document-file]").set_input_files(DOCUMENT)
    form.locator("[name=document-title_uk]").fill("Положення про курси")
    form.locator("[type=submit]").click()
    page.wait_for_selector(".file-list a[href*='/files/documents/']")
    assert page.locator(".file-list").count() == 2
    assert page.locator(".file-list__item").count() == 2
    looks()


def lines(page, selector):
    return [line.strip() for line in page.locator(selector).inner_text().split("\n") if line.strip()]


def read_preview(writer, draft, looks):
    writer.page.click("a[href$='/preview/']")
    writer.page.wait_for_url("**/preview/")
    assert TITLE in writer.page.locator("h1").inner_text()
    looks()
    banner = lines(writer.page, ".preview-banner")
    return [line for line in lines(writer.page, "main") if line not in banner]


def publish_and_read(writer, draft):
    """The lines of the public page; afterwards the initiative is withdrawn, since other tests count what is public."""
    environment = environment_of(writer.portal.var)
    address = inside(PUBLISH, environment, str(draft))
    try:
        writer.page.goto(f"{writer.portal.url}{writer.prefix}{address}")
        return lines(writer.page, "main")
    finally:
        inside(WITHDRAW, environment, str(draft))
