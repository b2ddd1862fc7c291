import time

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def staff_page(quiet_page, portal):
    quiet_page.goto(f"{portal.url}/admin/login/")
    quiet_page.fill("[name=username]", portal.email)
    quiet_page.fill("[name=password]", portal.password)
    quiet_page.click("[type=submit]")
    quiet_page.wait_for_url(f"{portal.url}/admin/**")
    return quiet_page


def test_staff_correct_a_city_and_readers_see_it(staff_page, portal):
    staff_page.goto(f"{portal.url}/admin/cities/city/?q=львів")
    staff_page.locator("#result_list tbody th a").first.click()
    staff_page.fill("[name=summary_uk]", "Виправлено редактором.")
    staff_page.fill("[name=summary_en]", "Corrected by the editor.")
    staff_page.click("[name=_save]")
    staff_page.goto(f"{portal.url}/cities/lviv/")
    assert "Виправлено редактором." in staff_page.content()
    staff_page.goto(f"{portal.url}/en/cities/lviv/")
    assert "Corrected by the editor." in staff_page.content()


def test_staff_write_news_in_the_editor_and_publish_it(staff_page, portal):
    staff_page.goto(f"{portal.url}/admin/news/article/add/")
    staff_page.fill("[name=title_uk]", "Новина з редактора")
    staff_page.locator("[contenteditable=true]").first.click()
    staff_page.keyboard.type("Перший абзац.")
    staff_page.click("[name=_continue]")
    staff_page.locator("form[action*='/move/published/'] [type=submit], [formaction*='/move/published/']").first.click()
    staff_page.goto(f"{portal.url}/news/")
    staff_page.click("text=Новина з редактора")
    assert "Перший абзац." in staff_page.locator("main").inner_text()


def test_reader_writes_to_the_association_without_scripts(browser, portal):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{portal.url}/contact/")
        page.select_option("[name=topic]", index=1)
        page.fill("[name=name]", "Читачка")
        page.fill("[name=email]", "reader@example.org")
        page.fill("[name=text]", "Добрий день! Наше місто хоче приєднатися.")
        time.sleep(3.5)  # faster than this only machines write
        page.click("main [type=submit]")
        assert page.url == f"{portal.url}/contact/sent/"
    for _ in range(100):
        letters = list((portal.var / "mail").glob("*")) if (portal.var / "mail").exists() else []
        if letters:
            break
        time.sleep(0.2)
    assert "reader@example.org" in letters[0].read_text()
