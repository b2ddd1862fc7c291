"""What other sites cannot make a reader's browser do, and what nobody can slip into a form."""

import time
import uuid

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from cities.forms.joining import ApplicationForm
from cities.forms.questions import QuestionForm
from cities.models import CityQuestion, MembershipApplication
from initiatives.forms.guests import ProposeForm
from initiatives.models import GuestProposal, Initiative
from portal.accounts.models import User
from portal.newsletter.forms import SubscribeForm
from portal.newsletter.models import SubscriptionRequest
from portal.pages.forms import ContactForm
from portal.pages.models import Message
from tests.accounts.signing_in import sign_in_with_password
from tests.factories import make_city, make_complete_draft, make_coordinator, make_staff, make_user
from tests.forms_on_page import form_data
from tests.safety.addresses import every_address

pytestmark = pytest.mark.django_db

# A mail program sends these without having seen the page (RFC 8058); the signed key stands for the person.
BY_MAIL_PROGRAMS = {"accounts:unsubscribe", "newsletter:unsubscribe"}


def refuse(_request, reason):
    """Less work than a whole page, five hundred times."""
    return HttpResponse(reason, status=403)


def test_no_form_is_taken_that_does_not_come_from_a_page_of_ours(settings, monkeypatch):
    monkeypatch.setattr("portal.politeness.seconds_to_wait", lambda _limit, _who: 0)
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refuse"
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff())

    answers = {name: client.post(address).status_code for name, address in every_address().items()}

    taken = {name for name, status in answers.items() if status != 403}
    only_read = {name for name in taken if name.startswith("api:") and answers[name] == 405}
    assert taken - only_read == BY_MAIL_PROGRAMS


def test_form_of_ours_sent_from_another_site_is_refused(client):
    client = Client(enforce_csrf_checks=True)
    client.get("/contact/")
    token = client.cookies["csrftoken"].value

    answer = client.post("/contact/", {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"})

    assert answer.status_code == 403


def test_cookies_do_not_come_along_from_other_sites(client):
    client.get("/contact/")
    sign_in_with_password(client, make_user())

    assert {name: cookie["samesite"] for name, cookie in client.cookies.items() if cookie.value} == {
        "csrftoken": "Lax",
        "sessionid": "Lax",
    }


# More in a form than its page has

PERSON = {"name": "Олена", "email": "olena@example.org"}
# Names of columns that decide about something, as a guesser would find them in the code.
GUESSED = """
    id pk status slug sender is_spam created_at confirmed_at answered_at published_at answer city_id initiative author
    reviewer groups user_permissions is_staff is_superuser is_active is_confirmed is_public password token edition
    text_version decision number
"""
MORE = dict.fromkeys(GUESSED.split(), "999999") | {"status": "published", "published_at": "2026-01-01"}


FORMS = {
    "contact": (ContactForm, Message, lambda _city: ("/contact/", PERSON | {"topic": "other", "text": "Добрий день!"})),
    "question": (
        QuestionForm,
        CityQuestion,
        lambda city: (f"/cities/{city.slug}/ask/", PERSON | {"text": "Добрий день!"}),
    ),
    "subscribe": (
        SubscribeForm,
        SubscriptionRequest,
        lambda _city: ("/newsletter/", {"email": "olena@example.org", "language": "uk"}),
    ),
    "propose": (
        ProposeForm,
        GuestProposal,
        lambda city: (
            "/propose/",
            PERSON | {"title": "Назва", "city": city.slug, "agrees": "on", "creation_key": uuid.uuid4()},
        ),
    ),
    "join": (
        ApplicationForm,
        MembershipApplication,
        lambda _city: (
            "/join/apply/",
            dict.fromkeys(["pledge", "consent_for_the_city", "consent_personal_data"], "on")
            | {
                "hromada": "Мелітополь",
                "head_title": "mayor",
                "contact_name": "Олена",
                "contact_role": "посада",
                "contact_email": "olena@example.org",
                "contact_phone": "+380440000000",
                "motivation": "Громада хоче вчитися. " * 5,
                "creation_key": uuid.uuid4(),
            },
        ),
    ),
}


def stored(form, model, address, data):
    """What a form leaves in the database, without what differs each time."""
    with time_machine.travel(time.time() - 60):
        opened = form.stamp()
    model.objects.all().delete()
    answer = Client().post(address, data | {"opened": opened})
    assert answer.status_code == 302, answer.context["form"].errors
    row = model.objects.values().get()
    return {name: value for name, value in row.items() if name not in ("id", "created_at", "creation_key")}, row["id"]


@pytest.mark.parametrize("name", FORMS)
def test_more_in_a_form_than_its_page_has_changes_nothing(name):
    form, model, fill = FORMS[name]
    city = make_city(contact_email="office@example.org")

    plain, _pk = stored(form, model, *fill(city))
    address, data = fill(city)
    packed, pk = stored(form, model, address, MORE | data)

    differing = {key for key, value in plain.items() if value != packed[key]}
    assert differing <= {"initiative_id", "changed_at", "updated_at"}
    assert pk != 999_999


def test_guest_cannot_choose_what_becomes_of_the_initiative():
    form, model, fill = FORMS["propose"]
    city = make_city()
    address, data = fill(city)

    stored(form, model, address, MORE | data)

    initiative = Initiative.objects.get()
    assert (initiative.status, initiative.slug, initiative.author, initiative.city) == ("draft", None, None, city)


def test_nobody_makes_staff_of_themselves(client):
    person = make_user(name="Олена")
    client.force_login(person)

    client.post("/account/me/", MORE | {"name": "Ольга", "language": "uk", "email": "other@example.org"})

    kept = User.objects.get(pk=person.pk)
    assert kept.name == "Ольга"
    assert (kept.is_staff, kept.is_superuser, kept.email, kept.password) == (
        False,
        False,
        person.email,
        person.password,
    )


def test_author_cannot_publish_by_a_field(client):
    city = make_city()
    author = make_coordinator(city).user
    draft, other = make_complete_draft(city=city, author=author), make_city()
    client.force_login(author)
    address = f"/workspace/initiatives/{draft.pk}/what/"

    client.post(address, MORE | form_data(client.get(address), "write") | {"title_uk": "Нова назва", "city": other.pk})

    draft.refresh_from_db()
    assert (draft.title_uk, draft.status, draft.city, draft.slug) == ("Нова назва", "draft", city, None)
