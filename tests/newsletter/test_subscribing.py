"""Getting onto the newsletter's list and off it again: a form, a letter, a button; one click, and nothing is left."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from portal.accounts.my_data import collect, erase_account
from portal.consents import TEXT_VERSION
from portal.mail.models import Letter
from portal.newsletter import personal_data
from portal.newsletter.forms import SubscribeForm
from portal.newsletter.models import Subscriber, SubscriptionRequest
from tests.factories import (
    make_area,
    make_city,
    make_initiative,
    make_letter,
    make_subscriber,
    make_subscription_request,
    make_user,
)

pytestmark = pytest.mark.django_db

OPENED = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def clock():
    """A minute after the form was opened."""
    with time_machine.travel(OPENED + MINUTE, tick=False) as clock:
        yield clock


@pytest.fixture
def lviv():
    city = make_city(slug="lviv", name_uk="Львів", name_en="Lviv")
    make_initiative(city=city)  # so that the directory shows the city
    return city


@pytest.fixture
def families():
    return make_area(slug="families", name_uk="Родини", name_en="Families")


def stamp(opened=OPENED):
    with time_machine.travel(opened, tick=False):
        return SubscribeForm.stamp()


@pytest.fixture
def subscribe(client):
    def subscribe(prefix="", headers=None, **overrides):
        data = {"email": READER, "language": "en" if prefix else "uk", "website": "", "opened": stamp()}
        return client.post(f"{prefix}/newsletter/", data | overrides, **headers or {})

    return subscribe


def html_of(response):
    return response.content.decode()


def path_in(letter, part):
    """The address of ours in a letter that has the part in it, without its host."""
    return re.search(rf"https?://[^/\s]+(\S*{part}\S*)", letter.text)[1]


def confirmed(client):
    """Press the button behind the newest letter."""
    return client.post(path_in(Letter.objects.latest("pk"), "/newsletter/confirm/"))


# The page


def test_footer_and_news_lead_to_the_form(client, prefix):
    assert html_of(client.get(f"{prefix}/news/")).count(f'href="{prefix}/newsletter/"') == 2


def test_form_comes_with_the_language_of_the_page_and_nothing_else_chosen(client, lviv, families, prefix, language):
    html = html_of(client.get(f"{prefix}/newsletter/"))

    assert re.findall(r'<input[^>]* value="([^"]+)"[^>]* checked', html) == [language]
    assert "<details" in html
    assert "<details open" not in html


def test_form_offers_cities_and_areas_by_their_names(client, lviv, families, prefix, language):
    make_city(slug="secret", name_uk="Чернетка", status="draft")

    html = html_of(client.get(f"{prefix}/newsletter/"))

    assert {"uk": "Львів", "en": "Lviv"}[language] in html
    assert {"uk": "Родини", "en": "Families"}[language] in html
    assert "Чернетка" not in html


def test_form_asks_the_database_as_often_for_many_cities_as_for_one(client, lviv, django_assert_num_queries):
    for _number in range(3):
        make_initiative(areas=[make_area()])

    with django_assert_num_queries(2):
        client.get("/newsletter/")


# Asking


def test_request_waits_for_the_owner_of_the_address(subscribe, lviv, families, prefix, language):
    response = subscribe(prefix, email="Reader@Example.org", cities=["lviv"], areas=["families"])

    request = SubscriptionRequest.objects.get()
    assert response.headers["Location"] == f"{prefix}/newsletter/sent/"
    assert (request.email, request.language, request.text_version) == (READER, language, TEXT_VERSION)
    assert ([*request.cities.all()], [*request.areas.all()]) == ([lviv], [families])
    assert not Subscriber.objects.exists()


def test_letter_asks_in_the_language_that_was_chosen(subscribe):
    subscribe(language="en")

    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.is_secret) == (READER, "en", True)
    assert letter.subject == "Please confirm that you want our newsletter"
    assert "/en/newsletter/confirm/" in letter.text
    assert "/en/newsletter/confirm/" in letter.html


def test_opening_the_link_changes_nothing_and_its_button_subscribes(client, subscribe, lviv, families, clock):
    subscribe(cities=["lviv"], areas=["families"])
    path = path_in(Letter.objects.get(), "/newsletter/confirm/")

    page = html_of(client.get(path))
    before = Subscriber.objects.count()
    clock.shift(MINUTE)
    response = client.post(path)

    subscriber = Subscriber.objects.get()
    assert before == 0
    assert "Львів" in page
    assert "Родини" in page
    assert response.headers["Location"] == "/newsletter/subscribed/"
    assert (subscriber.email, subscriber.text_version) == (READER, TEXT_VERSION)
    assert subscriber.given_at == OPENED + 2 * MINUTE
    assert ([*subscriber.cities.all()], [*subscriber.areas.all()]) == ([lviv], [families])
    assert not SubscriptionRequest.objects.exists()


def test_link_used_before_says_so(client, subscribe, prefix):
    subscribe(prefix)
    path = path_in(Letter.objects.get(), "/newsletter/confirm/")
    client.post(path)

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 410
        assert f'href="{prefix}/newsletter/"' in html_of(response)
    assert Subscriber.objects.count() == 1


def test_known_address_gets_the_same_answer_and_the_same_letter(subscribe):
    unknown = subscribe(email="new@example.org")
    make_subscriber(email=READER)

    known = subscribe()

    letters = Letter.objects.order_by("pk")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len({letter.kind for letter in letters}) == 1
    assert len({re.sub(r"confirm/\S+", "", letter.text) for letter in letters}) == 1


def test_stranger_changes_nothing_of_a_subscription_and_its_owner_all(client, subscribe, lviv):
    subscriber = make_subscriber(email=READER, language="en")

    subscribe(cities=["lviv"])
    subscriber.refresh_from_db()
    assert (subscriber.language, subscriber.cities.count()) == ("en", 0)

    confirmed(client)
    subscriber.refresh_from_db()
    assert (subscriber.language, subscriber.cities.count()) == ("uk", 1)


def test_letter_repeats_nothing_that_a_stranger_typed(subscribe, lviv):
    subscribe(cities=["lviv"])

    letter = Letter.objects.get()
    assert "Львів" not in letter.subject + letter.text + letter.html


def test_one_address_gets_five_such_letters_a_day(subscribe):
    answers = [
        subscribe(headers={"REMOTE_ADDR": f"192.0.2.{number}"}, email=READER.upper() if number % 2 else READER)
        for number in range(7)
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert Letter.objects.count() == 5


def test_one_sender_asks_five_times_an_hour_whatever_the_addresses(subscribe):
    answers = [subscribe(email=f"reader{number}@example.org").status_code for number in range(6)]

    assert answers == [302] * 5 + [429]
    assert SubscriptionRequest.objects.count() == 5


def test_machine_meets_success_and_causes_no_letter(subscribe):
    response = subscribe(website="https://spam.example.com", opened="")

    assert response.headers["Location"] == "/newsletter/sent/"
    assert SubscriptionRequest.objects.get().is_spam
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "reader"}, "email"),
        ({"email": "reader@example.org\x00"}, "email"),
        ({"email": f"{'a' * 300}@example.org"}, "email"),
        ({"email": "reader@example.org\nBcc: all@example.org"}, "email"),
        ({"language": ""}, "language"),
        ({"language": "de"}, "language"),
        ({"cities": ["nowhere"]}, "cities"),
        ({"cities": ["lviv", "\x00"]}, "cities"),
        ({"areas": ["9" * 40]}, "areas"),
        ({"opened": ""}, "__all__"),
        ({"opened": stamp(OPENED + MINUTE)}, "__all__"),
    ],
)
def test_form_refuses_what_it_cannot_use_and_keeps_the_rest(subscribe, lviv, prefix, wrong, field):
    response = subscribe(prefix, **{"cities": ["lviv"]} | wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'id="error-summary"' in html_of(response)
    assert "<details" in html_of(response)
    assert not SubscriptionRequest.objects.exists()
    assert not Letter.objects.exists()


def test_refused_form_shows_what_was_chosen(subscribe, lviv):
    html = html_of(subscribe(email="reader", cities=["lviv"]))

    assert 'value="reader"' in html
    assert re.search(r'value="lviv"[^>]* checked', html)
    assert re.search(r'<details class="choices" open', html)


def test_form_needs_its_token():
    response = Client(enforce_csrf_checks=True).post("/newsletter/", {"email": READER, "language": "uk"})

    assert response.status_code == 403


# Keys


@pytest.mark.parametrize("door", ["confirm", "change", "unsubscribe"])
@pytest.mark.parametrize("key", ["nonsense", "WzFd.x", "..", "ґ", "a" * 3000])
def test_forged_key_opens_nothing(client, door, key):
    make_subscriber()
    make_subscription_request()

    assert client.get(f"/newsletter/{door}/{key}/").status_code == 404
    assert client.post(f"/newsletter/{door}/{key}/").status_code == 404
    assert Subscriber.objects.count() == 1


def test_key_of_one_page_opens_no_other(client):
    request, subscriber = make_subscription_request(), make_subscriber()

    assert client.post(f"/newsletter/unsubscribe/{request.key}/").status_code == 404
    assert client.post(f"/newsletter/confirm/{subscriber.key}/").status_code == 404


@pytest.mark.parametrize("door", ["confirm", "change", "unsubscribe"])
def test_pages_of_a_key_are_kept_by_nobody_and_show_no_address(client, prefix, door):
    row = make_subscription_request(email=READER) if door == "confirm" else make_subscriber(email=READER)

    response = client.get(f"{prefix}/newsletter/{door}/{row.key}/")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in html_of(response)
    assert READER not in html_of(response)


# Changing


def test_subscriber_chooses_anew(client, lviv, families, prefix, language):
    subscriber = make_subscriber(cities=[lviv])
    path = f"{prefix}/newsletter/change/{subscriber.key}/"

    shown = html_of(client.get(path))
    saved = client.post(path, {"language": "en", "areas": ["families"]}, follow=True)

    subscriber.refresh_from_db()
    assert re.search(r'value="lviv"[^>]* checked', shown)
    assert subscriber.language == "en"
    assert ([*subscriber.cities.all()], [*subscriber.areas.all()]) == ([], [families])
    assert ("Збережено." if language == "uk" else "Saved.") in html_of(saved)


def test_refused_change_changes_nothing(client, lviv):
    subscriber = make_subscriber(cities=[lviv])

    response = client.post(f"/newsletter/change/{subscriber.key}/", {"language": "de", "cities": ["x"]})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["language", "cities"]
    assert [*subscriber.cities.all()] == [lviv]


# Leaving


def test_one_click_needs_no_page_no_cookie_and_no_token():
    subscriber = make_subscriber()
    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/newsletter/unsubscribe/{subscriber.key}/", {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert not response.cookies
    assert not Subscriber.objects.exists()


def test_opening_the_way_out_changes_nothing(client, prefix):
    subscriber = make_subscriber()

    html = html_of(client.get(f"{prefix}/newsletter/unsubscribe/{subscriber.key}/"))

    assert f'<form method="post" action="{prefix}/newsletter/unsubscribe/{subscriber.key}/">' in html
    assert Subscriber.objects.exists()


@pytest.mark.parametrize("door", ["change", "unsubscribe"])
def test_key_of_somebody_who_left_says_that_they_did(client, prefix, door, language):
    subscriber = make_subscriber()
    key = subscriber.key
    client.post(f"/newsletter/unsubscribe/{key}/")

    for response in (
        client.get(f"{prefix}/newsletter/{door}/{key}/"),
        client.post(f"{prefix}/newsletter/{door}/{key}/"),
    ):
        assert response.status_code == 200
        assert {"uk": "Розсилка більше не надходитиме", "en": "No more newsletter"}[language] in html_of(response)


def test_leaving_erases_the_address_everywhere_and_nobody_else(client, subscribe):
    subscribe()
    confirmed(client)
    subscribe()  # a request that nobody confirmed
    other = make_letter(to=READER)  # of another kind, which has its own period
    make_subscriber(email="other@example.org")

    client.post(f"/newsletter/unsubscribe/{Subscriber.objects.get(email=READER).key}/")

    assert [*Letter.objects.filter(to=READER)] == [other]
    assert not SubscriptionRequest.objects.exists()
    assert [subscriber.email for subscriber in Subscriber.objects.all()] == ["other@example.org"]


# A person with an account


def test_account_says_what_is_kept_under_its_address(lviv, families):
    user = make_user(email=READER)
    make_subscriber(email=READER, cities=[lviv], areas=[families])
    make_subscription_request(email=READER)
    make_subscriber(cities=[make_city(name_uk="Чуже")])

    kept = collect(user)["newsletter"]

    assert [(row["cities"], row["areas"]) for row in kept["subscription"]] == [(["Львів"], ["Родини"])]
    assert len(kept["requests"]) == 1


def test_closed_account_leaves_the_list():
    user = make_user(email=READER)
    make_subscriber(email=READER)
    make_subscription_request(email=READER)

    erase_account(user)

    assert not Subscriber.objects.exists()
    assert not SubscriptionRequest.objects.exists()


def test_person_takes_the_consent_back_in_the_account(client, prefix):
    user = make_user(email=READER)
    subscriber = make_subscriber(email=READER)
    client.force_login(user)

    page = html_of(client.get(f"{prefix}/account/me/consents/"))
    client.post(f"{prefix}/account/me/consents/newsletter/{subscriber.pk}/take-back/")

    assert f"{prefix}/account/me/consents/newsletter/{subscriber.pk}/take-back/" in page
    assert not Subscriber.objects.exists()
    assert personal_data.export(user) == {"subscription": [], "requests": []}
