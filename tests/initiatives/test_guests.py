"""Initiatives proposed without an account: the key in the letter, the city that reads them first, what nobody sees."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from initiatives import decisions, handover
from initiatives.access import GUEST_KEYS, initiatives_of
from initiatives.forms.guests import ProposeForm
from initiatives.models import Consent, FieldComment, GuestProposal, Initiative, SavedStep
from portal.keys import make_key
from portal.mail.models import Letter
from portal.publishing.models import Status, Transition
from portal.publishing.workflow import InvalidTransition
from tests.factories import (
    make_city,
    make_complete_draft,
    make_guest_proposal,
    make_initiative,
    make_representative,
    make_speaker,
    make_staff,
    make_war_status,
)

pytestmark = pytest.mark.django_db

OPENED = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
# What nobody but staff and the city's own coordinators may see.
GUEST_EMAIL = "marker-guest@example.org"
GUEST_NAME = "Маркіян Гостинний"
COORDINATOR = "marker-coordinator@example.org"


@pytest.fixture(autouse=True)
def clock():
    """A minute after the form was opened."""
    with time_machine.travel(OPENED + MINUTE, tick=False) as clock:
        yield clock


@pytest.fixture
def city():
    return make_city(slug="lviv", name_uk="Львів", name_en="Lviv", oblast="UA-46", katottg="UA46060250000025047")


@pytest.fixture
def coordinator(city):
    return make_speaker(city, email=COORDINATOR, name="Ірина Координаторка")


def stamp():
    with time_machine.travel(OPENED, tick=False):
        return ProposeForm.stamp()


@pytest.fixture
def propose(client, city):
    def propose(prefix="", **overrides):
        fields = {
            "title": "Вуличний університет",
            "city": "lviv",
            "name": GUEST_NAME,
            "email": GUEST_EMAIL,
            "agrees": "on",
            "website": "",
            "opened": stamp(),
            "creation_key": str(uuid.uuid4()),
        }
        return client.post(f"{prefix}/propose/", fields | overrides)

    return propose


@pytest.fixture
def proposal(city):
    """A guest's finished draft for Lviv, the address proven."""
    return make_guest_proposal(
        initiative=make_complete_draft(city=city, title_uk="Вуличний університет", title_en=None),
        name=GUEST_NAME,
        email=GUEST_EMAIL,
    )


@pytest.fixture
def handed(proposal, coordinator):
    """The same, handed in: those who speak for Lviv have it."""
    decisions.hand_in(proposal.initiative, by=None)
    Letter.objects.all().delete()
    return proposal


def html_of(response):
    return response.content.decode()


def letters(kind=None):
    return list(Letter.objects.filter(**{"kind": kind} if kind else {}).order_by("pk"))


def kinds():
    return sorted(letter.kind for letter in letters())


def words(letter):
    return f"{letter.subject}\n{letter.text}\n{letter.html}\n{letter.reply_to}"


def path_in(letter, part="/propose/"):
    return re.search(rf"https?://[^/\s]+(\S*{part}\S*)", letter.text)[1]


def key_url(proposal, prefix=""):
    with translation.override("en" if prefix else "uk"):
        return reverse("initiatives:guest", args=[proposal.token])


def status_of(proposal):
    return Initiative.objects.get(pk=proposal.initiative_id).status


# Where it begins


def test_catalogue_and_city_lead_to_the_form(client, city, prefix):
    assert f'href="{prefix}/propose/"' in html_of(client.get(f"{prefix}/initiatives/"))
    assert f'href="{prefix}/propose/?city=lviv"' in html_of(client.get(f"{prefix}/cities/lviv/"))


def test_propose_labels_its_fields_and_ticks_no_consent(client, city, prefix):
    response = client.get(f"{prefix}/propose/")
    html = html_of(response)

    names = ("title", "city", "name", "email", "agrees")
    assert [name for name in names if f'<label for="id_{name}">' not in html] == []
    assert "checked" not in re.search(r'<input[^>]*name="agrees"[^>]*>', html)[0]
    assert "90" in html
    assert f'href="{prefix}/privacy/"' in html
    assert response.headers["Cache-Control"] == "private"


def test_propose_offers_published_cities_by_oblast(client, city, prefix):
    make_city(slug="brody", name_uk="Броди", name_en="Brody", oblast="UA-46")
    make_city(slug="kyiv", name_uk="Київ", name_en="Kyiv", oblast="UA-30")
    make_city(slug="sumy", status="draft")

    html = html_of(client.get(f"{prefix}/propose/"))

    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', html, re.DOTALL)
    found = [(label, re.findall(r'value="([^"]*)"', options)) for label, options in groups]
    assert (
        found
        == {
            "": [("Львівська область", ["brody", "lviv"]), ("місто Київ", ["kyiv"])],
            "/en": [("City of Kyiv", ["kyiv"]), ("Lviv Oblast", ["brody", "lviv"])],
        }[prefix]
    )


def test_propose_takes_the_city_from_the_address(client, city):
    assert re.search(r'<option value="lviv"[^>]* selected', html_of(client.get("/propose/?city=lviv")))


@pytest.mark.parametrize("rows", [1, 3])
def test_propose_asks_as_often_for_one_city_as_for_three(client, rows, django_assert_num_queries):
    for _number in range(rows):
        make_city()

    with django_assert_num_queries(1):
        client.get("/propose/")


# Sending it


def test_proposal_is_a_draft_with_a_guest_a_consent_and_a_letter(propose, city, prefix, language):
    response = propose(prefix)

    initiative = Initiative.objects.get()
    proposal = initiative.guest
    assert response.headers["Location"] == f"{prefix}/propose/sent/"
    assert (initiative.title_uk, initiative.city, initiative.author) == ("Вуличний університет", city, None)
    assert initiative.title_en in (None, "")
    assert initiative.status == Status.DRAFT
    assert (proposal.name, proposal.email, proposal.language) == (GUEST_NAME, GUEST_EMAIL, language)
    assert proposal.confirmed_at is None
    assert [consent.kind for consent in initiative.consents.all()] == [Consent.Kind.PERSONAL_DATA]
    assert [(letter.kind, letter.to, letter.language) for letter in letters()] == [("guest_key", GUEST_EMAIL, language)]
    assert path_in(letters()[0]) == key_url(proposal, prefix)


def test_first_letter_tells_nothing_that_a_stranger_typed(propose):
    propose(title="Дешевий спам", name="Купуйте тут")

    assert "спам" not in words(letters()[0])
    assert "Купуйте" not in words(letters()[0])
    assert letters()[0].is_secret


def test_form_sent_twice_makes_one_draft(propose):
    key = str(uuid.uuid4())

    assert [propose(creation_key=key).status_code for _time in range(2)] == [302, 302]

    assert Initiative.objects.count() == 1
    assert kinds() == ["guest_key"]


def test_proposal_is_kept_only_together_with_its_letter(propose, monkeypatch):
    def fail(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr("portal.mail.posting.Letter.objects.create", fail)

    with pytest.raises(DatabaseError):
        propose()

    assert not Initiative.objects.exists()
    assert not GuestProposal.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "а" * 121),
        ("title", "Два\nрядки"),
        ("city", ""),
        ("city", "nowhere"),
        ("name", ""),
        ("email", "marker"),
        ("agrees", ""),
    ],
)
def test_propose_refuses_without_losing_a_word(propose, field, value):
    response = propose(**{field: value})
    html = html_of(response)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'<a href="#id_{field}">' in html
    typed = {"title": "Вуличний університет", "name": GUEST_NAME, "email": GUEST_EMAIL}
    assert [text for name, text in typed.items() if name != field and text not in html] == []
    assert not Initiative.objects.exists()
    assert not letters()


def test_trap_looks_like_success_and_writes_to_nobody(propose):
    assert propose(website="https://spam.example.com", opened="").status_code == 302

    assert GuestProposal.objects.get().is_spam
    assert not letters()


def test_propose_refuses_too_much_from_one_network(propose):
    answers = [propose().status_code for _time in range(6)]

    assert answers == [302] * 5 + [429]


def test_one_address_gets_only_so_many_letters_a_day(propose, client):
    for number in range(Letter.MOST_A_DAY + 2):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert propose().status_code == 302

    assert len(letters("guest_key")) == Letter.MOST_A_DAY


# The key


def test_opening_the_link_confirms_nothing(client, propose):
    propose()
    path = path_in(letters()[0])

    response = client.get(path)
    client.head(path)

    assert "Писати далі" in html_of(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in html_of(response)
    assert GuestProposal.objects.get().confirmed_at is None
    assert GUEST_KEYS not in client.session


def test_button_confirms_the_address_and_opens_the_draft(client, propose, prefix):
    propose(prefix)

    response = client.post(path_in(letters()[0]))

    proposal = GuestProposal.objects.get()
    assert response.headers["Location"] == f"{prefix}/workspace/initiatives/{proposal.initiative_id}/what/"
    assert proposal.confirmed_at == timezone.now()
    assert client.session[GUEST_KEYS] == [proposal.initiative_id]


def test_confirming_again_keeps_the_first_date(client, proposal, clock):
    first = proposal.confirmed_at
    clock.shift(60 * MINUTE)

    client.post(key_url(proposal))

    proposal.refresh_from_db()
    assert proposal.confirmed_at == first


def test_key_gives_a_new_session(client, proposal):
    client.cookies["sessionid"] = planted = "p" * 32

    client.post(key_url(proposal))

    assert client.cookies["sessionid"].value != planted


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "WzEsMV0.x",
        "ґ",
        "%00",
        "a" * 3000,
        make_key("another", 1, 1),
        pytest.param(signing.dumps([1, 1]), id="another signer"),
    ],
)
def test_forged_keys_open_nothing(client, proposal, forged, prefix):
    assert client.get(f"{prefix}/propose/{forged}/").status_code == 404
    assert client.post(f"{prefix}/propose/{forged}/").status_code == 404


def test_page_shows_no_name_and_no_address(client, handed, prefix):
    html = html_of(client.get(key_url(handed, prefix)))

    assert GUEST_EMAIL not in html
    assert COORDINATOR not in html
    assert "Координаторка" not in html


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.DRAFT, "Вона у вас"),
        (Status.WITH_CITY, "Її читають ті, хто представляє громаду"),
        (Status.SUBMITTED, "Її розглядає асоціація"),
        (Status.IN_REVIEW, "Її розглядає асоціація"),
        (Status.CHANGES_ASKED, "Асоціація просить дещо змінити"),
        (Status.PUBLISHED, "Її опубліковано"),
        (Status.DECLINED, "Її не буде опубліковано"),
        (Status.WITHDRAWN, "вилучено із сайту"),
    ],
)
def test_page_tells_the_state_and_offers_to_write_where_that_is_possible(client, city, status, told):
    html = html_of(client.get(key_url(make_guest_proposal(initiative=make_initiative(city=city, status=status)))))

    assert told in html
    assert ("Писати далі" in html) == (status in Status.WITH_AUTHOR)


def test_page_tells_what_happened_with_dates_and_reasons(client, handed, coordinator):
    handover.give_back(handed.initiative, by=coordinator, note="Додайте результати.")

    html = html_of(client.get(key_url(handed)))

    assert "22 листопада 2026 року" in html
    assert "Додайте результати." in html


def test_page_shows_comments_while_changes_are_asked(client, city):
    proposal = make_guest_proposal(initiative=make_initiative(city=city, status=Status.CHANGES_ASKED))
    FieldComment.objects.create(initiative=proposal.initiative, field="summary", text="Скільки людей?", by=make_staff())

    assert "Скільки людей?" in html_of(client.get(key_url(proposal)))


def test_guest_cannot_write_once_it_is_handed_in(client, handed):
    response = client.post(key_url(handed))

    assert response.headers["Location"] == key_url(handed)
    assert GUEST_KEYS not in client.session


# A new key


@pytest.fixture
def ask_for_key(client):
    def ask_for_key(email=GUEST_EMAIL, prefix=""):
        return client.post(f"{prefix}/propose/link/", {"email": email})

    return ask_for_key


def test_new_key_answers_alike_whether_or_not_there_is_something(ask_for_key, proposal, prefix):
    known, unknown = (
        ask_for_key(GUEST_EMAIL.upper(), prefix=prefix),
        ask_for_key("nobody@example.org", prefix=prefix),
    )

    assert (known.status_code, known.headers["Location"]) == (302, f"{prefix}/propose/link/sent/")
    assert (unknown.status_code, unknown.headers["Location"]) == (known.status_code, known.headers["Location"])
    assert [(letter.kind, letter.to) for letter in letters()] == [("guest_keys", GUEST_EMAIL)]


def test_new_key_makes_the_old_one_useless(client, ask_for_key, proposal):
    old = key_url(proposal)

    ask_for_key()

    assert (client.get(old).status_code, client.post(old).status_code) == (410, 410)
    assert GUEST_KEYS not in client.session
    assert client.get(path_in(letters()[0])).status_code == 200


def test_new_keys_come_in_one_letter(ask_for_key, proposal, city):
    other = make_guest_proposal(initiative=make_complete_draft(city=city, title_uk="Друга"), email=GUEST_EMAIL)

    ask_for_key()

    letter = Letter.objects.get()
    for row in (proposal, other):
        row.refresh_from_db()
        assert key_url(row) in letter.text
        assert row.initiative.title_uk in letter.text


def test_new_key_for_an_unproven_address_tells_no_title(ask_for_key, city):
    make_guest_proposal(
        initiative=make_complete_draft(city=city, title_uk="Дешевий спам"), email=GUEST_EMAIL, confirmed_at=None
    )

    ask_for_key()

    assert "спам" not in words(Letter.objects.get())


def test_new_keys_are_not_sent_without_end(ask_for_key, proposal):
    for _time in range(Letter.MOST_A_DAY + 2):
        assert ask_for_key().status_code == 302

    assert len(letters()) == Letter.MOST_A_DAY


def test_new_key_refuses_what_is_no_address(ask_for_key):
    response = ask_for_key("marker")

    assert response.status_code == 422
    assert 'value="marker"' in html_of(response)


def test_spam_gets_no_key(ask_for_key, city):
    make_guest_proposal(initiative=make_complete_draft(city=city), email=GUEST_EMAIL, is_spam=True)

    ask_for_key()

    assert not letters()


# The city reads it first


def test_handed_in_draft_goes_to_those_who_speak_for_the_city(proposal, city, coordinator):
    other = make_speaker(city, language="en")
    make_representative(city=city)  # not confirmed

    decisions.hand_in(proposal.initiative, by=None)

    assert status_of(proposal) == Status.WITH_CITY
    assert sorted((letter.kind, letter.to, letter.language) for letter in letters()) == [
        ("guest_with_city", GUEST_EMAIL, "uk"),
        ("proposal_for_city", COORDINATOR, "uk"),
        ("proposal_for_city", other.email, "en"),
    ]
    english = next(letter for letter in letters() if letter.language == "en")
    assert path_in(english, "/handover/") == f"/en/workspace/initiatives/{proposal.initiative_id}/handover/"


def test_handed_in_draft_goes_to_staff_where_nobody_speaks_for_the_city(proposal, city):
    make_speaker(city, is_active=False)

    decisions.hand_in(proposal.initiative, by=None)

    assert status_of(proposal) == Status.SUBMITTED


def test_draft_of_a_coordinator_does_not_go_round(city, coordinator):
    draft = make_complete_draft(city=city, author=coordinator)

    decisions.hand_in(draft, by=coordinator)

    assert Initiative.objects.get(pk=draft.pk).status == Status.SUBMITTED


def test_changes_that_staff_asked_for_go_back_to_staff(proposal, coordinator):
    for step in ("submit", "start_review"):
        getattr(proposal.initiative, step)(by=make_staff())
    proposal.initiative.ask_for_changes(by=make_staff(), note="Більше про результати")

    decisions.hand_in(proposal.initiative, by=None)

    assert status_of(proposal) == Status.SUBMITTED


def test_unfinished_draft_goes_nowhere(city, coordinator):
    proposal = make_guest_proposal(initiative=make_initiative(city=city, status=Status.DRAFT))

    with pytest.raises(InvalidTransition):
        decisions.hand_in(proposal.initiative, by=None)

    assert status_of(proposal) == Status.DRAFT
    assert not letters()


def test_letters_tell_neither_side_the_address_of_the_other(proposal, coordinator):
    decisions.hand_in(proposal.initiative, by=None)
    handover.give_back(proposal.initiative, by=coordinator, note="Додайте результати.")
    decisions.hand_in(proposal.initiative, by=None)
    decisions.take_over(proposal.initiative, by=coordinator)

    for letter in letters():
        hidden = COORDINATOR if letter.to == GUEST_EMAIL else GUEST_EMAIL
        assert hidden not in words(letter)
    assert not [letter for letter in letters() if letter.to == GUEST_EMAIL and "Координаторка" in words(letter)]


# What the city sees


def handover_url(proposal, prefix="", decision=""):
    return f"{prefix}/workspace/initiatives/{proposal.initiative_id}/handover/{decision}"


def test_city_sees_who_wrote_it(client, handed, coordinator, prefix):
    client.force_login(coordinator)

    response = client.get(handover_url(handed, prefix))

    assert GUEST_NAME in html_of(response)
    assert GUEST_EMAIL in html_of(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_occupied_city_is_not_told_who_wrote_it(client, proposal, city, coordinator, prefix):
    make_war_status(city=city)
    decisions.hand_in(Initiative.objects.get(pk=proposal.initiative_id), by=None)
    client.force_login(coordinator)

    for text in [html_of(client.get(handover_url(proposal, prefix))), *map(words, letters("proposal_for_city"))]:
        assert "Вуличний університет" in text
        assert GUEST_NAME not in text
        assert GUEST_EMAIL not in text


def test_draft_of_a_guest_is_not_yet_the_citys(client, proposal, coordinator):
    client.force_login(coordinator)

    assert client.get(handover_url(proposal)).status_code == 404
    assert proposal.initiative not in Initiative.objects.editable_by(coordinator)


def test_staff_see_the_guest_in_the_admin(client, proposal):
    client.force_login(make_staff())

    html = html_of(client.get(reverse("admin:initiatives_initiative_change", args=[proposal.initiative_id])))

    assert GUEST_EMAIL in html


# What the city decides


def test_city_takes_it_over_and_submits(client, handed, coordinator):
    client.force_login(coordinator)

    response = client.post(handover_url(handed, decision="take-over/"))

    initiative = Initiative.objects.get(pk=handed.initiative_id)
    assert response.headers["Location"] == handover_url(handed)
    assert (initiative.status, initiative.author) == (Status.SUBMITTED, coordinator)
    assert Transition.objects.of(initiative).last().by == coordinator
    assert "guest_taken_over" in kinds()


def test_what_the_city_took_over_is_the_citys(client, handed, coordinator):
    decisions.take_over(handed.initiative, by=coordinator)
    handed.initiative.take_back(by=coordinator)

    response = client.post(key_url(handed))

    assert handed.initiative in Initiative.objects.editable_by(coordinator)
    assert response.headers["Location"] == key_url(handed)


def test_city_cannot_take_it_back_without_a_note(client, handed, coordinator):
    client.force_login(coordinator)

    client.post(reverse("initiatives:take_back", args=[handed.initiative_id]))

    assert status_of(handed) == Status.WITH_CITY


def test_city_gives_it_back_with_a_note(client, handed, coordinator):
    client.force_login(coordinator)

    client.post(handover_url(handed, decision="give-back/"), {"back-note": "Додайте результати."})

    letter = Letter.objects.get()
    assert status_of(handed) == Status.DRAFT
    assert (letter.kind, letter.to) == ("guest_given_back", GUEST_EMAIL)
    assert "Додайте результати." in letter.text
    assert path_in(letter) == key_url(handed)


def test_city_declines_with_the_reason(client, handed, coordinator):
    client.force_login(coordinator)

    client.post(handover_url(handed, decision="decline/"), {"no-note": "Це не наша громада."})

    letter = Letter.objects.get()
    assert status_of(handed) == Status.DECLINED
    assert (letter.kind, letter.to) == ("guest_declined", GUEST_EMAIL)
    assert "Це не наша громада." in letter.text


@pytest.mark.parametrize(("decision", "field"), [("give-back/", "back-note"), ("decline/", "no-note")])
@pytest.mark.parametrize("note", ["", "а" * 2001])
def test_decision_without_a_good_reason_keeps_what_was_typed(client, handed, coordinator, decision, field, note):
    client.force_login(coordinator)

    response = client.post(handover_url(handed, decision=decision), {field: note})

    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in html_of(response)
    assert note in html_of(response)
    assert status_of(handed) == Status.WITH_CITY
    assert not letters()


@pytest.mark.parametrize(
    ("decision", "data"),
    [("take-over/", {}), ("give-back/", {"back-note": "Ще раз"}), ("decline/", {"no-note": "Ні"})],
)
def test_decision_made_twice_counts_once(client, handed, coordinator, decision, data):
    client.force_login(coordinator)
    client.post(handover_url(handed, decision=decision), data)
    before = kinds()

    response = client.post(handover_url(handed, decision=decision), data)

    assert response.status_code == 409
    assert [text for text in data.values() if text not in html_of(response)] == []
    assert kinds() == before


def test_decision_leaves_no_letter_where_it_fails(handed, coordinator, monkeypatch):
    monkeypatch.setattr("initiatives.emails.guest_given_back", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        handover.give_back(handed.initiative, by=coordinator, note="Ще раз")

    assert status_of(handed) == Status.WITH_CITY


def test_page_of_a_decided_proposal_names_no_guest(client, handed, coordinator):
    handover.decline_for_city(handed.initiative, by=coordinator, note="Ні")
    client.force_login(coordinator)

    html = html_of(client.get(handover_url(handed)))

    assert "Відхилено" in html
    assert GUEST_EMAIL not in html


# Readers


def test_readers_never_learn_of_the_guest(client, handed, coordinator, prefix):
    decisions.take_over(handed.initiative, by=coordinator)
    handed.initiative.start_review(by=make_staff())
    handed.initiative.publish(by=make_staff())

    for path in ("/initiatives/", f"/initiatives/{handed.initiative.slug}/", "/cities/lviv/"):
        html = html_of(Client().get(f"{prefix}{path}"))
        assert GUEST_NAME not in html
        assert GUEST_EMAIL not in html


# What is forgotten


def test_abandoned_drafts_are_those_that_nobody_saves(city, clock):
    old = make_guest_proposal(initiative=make_complete_draft(city=city))
    saved = make_guest_proposal(initiative=make_complete_draft(city=city))
    submitted = make_guest_proposal(initiative=make_complete_draft(city=city))
    submitted.initiative.submit(by=None)
    unproven = make_guest_proposal(initiative=make_complete_draft(city=city), confirmed_at=None)
    clock.shift(datetime.timedelta(days=90))
    moment = timezone.now() - datetime.timedelta(days=1)
    SavedStep.objects.create(initiative=saved.initiative, step="what", saved_at=timezone.now())

    assert list(GuestProposal.objects.abandoned_before(moment)) == [old]
    assert list(GuestProposal.objects.never_confirmed()) == [unproven]


# Which pages of the workspace a key opens


def holder_of(proposal):
    """A request of somebody who followed the link and pressed its button."""
    client = Client()
    client.post(key_url(proposal))
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    return request


def test_key_opens_its_own_draft_only(proposal, city):
    make_guest_proposal(initiative=make_complete_draft(city=city))

    assert list(initiatives_of(holder_of(proposal))) == [proposal.initiative]


def test_key_opens_nothing_more_once_the_city_has_taken_it_over(proposal, coordinator):
    request = holder_of(proposal)
    decisions.hand_in(proposal.initiative, by=None)
    decisions.take_over(proposal.initiative, by=coordinator)

    assert list(initiatives_of(request)) == []
