"""Pages and their addresses, messages and what is known of their senders."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import override_settings
from django.utils import timezone, translation

from portal.pages.models import Message, Page
from portal.publishing.models import Status
from portal.senders import sender_of
from tests.factories import make_message, make_page

pytestmark = pytest.mark.django_db


# The path of a page


def test_path_is_made_of_the_slugs_on_the_way_down():
    about = make_page(slug="about")
    tasks = make_page(slug="tasks", parent=about)
    first = make_page(slug="first", parent=tasks)

    assert [page.path for page in (about, tasks, first)] == ["about", "about/tasks", "about/tasks/first"]


@pytest.mark.parametrize(("language", "url"), [("uk", "/about/tasks/"), ("en", "/en/about/tasks/")])
def test_address_of_a_page_is_its_path(language, url):
    page = make_page(slug="tasks", parent=make_page(slug="about"))

    with translation.override(language):
        assert page.get_absolute_url() == url


@pytest.mark.parametrize("slug", ["plain", "with-hyphen", "With_Capitals", "2026"])
def test_every_slug_that_forms_accept_makes_an_address(client, slug):
    page = make_page(slug=slug, parent=make_page(slug="about"))
    page.full_clean()

    assert client.get(page.get_absolute_url()).status_code == 200


def test_moving_a_page_moves_all_pages_below_it():
    about, join = make_page(slug="about"), make_page(slug="join")
    tasks = make_page(slug="tasks", parent=about)
    first = make_page(slug="first", parent=tasks)
    deep = make_page(slug="deep", parent=first)
    other = make_page(slug="other", parent=about)

    tasks.parent = join
    tasks.save()

    paths = dict(Page.objects.values_list("pk", "path"))
    assert [paths[page.pk] for page in (tasks, first, deep)] == [
        "join/tasks",
        "join/tasks/first",
        "join/tasks/first/deep",
    ]
    assert paths[other.pk] == "about/other"


@pytest.mark.parametrize(
    ("old", "new"), [("tasks", "duties"), ("tasks", "task"), ("task", "tasks"), ("Tasks", "tasks")]
)
def test_another_slug_changes_the_paths_below(old, new):
    tasks = make_page(slug=old, parent=make_page(slug="about"))
    first = make_page(slug="first", parent=tasks)

    tasks.slug = new
    tasks.save(update_fields=["slug"])

    tasks.refresh_from_db()
    first.refresh_from_db()
    assert (tasks.path, first.path) == (f"about/{new}", f"about/{new}/first")


def test_moving_a_page_changes_nobodys_state():
    about = make_page(slug="about")
    tasks = make_page(slug="tasks", parent=about)
    draft = make_page(slug="draft", parent=tasks, status=Status.DRAFT)

    tasks.parent = make_page(slug="join")
    tasks.save()

    draft.refresh_from_db()
    assert (draft.status, draft.path) == (Status.DRAFT, "join/tasks/draft")


# Where a page may stand


@pytest.mark.parametrize("slug", Page.ROOTS)
def test_root_pages_have_their_places(slug):
    page = make_page(slug=slug)

    page.full_clean()

    assert page.path == slug


def test_no_other_page_stands_at_the_root():
    with pytest.raises(ValidationError) as caught:
        Page(slug="cities", title_uk="Міста").full_clean()
    assert list(caught.value.error_dict) == ["parent"]

    with pytest.raises(IntegrityError), transaction.atomic():
        make_page(slug="cities")


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_page_cannot_stand_under_itself(depth):
    chain = [make_page(slug="about")]
    for slug in ("one", "two"):
        chain.append(make_page(slug=slug, parent=chain[-1]))
    chain[0].parent = chain[depth]

    with pytest.raises(ValidationError) as caught:
        chain[0].full_clean()
    assert "parent" in caught.value.error_dict
    with pytest.raises(ValidationError):
        chain[0].save()
    assert Page.objects.get(slug="about").parent is None


def test_two_pages_cannot_share_an_address():
    about = make_page(slug="about")
    make_page(slug="tasks", parent=about)

    with pytest.raises(ValidationError) as caught:
        Page(slug="tasks", title_uk="Завдання", parent=about).full_clean()
    assert list(caught.value.error_dict) == ["slug"]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_page(slug="tasks", parent=about)


def test_pages_under_different_parents_may_share_a_slug():
    one = make_page(slug="how", parent=make_page(slug="about"))
    other = make_page(slug="how", parent=make_page(slug="join"))

    other.full_clean()

    assert (one.path, other.path) == ("about/how", "join/how")


def test_page_with_pages_below_cannot_be_deleted():
    about = make_page(slug="about")
    make_page(slug="tasks", parent=about)

    with pytest.raises(ProtectedError):
        about.delete()


@pytest.mark.parametrize(
    "overrides", [{"title_uk": ""}, {"title_uk": None}, {"status": "nonsense"}, {"published_at": None}]
)
def test_database_refuses_a_page_that_readers_could_not_read(overrides):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_page(**overrides)


# Asking for pages


def test_above_gives_the_topmost_page_first():
    about = make_page(slug="about")
    tasks = make_page(slug="tasks", parent=about)
    first = make_page(slug="first", parent=tasks)
    make_page(slug="other", parent=about)

    assert list(Page.objects.above(first)) == [about, tasks]
    assert list(Page.objects.above(about)) == []


def test_under_and_right_under_differ_in_depth():
    about = make_page(slug="about")
    tasks = make_page(slug="tasks", parent=about)
    first = make_page(slug="first", parent=tasks)

    assert list(Page.objects.under(about).by_path()) == [tasks, first]
    assert list(Page.objects.right_under(about)) == [tasks]


def test_in_menu_gives_the_places_that_staff_chose():
    about = make_page(slug="about", menu_order=9)
    second = make_page(slug="second", parent=about, menu_order=2)
    first = make_page(slug="first", parent=about, menu_order=1)
    make_page(slug="hidden", parent=about, in_menu=False)

    assert list(Page.objects.in_menu()) == [first, second, about]


@pytest.mark.parametrize(
    ("menu_uk", "menu_en", "title_en", "label_uk", "label_en"),
    [
        ("", "", "About the association", "Про асоціацію", "About the association"),
        ("Про нас", "About", "About the association", "Про нас", "About"),
        ("Про нас", "", "About the association", "Про нас", "About the association"),
        ("Про нас", "", "", "Про нас", "Про нас"),
        ("Про нас", "About", "", "Про нас", "About"),
        ("", "", "", "Про асоціацію", "Про асоціацію"),
    ],
)
def test_menus_call_a_page_by_its_menu_title_in_the_readers_language(menu_uk, menu_en, title_en, label_uk, label_en):
    page = make_page(menu_title_uk=menu_uk, menu_title_en=menu_en, title_en=title_en)

    assert page.label == label_uk
    with translation.override("en"):
        assert page.label == label_en


def test_day_of_the_last_change_is_that_in_kyiv():
    with time_machine.travel(datetime.datetime(2026, 11, 22, 22, 30, tzinfo=datetime.UTC), tick=False):
        page = make_page()

    assert page.changed_on == datetime.date(2026, 11, 23)


# Messages


def test_unanswered_leaves_out_spam_and_what_was_answered():
    waiting = make_message()
    make_message(answered_at=timezone.now())
    make_message(is_spam=True)

    assert list(Message.objects.unanswered()) == [waiting]


def test_sender_may_send_five_messages_an_hour():
    start = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
    sent = []
    for minute in range(5):
        with time_machine.travel(start + datetime.timedelta(minutes=minute), tick=False):
            sent.append(Message.objects.sent_too_much("a" * 32))
            make_message(sender="a" * 32, is_spam=minute == 0)

    def sent_too_much(sender, minute):
        return Message.objects.sent_too_much(sender, now=start + datetime.timedelta(minutes=minute))

    assert sent == [False] * 5
    assert sent_too_much("a" * 32, 59)
    assert not sent_too_much("a" * 32, 60)
    assert not sent_too_much("b" * 32, 59)


def test_sender_is_the_same_for_an_address_on_one_day_only():
    today, tomorrow = datetime.date(2026, 11, 22), datetime.date(2026, 11, 23)

    sender = sender_of("192.0.2.1", today)

    assert sender == sender_of("192.0.2.1", today)
    assert len({sender, sender_of("192.0.2.2", today), sender_of("192.0.2.1", tomorrow)}) == 3


def test_sender_is_32_digits_that_hang_on_the_secret_key():
    today = datetime.date(2026, 11, 22)

    sender = sender_of("192.0.2.1", today)

    assert len(sender) == 32
    assert int(sender, 16)
    with override_settings(SECRET_KEY="another"):
        assert sender_of("192.0.2.1", today) != sender
