"""What the portal forgets, when, and that the page about privacy says the same."""

import datetime
import re
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from cities.models import CityQuestion, Invitation, MembershipApplication
from cities.models.application import DECISION_TITLES
from initiatives.models import GuestProposal, Initiative, Writer
from portal.mail.models import Letter
from portal.media.models import Document
from portal.pages.models import Message, Page
from portal.publishing.models import Status
from portal.publishing.sharing import SecretLink
from portal.search.models import MissedSearch
from portal.starter.loading import load_starter
from portal.visits.models import VisitSum
from portal.workspace import periods
from tests.factories import (
    make_city,
    make_initiative,
    make_letter,
    make_message,
    make_subscription_request,
    make_user,
)
from tests.media.samples import document_upload, make_document

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def forget(**options):
    out = StringIO()
    call_command("forget", stdout=out, **options)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


def make_question(**overrides):
    fields = {"city": make_city(), "name": "Олена", "email": "olena@example.org", "text": "Як?", "language": "uk"}
    return CityQuestion.objects.create(**fields | overrides)


def make_application(**overrides):
    fields = {
        "katottg": make_city().katottg,
        "contact_name": "Олена Іваненко",
        "contact_role": "начальниця управління",
        "contact_email": "olena@example.org",
        "contact_phone": "+380440000000",
        "motivation": "Чому ми хочемо вчитися разом." * 3,
        "pledge": True,
        "language": "uk",
    }
    return MembershipApplication.objects.create(**fields | overrides)


def make_guest_proposal(**overrides):
    initiative = make_initiative(status=Status.DRAFT, slug=None)
    fields = {"initiative": initiative, "name": "Гість", "email": "guest@example.org", "language": "uk"}
    return GuestProposal.objects.create(**fields | overrides)


def make_writer(**overrides):
    fields = {"initiative": make_initiative(), "user": make_user(), "seen_at": timezone.now()}
    return Writer.objects.create(**fields | overrides)


# label of the rule, how to make a row whose time begins now, and for how long it stays
DELETED = {
    "letters that were sent or given up": (lambda: make_letter(sent_at=timezone.now()), periods.LETTERS),
    "answered messages": (lambda: make_message(answered_at=timezone.now()), periods.ANSWERED),
    "spam among messages": (lambda: make_message(is_spam=True), periods.SPAM),
    "answered questions to cities": (lambda: make_question(answered_at=timezone.now()), periods.ANSWERED),
    "spam among questions": (lambda: make_question(is_spam=True), periods.SPAM),
    "applications never confirmed": (make_application, periods.NEVER_CONFIRMED),
    "files of applications never sent": (lambda: make_document(**DECISION_TITLES), periods.UNSENT_FILES),
    "requests for the newsletter never confirmed": (make_subscription_request, periods.NEVER_CONFIRMED),
    "proposals by guests never confirmed": (make_guest_proposal, periods.NEVER_CONFIRMED),
    "invitations": (
        lambda: Invitation.objects.create(city=make_city(), email="a@example.org", expires_at=timezone.now()),
        periods.INVITATIONS,
    ),
    "secret links": (
        lambda: SecretLink.objects.create(publication=make_initiative(), ends_at=timezone.now()),
        periods.SECRET_LINKS,
    ),
    "people who had a draft open": (make_writer, periods.WRITERS),
    "expired sessions": (
        lambda: Session.objects.create(session_key="k", session_data="", expire_date=timezone.now()),
        datetime.timedelta(),
    ),
}


@pytest.mark.parametrize("label", DELETED)
def test_forget_deletes_when_the_time_is_over_and_not_before(clock, label):
    make, period = DELETED[label]
    row = make()

    clock.move_to(NOW + period - HOUR)
    early = forget()
    clock.move_to(NOW + period + HOUR)
    late = forget()

    assert (early[label], late[label]) == ("0", "1")
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_forget_deletes_months_of_searches_after_a_year(clock):
    for month in (datetime.date(2025, 11, 1), datetime.date(2025, 12, 1)):
        MissedSearch.objects.create(month=month, words="дирижабль")

    assert forget()["searches without result"] == "1"
    assert MissedSearch.objects.get().month.month == 12


def test_forget_deletes_sums_of_visits_after_two_years():
    for day in (datetime.date(2024, 11, 24), datetime.date(2024, 11, 25)):
        VisitSum.objects.create(day=day, kind="page", language="uk", address="/", number=3)

    assert forget()["sums of visits"] == "1"
    assert VisitSum.objects.get().day.day == 25


@pytest.mark.parametrize(
    "make",
    [
        make_letter,
        make_message,
        make_question,
        lambda: make_application(status=Status.SUBMITTED),
        lambda: make_guest_proposal(confirmed_at=timezone.now()),
    ],
    ids=[
        "a waiting letter",
        "an unanswered message",
        "an unanswered question",
        "a live application",
        "a live proposal",
    ],
)
def test_forget_never_touches(clock, make):
    row = make()
    clock.move_to(NOW + datetime.timedelta(days=1000))

    forget()

    assert type(row).objects.filter(pk=row.pk).exists()


def test_forget_deletes_given_up_letters_too(clock):
    make_letter(given_up_at=timezone.now())
    clock.move_to(NOW + periods.LETTERS + HOUR)

    forget()

    assert not Letter.objects.exists()


def test_forget_takes_the_file_of_an_application_that_was_never_sent(client, clock, django_capture_on_commit_callbacks):
    client.post("/join/apply/", {"decision": document_upload()})
    left, staffs = Document.objects.get(), make_document(uploaded_by=make_user(is_staff=True), **DECISION_TITLES)
    sent = make_application(status=Status.SUBMITTED, decision=make_document(**DECISION_TITLES)).decision
    clock.move_to(NOW + periods.UNSENT_FILES + HOUR)

    with django_capture_on_commit_callbacks(execute=True):
        forget()

    assert {*Document.objects.all()} == {staffs, sent}
    assert not left.file.storage.exists(left.file.name)
    assert sent.file.storage.exists(sent.file.name)


def test_forget_takes_the_draft_of_a_guest_with_its_history(clock):
    draft = make_guest_proposal().initiative
    clock.move_to(NOW + periods.NEVER_CONFIRMED + HOUR)

    forget()

    assert not Initiative.objects.filter(pk=draft.pk).exists()
    assert not Initiative.history.filter(id=draft.pk).exists()


def test_forget_takes_the_person_out_of_a_declined_application(clock):
    application = make_application(status=Status.DECLINED)

    clock.move_to(NOW + periods.DECLINED - HOUR)
    forget()
    application.refresh_from_db()
    assert application.contact_email == "olena@example.org"

    clock.move_to(NOW + periods.DECLINED + HOUR)
    assert forget()["people in declined applications"] == "1"
    application.refresh_from_db()
    person = ("contact_name", "contact_role", "contact_email", "contact_phone")
    assert {getattr(application, name) for name in person} == {""}
    assert (application.status, application.motivation[:4]) == (Status.DECLINED, "Чому")
    assert forget()["people in declined applications"] == "0"


def test_forget_clears_old_keys_of_drafts(clock):
    draft = make_initiative(creation_key=uuid4())
    clock.move_to(NOW + periods.CREATION_KEYS + HOUR)

    assert forget()["keys of drafts"] == "1"
    draft.refresh_from_db()
    assert draft.creation_key is None


def test_forget_only_says_so_in_a_dry_run(clock):
    make_message(is_spam=True)
    clock.move_to(NOW + periods.SPAM + HOUR)

    assert forget(dry_run=True)["spam among messages"] == "1"
    assert Message.objects.exists()


# What readers are told

WORDS = {
    730: ("2 роки", "2 years"),
    365: ("1 рік", "1 year"),
    90: ("90 днів", "90 days"),
    30: ("30 днів", "30 days"),
    14: ("14 днів", "14 days"),
    1: ("1 день", "1 day"),
}
PROMISES = [
    ("Повідомлення через форму зв’язку", "Messages from the contact form", periods.ANSWERED),
    ("Повідомлення, які визнано спамом", "Messages taken for spam", periods.SPAM),
    ("Листи, які надіслав портал", "Letters that the portal sent", periods.LETTERS),
    ("Заявки на членство та пропозиції", "Membership applications and proposals", periods.NEVER_CONFIRMED),
    ("Підписка на розсилку", "A subscription to the newsletter", periods.NEVER_CONFIRMED),
    ("Файл із заявки на членство", "A file of a membership application", periods.UNSENT_FILES),
    ("Контакти з відхиленої заявки", "Contacts in a declined", periods.DECLINED),
    ("Запрошення говорити", "Invitations to speak", periods.INVITATIONS),
    ("Слова, за якими пошук нічого не знайшов", "Words for which search", periods.MISSED_SEARCHES),
    ("Денні суми", "Sums of days", periods.VISITS),
    ("Позначка, що хтось відкрив", "The mark that somebody", periods.WRITERS),
    ("Ключ, за яким браузер", "The key by which", periods.CREATION_KEYS),
]


def promised(body, beginning):
    return re.search(rf"<td>{beginning}[^<]*</td><td>([^<]*)</td>", body)[1]


def test_privacy_page_states_the_same_periods():
    load_starter()
    page = Page.objects.get(path="privacy")

    for ukrainian, english, period in PROMISES:
        in_ukrainian, in_english = WORDS[period.days]

        assert re.match(rf"{in_ukrainian}\b", promised(page.body_uk, ukrainian)), ukrainian
        assert re.match(rf"{in_english}\b", promised(page.body_en, english)), english
