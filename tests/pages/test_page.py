"""The pages that staff write, as readers see them."""

import datetime
import json
import re

import pytest
import time_machine
from django.conf import settings

from portal.pages.models import Page
from portal.publishing.models import Status
from tests.factories import make_page, make_staff

pytestmark = pytest.mark.django_db


def html_of(response):
    return response.content.decode()


def menus(response):
    """The titles in the menus of pages below and beside this one."""
    return re.findall(
        r"<li>\s*<a[^>]*>([^<]+)</a>",
        "".join(re.findall('class="section subpages".*?</nav>', html_of(response), re.DOTALL)),
    )


def breadcrumbs(response):
    trail = re.search('<nav class="breadcrumbs".*?</nav>', html_of(response), re.DOTALL)[0]
    return [(url, label) for url, label in re.findall('<a href="([^"]*)">([^<]*)</a>', trail)][1:]


@pytest.fixture
def tree():
    """about / tasks / first, and about / other; each title is "Сторінка " and the slug."""
    pages = {"about": make_page(slug="about", title_uk="Сторінка about", title_en="Page about")}
    for slug, parent in (("tasks", "about"), ("first", "tasks"), ("second", "tasks"), ("other", "about")):
        pages[slug] = make_page(slug=slug, parent=pages[parent], title_uk=f"Сторінка {slug}", title_en=f"Page {slug}")
    return pages


def hide(page, status):
    """Makes a published page one that never was or no longer is."""
    published_at = page.published_at if status == Status.WITHDRAWN else None
    Page.objects.filter(pk=page.pk).update(status=status, published_at=published_at)


def test_page_shows_title_lead_body_and_source(client, prefix, language):
    make_page(
        slug="about",
        lead_uk="Стисло.",
        lead_en="In short.",
        source_url="https://www.example.org/seed",
        checked_on=datetime.date(2026, 11, 1),
    )

    html = html_of(client.get(f"{prefix}/about/"))

    shown = {
        "uk": ["<h1>Про асоціацію</h1>", "Стисло.", "<p>Хто ми.</p>"],
        "en": ["<h1>About the association</h1>", "In short.", "<p>Who we are.</p>"],
    }
    assert [text for text in shown[language] if text not in html] == []
    assert 'href="https://www.example.org/seed"' in html


def test_page_says_when_it_was_last_changed(client, prefix, language):
    with time_machine.travel(datetime.datetime(2026, 10, 31, 23, 30, tzinfo=datetime.UTC), tick=False):
        make_page()

    html = html_of(client.get(f"{prefix}/about/"))

    day = "1 листопада 2026 року" if language == "uk" else "1 November 2026"
    assert f'<time datetime="2026-11-01">{day}</time>' in html


def test_page_without_english_shows_ukrainian_and_says_so(client):
    make_page(title_uk="Лише тут", title_en="", body_en="")

    html = html_of(client.get("/en/about/"))

    assert '<h1 lang="uk">Лише тут</h1>' in html
    assert '<div lang="uk"><p>Хто ми.</p></div>' in html
    assert 'class="notice"' in html


def test_page_in_ukrainian_has_no_english_text(client):
    make_page(title_en="English title", lead_en="English lead", menu_title_en="English menu", body_en="English body")

    assert not re.search("English (title|lead|menu|body)", html_of(client.get("/about/")))


# Around the page


def test_page_shows_the_way_from_the_home_page(client, tree, prefix, language):
    name = "Сторінка" if language == "uk" else "Page"

    response = client.get(f"{prefix}/about/tasks/first/")

    assert breadcrumbs(response) == [(f"{prefix}/about/", f"{name} about"), (f"{prefix}/about/tasks/", f"{name} tasks")]


def test_page_tells_search_engines_the_way_from_the_home_page(client, tree):
    html = html_of(client.get("/en/about/tasks/"))

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["@type"] == "BreadcrumbList"
    items = [(item["position"], item["name"], item.get("item")) for item in data["itemListElement"]]
    assert items[1:] == [(2, "Page about", f"{settings.SITE_URL}/en/about/"), (3, "Page tasks", None)]


def test_page_lists_the_pages_below_and_beside_it(client, tree):
    assert menus(client.get("/about/")) == ["Сторінка tasks", "Сторінка other"]
    assert menus(client.get("/about/tasks/")) == [
        "Сторінка first",
        "Сторінка second",
        "Сторінка tasks",
        "Сторінка other",
    ]
    assert menus(client.get("/about/tasks/first/")) == ["Сторінка first", "Сторінка second"]


def test_page_follows_the_order_of_the_menu(client, tree):
    Page.objects.filter(slug="other").update(menu_order=0)
    Page.objects.filter(slug="tasks").update(menu_order=1)

    assert menus(client.get("/about/")) == ["Сторінка other", "Сторінка tasks"]


def test_page_marks_itself_among_those_beside_it(client, tree):
    html = re.sub(r"\s+", " ", html_of(client.get("/about/tasks/first/")))

    assert re.findall('<a href="([^"]*)" aria-current="page">', html) == ["/about/tasks/first/"]


def test_page_outside_the_menu_has_an_address_only(client, tree):
    Page.objects.filter(slug="other").update(in_menu=False)

    assert "Сторінка other" not in menus(client.get("/about/"))
    assert client.get("/about/other/").status_code == 200


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_page_leaks_nothing_that_is_not_published(client, tree, prefix, status):
    hide(tree["tasks"], status)

    for url in ("/about/", "/about/other/", "/about/tasks/first/"):
        response = client.get(f"{prefix}{url}")
        assert response.status_code == 200
        assert not re.search("Сторінка tasks|Page tasks", html_of(response))


def test_page_under_a_withdrawn_page_keeps_its_address_but_stands_in_no_menu(client, tree):
    hide(tree["tasks"], Status.WITHDRAWN)

    response = client.get("/about/tasks/first/")

    assert response.status_code == 200
    assert breadcrumbs(response) == [("/about/", "Сторінка about")]
    assert menus(response) == []
    assert "Сторінка first" not in menus(client.get("/about/"))


# Which pages there are


@pytest.mark.parametrize("url", ["/about/", "/about/unknown/", "/join/a/b/c/d/e/f/", "/about/%00/", "/nowhere/"])
def test_unknown_page_is_not_found(client, prefix, url):
    assert client.get(f"{prefix}{url}").status_code == 404


@pytest.mark.parametrize(("status", "answer"), [(Status.DRAFT, 404), (Status.WITHDRAWN, 410)])
def test_page_that_is_not_published_is_not_shown(client, tree, prefix, status, answer):
    hide(tree["other"], status)

    response = client.get(f"{prefix}/about/other/")

    assert response.status_code == answer
    assert not re.search("Сторінка other|Page other", html_of(response))


def test_page_lives_through_publishing_and_withdrawal(client):
    page = make_page(status=Status.DRAFT)
    answers = []
    for verb in (page.publish, page.withdraw, page.publish):
        verb(by=make_staff())
        answers.append(client.get("/about/").status_code)

    assert answers == [200, 410, 200]


def test_page_is_found_only_under_its_whole_path(client, tree):
    assert client.get("/about/first/").status_code == 404
    assert client.get("/join/tasks/").status_code == 404


# Pages that moved


def moved_to(response):
    return response.status_code, response.headers.get("Location")


def test_renamed_page_and_those_below_are_found_at_their_old_addresses(client, tree, prefix):
    tree["tasks"].rename("duties")

    assert moved_to(client.get(f"{prefix}/about/tasks/")) == (301, f"{prefix}/about/duties/")
    assert moved_to(client.get(f"{prefix}/about/tasks/first/")) == (301, f"{prefix}/about/duties/first/")


def test_page_under_another_parent_is_found_at_its_old_address(client, tree):
    tree["tasks"].parent = make_page(slug="join")
    tree["tasks"].save()

    assert moved_to(client.get("/about/tasks/first/")) == (301, "/join/tasks/first/")


def test_page_renamed_there_and_back_is_where_it_was(client, tree):
    tree["tasks"].rename("duties")
    tree["tasks"].rename("tasks")

    assert client.get("/about/tasks/").status_code == 200
    assert moved_to(client.get("/about/duties/")) == (301, "/about/tasks/")


def test_new_page_takes_over_an_old_address(client, tree):
    tree["tasks"].rename("duties")
    make_page(slug="tasks", parent=tree["about"], title_uk="Нові завдання")

    assert "Нові завдання" in html_of(client.get("/about/tasks/"))


def test_two_pages_of_one_slug_may_both_be_renamed(client, tree):
    join = make_page(slug="join")
    other = make_page(slug="tasks", parent=join)
    tree["tasks"].rename("duties")
    other.rename("steps")

    assert moved_to(client.get("/about/tasks/")) == (301, "/about/duties/")
    assert moved_to(client.get("/join/tasks/")) == (301, "/join/steps/")


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_old_address_of_a_page_that_is_not_published_leads_nowhere(client, tree, status):
    tree["other"].rename("another")
    hide(tree["other"], status)

    assert client.get("/about/other/").status_code == 404


def test_renaming_a_draft_leaves_no_old_address(client, tree):
    hide(tree["other"], Status.DRAFT)
    tree["other"].refresh_from_db()
    tree["other"].rename("another")
    tree["other"].publish(by=None)

    assert client.get("/about/other/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_is_for_reading_only(client, tree, prefix, method):
    assert getattr(client, method)(f"{prefix}/about/").status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_database_as_often_for_many_rows_as_for_one(client, prefix, rows, django_assert_num_queries):
    parent = make_page()
    for number in range(rows):
        parent = make_page(slug=f"level-{number}", parent=parent)
        for other in range(rows):
            make_page(slug=f"beside-{number}-{other}", parent=parent)
            make_page(slug=f"below-{number}-{other}", parent=parent.parent)

    with django_assert_num_queries(5):
        client.get(f"{prefix}{parent.get_absolute_url()}")
