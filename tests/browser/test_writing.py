import pytest

pytestmark = pytest.mark.browser


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
