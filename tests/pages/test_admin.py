import pytest
from django.urls import reverse

from portal.pages.models import Message, Page
from portal.publishing.models import OldSlug
from tests.factories import make_page, make_staff
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db

LETTERS = "/admin/pages/message/"


@pytest.fixture(autouse=True)
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def make_letter(**overrides):
    defaults = {"topic": "join", "name": "Ольга", "email": "olha@example.org", "text": "Вітаю!", "language": "uk"}
    return Message.objects.create(**defaults | overrides)


def change_url(page):
    return reverse("admin:pages_page_change", args=[page.pk])


def save(client, page, **changes):
    return client.post(change_url(page), form_data(client.get(change_url(page)), "page_form") | changes)


# Pages


def test_page_is_added_under_another(client):
    root = make_page()
    address = reverse("admin:pages_page_add")

    words = {"title_uk": "Статут", "slug": "statute", "parent": root.pk}
    client.post(address, form_data(client.get(address), "page_form") | words)

    assert Page.objects.get(slug="statute").path == "about/statute"


@pytest.mark.parametrize(
    "changes", [{"slug": "somewhere"}, {"slug": "taken"}, {"slug": ""}, {"slug": "a_b"}, {"parent": ""}]
)
def test_unfit_place_of_a_page_is_an_error_and_no_crash(client, changes):
    root = make_page()
    make_page(parent=root, slug="taken")
    page = make_page(parent=root, slug="statute")
    if changes == {"slug": "somewhere"}:
        page = root

    response = save(client, page, **changes)

    page.refresh_from_db()
    assert response.status_code == 200
    assert page.path in ("about", "about/statute")


def test_page_cannot_stand_under_its_own_child(client):
    root = make_page()
    parent = make_page(parent=root, slug="tasks")
    child = make_page(parent=parent, slug="first")

    response = save(client, parent, parent=child.pk)

    assert list(response.context["adminform"].form.errors) == ["parent"]


def test_new_address_of_a_page_moves_what_stands_below(client):
    root = make_page()
    parent = make_page(parent=root, slug="tasks")
    child = make_page(parent=parent, slug="first")

    save(client, parent, slug="study")

    parent.refresh_from_db()
    child.refresh_from_db()
    assert (parent.path, child.path) == ("about/study", "about/study/first")


def test_address_that_would_be_too_long_below_is_an_error_and_no_crash(client):
    top = parent = make_page(parent=make_page(), slug="a")
    for _ in range(4):
        parent = make_page(parent=parent, slug="b" * 55)

    response = save(client, top, slug="a" * 60)

    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_pages_of_one_slug_may_both_get_another(client):
    root = make_page()
    pages = [make_page(parent=make_page(parent=root, slug=slug), slug="same") for slug in ("first", "second")]

    for page in pages:
        save(client, page, slug="other")

    assert set(OldSlug.objects.values_list("slug", flat=True)) == {"about/first/same", "about/second/same"}
    assert [Page.objects.get(pk=page.pk).path for page in pages] == ["about/first/other", "about/second/other"]


def test_pages_are_listed_as_a_tree(client):
    root = make_page()
    first = make_page(parent=root, slug="first")
    below = make_page(parent=first, slug="below")
    second = make_page(parent=root, slug="second")

    rows = client.get(reverse("admin:pages_page_changelist")).context["cl"].result_list

    assert list(rows) == [root, first, below, second]


# Letters


def test_letter_cannot_be_rewritten(client):
    letter = make_letter()
    address = f"{LETTERS}{letter.pk}/change/"

    data = form_data(client.get(address), "message_form")
    client.post(address, data | {"text": "Інше", "email": "x@example.org", "is_spam": "on"})

    letter.refresh_from_db()
    assert (letter.text, letter.email, letter.is_spam) == ("Вітаю!", "olha@example.org", True)


def test_letter_is_not_written_by_staff(client):
    assert client.get(f"{LETTERS}add/").status_code == 403


def test_letters_that_want_an_answer_are_one_click_away(client):
    wanted = make_letter()
    make_letter(is_spam=True)
    make_letter(answered_at="2026-11-01T10:00:00Z")

    response = client.get(LETTERS, {"answer": "wanted"})

    assert list(response.context["cl"].result_list) == [wanted]


def test_letters_are_marked_as_answered_together(client):
    letters = [make_letter(), make_letter()]

    client.post(LETTERS, {"action": "mark_answered", "_selected_action": [letter.pk for letter in letters]})

    assert not Message.objects.unanswered().exists()


def test_letters_are_marked_as_spam_together(client):
    letter = make_letter()

    client.post(LETTERS, {"action": "mark_spam", "_selected_action": [letter.pk]})

    letter.refresh_from_db()
    assert letter.is_spam


def test_letter_is_shown_as_text(client):
    letter = make_letter(text="<script>alert(1)</script>")

    content = client.get(f"{LETTERS}{letter.pk}/change/").content.decode()

    assert "<script>alert(1)" not in content
