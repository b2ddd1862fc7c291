"""The desk of the newsletter: an issue put in order, looked at, tried out and sent once; subscribers taken off."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from portal.mail.models import Letter
from portal.newsletter.models import Digest, Subscriber
from tests.factories import (
    make_article,
    make_digest,
    make_event,
    make_letter,
    make_staff,
    make_subscriber,
)
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def staff(client):
    user = make_staff(email="staff@example.org")
    client.force_login(user)
    return user


def url(digest, view, *args):
    return reverse(f"admin:newsletter_digest_{view}", args=[digest.pk, *args])


def html_of(response):
    return response.content.decode()


def messages(response):
    return [str(message) for message in response.context["messages"]]


def press(client, digest, view, **data):
    return client.post(url(digest, view), data, follow=True)


# An issue


def test_new_issue_is_gathered_from_its_month(client):
    make_article(published_at=datetime.datetime(2026, 10, 5, tzinfo=datetime.UTC))
    address = reverse("admin:newsletter_digest_add")

    response = client.post(address, form_data(client.get(address), "digest_form") | {"month": "2026-10-17"})

    digest = Digest.objects.get()
    assert response.status_code == 302
    assert (digest.month, digest.items.count()) == (datetime.date(2026, 10, 1), 1)
    assert digest.subject_en == "Learning cities: October 2026"


@pytest.mark.parametrize("month", ["", "nonsense", "2026-10-09", "2026-12-01", "9999-12-31"])
def test_issue_is_not_made_twice_or_of_a_month_to_come(client, month):
    make_digest(month=datetime.date(2026, 10, 1))

    response = client.post(reverse("admin:newsletter_digest_add"), {"month": month})

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["month"]
    assert Digest.objects.count() == 1


def test_editor_reorders_leaves_out_and_writes(client):
    first, second, third = make_article(), make_article(), make_article()
    digest = make_digest(first, second, third)
    data = form_data(client.get(url(digest, "change")), "digest_form")
    data |= {"intro_uk": "Вступ", "intro_en": "Introduction", "items-0-position": "9"}
    del data["items-1-is_chosen"]

    response = client.post(url(digest, "change"), data)

    digest.refresh_from_db()
    items = digest.items.filter(is_chosen=True).order_by("position")
    assert response.status_code == 302
    assert (digest.intro_uk, digest.intro_en) == ("Вступ", "Introduction")
    assert [item.publication for item in items] == [third, first]


def test_english_of_an_issue_cannot_stand_alone(client):
    digest = make_digest(make_article())
    data = form_data(client.get(url(digest, "change")), "digest_form") | {"intro_en": "In English only."}

    response = client.post(url(digest, "change"), data)

    assert list(response.context["adminform"].form.errors) == ["intro_en"]


def test_page_of_an_issue_says_what_will_be_left_out_and_what_lacks_english(client):
    gone = make_article()
    digest = make_digest(gone, make_article(title_en=""), make_event(is_cancelled=True))
    gone.withdraw(by=make_staff())

    html = html_of(client.get(f"/en{url(digest, 'change')}"))

    assert "readers do not see it" in html
    assert "cancelled or over" in html
    assert "readers of English are told so" in html


def test_page_of_an_issue_asks_the_database_as_often_for_many_items(client, django_assert_max_num_queries):
    digest = make_digest(*[make_article() for _number in range(6)])
    client.get(url(digest, "change"))

    with django_assert_max_num_queries(20):
        client.get(url(digest, "change"))


def test_editor_gathers_what_was_published_since(client):
    digest = make_digest(month=datetime.date(2026, 10, 1))
    make_article(published_at=datetime.datetime(2026, 10, 5, tzinfo=datetime.UTC))

    response = press(client, digest, "gather")

    assert digest.items.count() == 1
    assert messages(response) == ["Додано 1 запис."]


@pytest.mark.parametrize(("code", "words"), [("uk", "Форум міст"), ("en", "Forum of cities")])
def test_preview_is_the_letter_of_its_language_and_nothing_runs_in_it(client, code, words):
    digest = make_digest(make_article(title_uk="Форум міст", title_en="Forum of cities"))

    response = client.get(url(digest, "preview", code))

    assert words in html_of(response)
    assert f'<html lang="{code}">' in html_of(response)
    policy = {*response.headers["Content-Security-Policy"].split("; ")}
    assert policy == {"default-src 'none'", "sandbox", "style-src 'unsafe-inline'"}


@pytest.mark.parametrize("code", ["de", "x"])
def test_preview_in_another_language_is_unknown(client, code):
    assert client.get(url(make_digest(), "preview", code)).status_code == 404


def test_links_of_a_preview_belong_to_nobody(client):
    make_subscriber()
    html = html_of(client.get(url(make_digest(make_article()), "preview", "uk")))

    leave = re.search(r"https?://[^/]+(/newsletter/unsubscribe/[^\"]+)", html)[1]

    assert client.post(leave).status_code == 200
    assert Subscriber.objects.count() == 1


def test_editor_tries_both_letters(client, staff):
    digest = make_digest(make_article())

    press(client, digest, "test")

    letters = Letter.objects.order_by("pk")
    assert [(letter.to, letter.language) for letter in letters] == [(staff.email, "uk"), (staff.email, "en")]
    assert [letter.subject for letter in letters] == [f"Тест: {digest.subject_uk}", f"Test: {digest.subject_en}"]
    digest.refresh_from_db()
    assert digest.is_draft


# Sending


def test_sending_asks_again_and_says_how_many_would_read(client):
    digest = make_digest(make_article())
    make_subscriber(language="en")

    response = client.post(f"/en{url(digest, 'send')}")

    assert response.status_code == 200
    assert "English: 1" in html_of(response)
    assert "Українська: 0" in html_of(response)
    assert Digest.objects.get().is_draft
    assert not Letter.objects.exists()


def test_confirmed_sending_goes_out_and_says_who_decided(client, staff, django_capture_on_commit_callbacks):
    digest = make_digest(make_article())
    reader = make_subscriber()

    with django_capture_on_commit_callbacks(execute=True):
        press(client, digest, "send", confirmed="yes")

    digest.refresh_from_db()
    assert [letter.to for letter in Letter.objects.all()] == [reader.email]
    assert (digest.state, digest.sent_by, digest.sending_since) == ("sent", staff, NOW)


def test_second_click_says_that_it_was_sent(client, django_capture_on_commit_callbacks):
    digest = make_digest(make_article())
    make_subscriber()

    with django_capture_on_commit_callbacks(execute=True):
        press(client, digest, "send", confirmed="yes")
        response = press(client, digest, "send", confirmed="yes")

    assert "нічого не надсилається двічі" in messages(response)[-1]
    assert Letter.objects.count() == 1


def test_interrupted_sending_is_gone_on_with(client, staff, django_capture_on_commit_callbacks):
    digest = make_digest(make_article())
    make_subscriber()
    digest.begin_sending(by=staff)

    assert url(digest, "go_on") in html_of(client.get(url(digest, "change")))
    with django_capture_on_commit_callbacks(execute=True):
        press(client, digest, "go_on")

    assert Digest.objects.get().state == "sent"
    assert Letter.objects.count() == 1


def test_sent_issue_is_read_only(client, staff):
    digest = make_digest(make_article())
    digest.begin_sending(by=staff)
    digest.end_sending()
    page = client.get(url(digest, "change"))

    client.post(url(digest, "change"), {"subject_uk": "Інше", "items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"})
    gone = client.post(url(digest, "delete"), {"post": "yes"})

    assert not page.context["adminform"].form.fields
    assert page.context["decisions"] == []
    assert gone.status_code == 403
    assert Digest.objects.get().subject_uk == digest.subject_uk


# Subscribers


def test_subscriber_is_found_by_a_part_of_the_address_and_rewritten_by_nobody(client):
    olha, _other = make_subscriber(email="olha@example.org"), make_subscriber()
    address = reverse("admin:newsletter_subscriber_change", args=[olha.pk])

    found = client.get(reverse("admin:newsletter_subscriber_changelist"), {"q": "OLHA"})

    assert list(found.context["cl"].result_list) == [olha]
    assert client.post(address, {"email": "x@example.org"}).status_code == 403


@pytest.mark.parametrize("way", ["page", "list"])
def test_deleted_subscriber_leaves_nothing(client, way):
    reader = make_subscriber()
    make_letter(to=reader.email, kind="newsletter_digest")

    if way == "page":
        client.post(reverse("admin:newsletter_subscriber_delete", args=[reader.pk]), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": reader.pk, "post": "yes"}
        client.post(reverse("admin:newsletter_subscriber_changelist"), data)

    assert not Subscriber.objects.exists()
    assert not Letter.objects.exists()
