"""What staff do on a Monday morning, from the desk to the end: ten tasks, and how many clicks each takes.

`make browser ARGS="-k staff_tasks -s"` prints the clicks.
"""

import io
import sys
import zipfile
from contextlib import contextmanager

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.letters import wait_for_letter
from tests.browser.people import COORDINATOR, EDITOR, REVIEWER, Hands
from tests.browser.running import environment_of, inside
from tests.browser.writers import PHOTO

pytestmark = pytest.mark.browser

# Run inside the portal.
MAKE_PARTNERS = """
from cities.models import Partner

made = [Partner.objects.create(name_uk=name, name_en=name, kind="education", slug=name) for name in sys.argv[1:]]
for partner in made:
    partner.publish(by=None)
json.dump([partner.pk for partner in made], sys.stdout)
"""
MAKE_SUBSCRIBER = """
from portal.newsletter.models import Subscriber

json.dump(Subscriber.objects.create(email=sys.argv[1], language="uk").pk, sys.stdout)
"""


class Clerk:
    """Somebody of the staff at the desk; counts the clicks of a task, whatever is pressed."""

    def __init__(self, page, portal):
        self.page, self.portal, self.clicks = page, portal, 0
        page.goto(f"{portal.url}/admin/")

    def click(self, selector, page=None):
        (page or self.page).locator(selector).first.click()
        self.clicks += 1

    def follow(self, selector, page=None):
        """Click what leads to another page, and wait for that page."""
        with (page or self.page).expect_navigation():
            self.click(selector, page)

    def fill(self, **told):
        for name, text in told.items():
            self.page.fill(f"[name='{name}']", text)

    def write(self, field, text):
        """Type into the editor of a rich text."""
        self.click(f".field-{field} [contenteditable]")
        self.page.keyboard.type(text)

    def find(self, list_name, words):
        """Open a list from the desk and the first row that a search finds."""
        self.follow(f".desk__rooms a[href='/admin/{list_name}/']")
        self.page.fill("#searchbar", words)
        with self.page.expect_navigation():
            self.page.press("#searchbar", "Enter")
        self.follow("#result_list tbody tr:first-child th a")

    def decide(self, target):
        self.follow(f"form[action$='/move/{target}/'] [type=submit]")

    def status(self):
        return self.page.locator(".decisions__status").get_attribute("data-status")


@pytest.fixture
def clerk(people, portal, request):
    @contextmanager
    def clerk(who=EDITOR):
        with people.page_of(who, viewport={"width": 1280, "height": 900}) as page:
            clerk = Clerk(page, portal)
            yield clerk
            sys.stdout.write(f"\n{request.node.name.split('[')[0]}: {clerk.clicks} clicks\n")

    return clerk


def test_answer_a_submission(people, portal, clerk):
    title = "Клуб розмовної мови для завдання"
    with people.page_of(COORDINATOR) as city:
        Hands(city, portal).handed_in(title)
    with clerk(REVIEWER) as reviewer:
        reviewer.follow(".desk__item[href='/review/']")
        reviewer.follow(f".queue__title a:text-is('{title}')")
        reviewer.follow("form[action$='/take/'] [type=submit]")
        reviewer.click("[name=decision][value=publish]")
        reviewer.follow(".repeat__actions [type=submit]:not([formaction])")

        assert reviewer.page.url == f"{portal.url}/review/"
        assert title in wait_for_letter(portal, COORDINATOR, title, 2).text


def test_publish_news_in_both_languages_with_a_photo(clerk):
    with clerk() as editor:
        page = editor.page
        editor.follow(".desk__rooms a[href='/admin/news/article/add/']")
        editor.fill(title_uk="Відкрито медіатеку", title_en="A mediatheque opens")
        editor.fill(lead_uk="Мешканці мають новий простір.", lead_en="Residents have a new space.")
        editor.write("body_uk", "Двері відчинено щодня.")
        editor.write("body_en", "The doors are open daily.")
        with page.expect_popup() as popup:
            editor.click("#add_id_photo")
        library = popup.value
        library.set_input_files("[name=image]", PHOTO)
        for name, text in {"alt_uk": "Читальна зала", "alt_en": "A reading room", "author": "Місто"}.items():
            library.fill(f"[name={name}]", text)
        library.select_option("[name=licence]", "cc_by_4")
        library.select_option("[name=consent]", "no_people")
        with library.expect_event("close"):
            editor.click("[name=_save]", library)
        editor.follow("[name=_continue]")
        editor.decide("published")
        assert editor.status() == "published"

        editor.follow(".viewsitelink")
        assert page.locator("h1").inner_text() == "Відкрито медіатеку"
        assert page.locator("main img[alt='Читальна зала']").count() == 1
        page.goto(page.url.replace("/news/", "/en/news/"))
        assert "The doors are open daily." in page.locator("main").inner_text()


def test_correct_a_citys_population_with_its_source(clerk):
    with clerk() as editor:
        editor.find("cities/city", "Суми")
        editor.click("#indicators-group .add-row a")
        row = editor.page.locator("#indicators-group .inline-related:not(.empty-form)").last
        row.locator("select[name$=-kind]").select_option("population")
        for name, text in {
            "value": "256474",
            "year": "2022",
            "source_title": "Державна служба статистики України",
            "source_url": "https://ukrstat.gov.ua/",
        }.items():
            row.locator(f"[name$=-{name}]").fill(text)
        row.locator("[name$=-checked_on]").fill(timezone.localdate().strftime("%d.%m.%Y"))
        editor.follow("[name=_continue]")
        editor.follow(".viewsitelink")

        shown = editor.page.locator("main").inner_text().replace("\xa0", " ")
        assert "256 474" in shown
        assert "2022" in shown


def test_merge_two_partners(portal, clerk):
    stays, double = inside(MAKE_PARTNERS, environment_of(portal.var), "merged-library", "merged-library-2")
    with clerk() as editor:
        page = editor.page
        editor.follow(".desk__rooms a[href='/admin/cities/partner/']")
        page.fill("#searchbar", "merged-library")
        with page.expect_navigation():
            page.press("#searchbar", "Enter")
        editor.click(f"[name=_selected_action][value='{stays}']")
        editor.click(f"[name=_selected_action][value='{double}']")
        page.select_option("[name=action]", "merge_selected")
        editor.follow(".actions [type=submit]")
        page.fill("[name=reason]", "Ту саму бібліотеку внесено двічі.")
        editor.follow(".submit-row [type=submit]")

        assert page.locator(".messagelist .success").count() == 1
        answer = page.request.get(f"{portal.url}/partners/merged-library-2/")
        assert answer.url == f"{portal.url}/partners/merged-library/"


def test_import_fifty_partners(clerk):
    table = openpyxl.Workbook()
    table.active.append(["name_uk", "name_en", "kind"])
    for number in range(50):
        table.active.append([f"Школа мистецтв № {number}", f"Art school no. {number}", "education"])
    content = io.BytesIO()
    table.save(content)
    file = {"name": "partners.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}
    with clerk() as editor:
        editor.follow(".desk__rooms a[href='/admin/cities/partner/']")
        editor.follow(".object-tools a[href$='/import/']")
        editor.page.set_input_files("[name=file]", file)
        editor.follow(".submit-row [type=submit]")
        editor.follow(".submit-row [type=submit]")

        editor.page.goto(f"{editor.portal.url}/admin/cities/partner/?q=Школа+мистецтв")
        assert "50" in editor.page.locator(".paginator").inner_text()


def test_restore_yesterdays_text(clerk):
    with clerk() as editor:
        editor.find("news/article", "Львів")
        before = editor.page.input_value("[name=lead_uk]")
        editor.fill(lead_uk="Помилково вписаний текст.")
        editor.follow("[name=_continue]")
        changed, editor.clicks = editor.page.url, 0  # that was the accident

        editor.follow(".historylink")
        editor.follow("#change-history tbody tr:nth-child(2) a")
        editor.follow("[name=_save]")

        editor.page.goto(changed)
        assert editor.page.input_value("[name=lead_uk]") == before


def test_hide_an_initiative(portal, clerk):
    with clerk() as editor:
        editor.find("initiatives/initiative", "третього віку в Полтаві")
        address = editor.page.locator(".viewsitelink").get_attribute("href")
        editor.decide("withdrawn")

        assert editor.status() == "withdrawn"
        assert editor.page.request.get(portal.url + address).status == 410


def test_invite_a_coordinator(portal, clerk):
    with clerk() as editor:
        page = editor.page
        editor.follow(".desk__rooms a[href='/admin/cities/invitation/add/']")
        editor.click(".field-city .select2-selection")
        page.fill(".select2-search__field", "Тернопіль")
        editor.click(".select2-results__option:text-is('Тернопіль')")
        page.fill("[name=email]", "ternopil@example.org")
        page.select_option("[name=role]", "lead")
        editor.follow("[name=_save]")

        assert "Тернопіль" in wait_for_letter(portal, "ternopil@example.org", "Тернопіль").text


def test_send_the_digest(portal, clerk):
    inside(MAKE_SUBSCRIBER, environment_of(portal.var), "reader@example.org")
    with clerk() as editor:
        page = editor.page
        editor.follow(".desk__rooms a[href='/admin/newsletter/digest/add/']")
        page.fill("[name=month]", timezone.localdate().strftime("%d.%m.%Y"))
        editor.follow("[name=_continue]")
        editor.fill(intro_uk="Вітаємо з новим випуском!", intro_en="Welcome to the new issue!")
        editor.follow("[name=_continue]")
        editor.follow("form[action$='/test/'] [type=submit]")
        assert "Вітаємо" in wait_for_letter(portal, EDITOR, "Вітаємо").text
        editor.follow("form[action$='/send/'] [type=submit]")
        editor.follow("button.decisions__grave")

        assert "Вітаємо" in wait_for_letter(portal, "reader@example.org", "Вітаємо").text


def test_export_everything(clerk):
    with clerk() as editor:
        editor.follow("a[href='/admin/archive/']")
        with editor.page.expect_download() as download:
            editor.click(".submit-row [type=submit]")

        with zipfile.ZipFile(download.value.path()) as archive:
            assert "manifest.json" in archive.namelist()
            assert archive.read("data/cities.city.jsonl").count(b"\n") >= 21


def test_the_desk_is_walked_by_keyboard(clerk):
    with clerk() as editor:
        page = editor.page
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_attribute("href", "#content-start")
        for _stop in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.classList.contains('desk__item')"):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")

        assert page.locator("#result_list").count() == 1
