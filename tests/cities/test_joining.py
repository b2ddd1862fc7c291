"""A hromada joins: the search in the register, the form, the confirmed address, its page, the decision."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cities import actions
from cities.forms.joining import ApplicationForm
from cities.models import City, Invitation, MembershipApplication
from cities.models.application import working_days_after
from cities.register import find_hromadas, find_hromadas_named, hromadas
from portal.languages import romanise
from portal.mail.models import Letter
from portal.media.models import Document
from portal.publishing.workflow import AlreadyMoved, InvalidTransition, Transition
from tests.factories import make_application, make_city, make_membership, make_network, make_staff, make_war_status

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)  # a Monday
MELITOPOL = "UA23080070000068953"
LVIV = "UA46060250000025047"
ANDRIIVSKA = [code for code, hromada in hromadas().items() if hromada.name_uk == "Андріївська"]


def html_of(response):
    return response.content.decode()


# The register finds a hromada

each_hromada = st.sampled_from(list(hromadas().values()))


@settings(max_examples=60, deadline=None)
@given(each_hromada, st.sampled_from([str.lower, str.upper, str.title, str.swapcase]))
def test_search_finds_every_hromada_in_any_case(hromada, case):
    assert hromada in find_hromadas(case(hromada.name_uk))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([h for h in hromadas().values() if "’" in h.name_uk]), st.sampled_from("'’ʼ`‘"))
def test_search_takes_any_apostrophe(hromada, apostrophe):
    assert hromada in find_hromadas(hromada.name_uk.replace("’", apostrophe))


SPELLINGS = [("ia", "ya"), ("iu", "yu"), ("ie", "ye"), ("y", "i"), ("(?<![ckszg])h", "g")]


@settings(max_examples=60, deadline=None)
@given(each_hromada, st.sampled_from(SPELLINGS))
@example(next(hromada for hromada in hromadas().values() if hromada.name_uk == "Андріяшівська"), ("ia", "ya"))
def test_search_takes_usual_latin_spellings(hromada, swap):
    assert hromada in find_hromadas(re.sub(*swap, romanise(hromada.name_uk).lower()))


@settings(max_examples=60, deadline=None)
@given(each_hromada, st.sampled_from(["uk", "en"]))
def test_search_finds_what_it_suggested(hromada, language):
    assert hromada in find_hromadas(f"{hromada.title(language)}, {hromada.place(language)}")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_search_answers_to_any_text(text):
    assert set(find_hromadas_named(text)) <= set(hromadas().values())


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Мелітополь", [MELITOPOL]), ("melitopol", [MELITOPOL]), ("Львів", [LVIV]), ("громада", []), ("", [])],
)
def test_search_takes_the_one_of_that_name(text, codes):
    assert [hromada.katottg for hromada in find_hromadas_named(text)] == codes


def test_search_takes_no_city_for_the_only_one_where_hromadas_are_named_alike():
    found = find_hromadas_named("Миколаївка")

    assert {hromada.name_uk for hromada in found} == {"Миколаївська"}
    assert found[0].oblast.name == "DONETSKA"  # the city of that name
    assert len(found) > 1


def test_search_tells_namesakes_apart_by_the_oblast():
    assert [hromada.oblast.name for hromada in find_hromadas("Андріївська Донецька")] == ["DONETSKA"]


def test_search_puts_what_begins_so_first():
    assert find_hromadas("мел")[0].name_uk.startswith("Мел")


@pytest.mark.parametrize(("prefix", "title"), [("", "Мелітопольська громада"), ("/en", "Melitopolska hromada")])
def test_suggestions_come_in_the_language_of_the_address(client, prefix, title):
    response = client.get(f"{prefix}/join/hromadas/?q=мелітоп")

    assert response.json()["hits"][0]["title"] == title
    assert "public" in response.headers["Cache-Control"]


def test_suggestions_are_ten_at_most(client):
    assert len(client.get("/join/hromadas/?q=а").json()["hits"]) == 10


@pytest.mark.parametrize(
    ("first", "number", "last"),
    [((2026, 11, 23), 10, (2026, 12, 7)), ((2026, 11, 27), 1, (2026, 11, 30)), ((2026, 11, 28), 1, (2026, 11, 30))],
)
def test_working_days_leave_out_weekends(first, number, last):
    assert working_days_after(datetime.date(*first), number) == datetime.date(*last)


# The form


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def filled(**overrides):
    with time_machine.travel(NOW - datetime.timedelta(minutes=5), tick=False):
        stamp = ApplicationForm.stamp()
    return {
        "hromada": "Мелітополь",
        "contact_name": "Ольга Коваль",
        "contact_role": "начальниця відділу освіти",
        "contact_email": "Olha@example.org",
        "motivation": "Громада хоче вчитися разом з іншими містами України. " * 2,
        "pledge": "on",
        "consent_for_the_city": "on",
        "consent_personal_data": "on",
        "creation_key": str(uuid.uuid4()),
        "opened": stamp,
        "website": "",
    } | overrides


@pytest.fixture
def send(client, clock, db):
    def send(prefix="", **overrides):
        return client.post(f"{prefix}/join/apply/", filled(**overrides))

    return send


def error_codes(response):
    errors = response.context["form"].errors
    return {field: [error.code for error in found.as_data()] for field, found in errors.items()}


def link_in(letter):
    return re.search(r"https?://\S+", letter.text)[0].split("8000", 1)[-1]


def test_application_waits_for_its_address_to_be_confirmed(send, prefix, language):
    response = send(prefix)

    application = MembershipApplication.objects.get()
    letter = Letter.objects.get()
    assert response.headers["Location"] == f"{prefix}/join/apply/sent/"
    assert (application.status, application.katottg, application.language) == ("draft", MELITOPOL, language)
    assert (letter.kind, letter.to, letter.language) == ("application_confirm", "olha@example.org", language)
    assert link_in(letter).startswith(f"{prefix}/join/confirm/")


def test_application_keeps_the_consents_that_were_ticked(send):
    send(consent_unesco="on")

    kinds = MembershipApplication.objects.get().consents.values_list("kind", flat=True)
    assert sorted(kinds) == ["for_the_city", "personal_data", "unesco"]


def test_application_ticks_no_box_beforehand(client, db):
    assert not re.search(r'type="checkbox"[^>]*checked', html_of(client.get("/join/apply/")))


def test_application_sent_twice_is_one(send):
    key = str(uuid.uuid4())

    send(creation_key=key)
    response = send(creation_key=key)

    assert response.status_code == 302
    assert MembershipApplication.objects.count() == Letter.objects.count() == 1


@pytest.mark.parametrize("field", ["pledge", "consent_for_the_city", "consent_personal_data"])
def test_application_needs_each_box(send, field):
    response = send(**{field: ""})

    assert response.status_code == 422
    assert error_codes(response) == {field: ["required"]}


def test_application_offers_namesakes_and_keeps_what_was_typed(send, prefix):
    response = send(prefix, hromada="Андріївська")

    html = html_of(response)
    assert error_codes(response) == {"hromada": ["several"]}
    assert all(f'name="katottg" value="{code}"' in html for code in ANDRIIVSKA)
    assert 'value="Андріївська"' in html
    assert 'value="Ольга Коваль"' in html


def test_application_takes_the_namesake_that_was_chosen(send):
    send(hromada="Андріївська", katottg=ANDRIIVSKA[0])

    assert MembershipApplication.objects.get().katottg == ANDRIIVSKA[0]


def test_application_shown_again_names_the_hromada_in_full(send, prefix):
    html = html_of(send(prefix, hromada="львів", contact_name=""))

    whole = (
        "Lvivska hromada, Lvivskyi raion, Lviv Oblast"
        if prefix
        else "Львівська громада, Львівський район, Львівська область"
    )
    assert f'value="{whole}"' in html
    assert f'name="katottg" value="{LVIV}"' in html


def test_application_believes_the_name_more_than_a_code_that_does_not_fit(send):
    send(hromada="Львів", katottg=MELITOPOL)

    assert MembershipApplication.objects.get().katottg == LVIV


@pytest.mark.parametrize(("text", "code"), [("Атлантида", "unknown"), ("а", "too_many"), ("", "required")])
def test_application_says_what_is_wrong_with_the_name(send, text, code):
    assert error_codes(send(hromada=text)) == {"hromada": [code]}


def test_application_counts_words_not_letters(send):
    response = send(motivation="ми " * 201)

    assert error_codes(response) == {"motivation": ["too_many_words"]}


def test_trap_stores_spam_without_a_letter(send):
    response = send(website="https://spam.example.com")

    assert response.status_code == 302
    assert MembershipApplication.objects.get().is_spam is True
    assert not Letter.objects.exists()


def test_sixth_application_within_an_hour_is_refused(send):
    answers = [send().status_code for _time in range(6)]

    assert answers == [302] * 5 + [429]


def pdf():
    return SimpleUploadedFile("rishennia.pdf", b"%PDF-1.4 decision", "application/pdf")


def test_decision_is_private_and_belongs_to_the_application(send):
    send(decision=pdf())

    decision = MembershipApplication.objects.get().decision
    assert decision.kind == "pdf"
    assert decision.is_public is False


def test_decision_survives_mistakes_elsewhere(send):
    refused = send(decision=pdf(), contact_name="")
    kept = re.search('name="kept" value="([^"]+)"', html_of(refused))[1]

    send(kept=kept)

    assert MembershipApplication.objects.get().decision == Document.objects.get()


def test_decision_of_somebody_else_cannot_be_claimed(send):
    send(decision=pdf())

    send(hromada="Львів", kept=str(Document.objects.get().pk))

    assert MembershipApplication.objects.get(katottg=LVIV).decision is None


def test_second_application_of_a_hromada_is_told_kindly_and_nothing_of_the_first(send, prefix):
    first = make_application(katottg=MELITOPOL, contact_name="Таємна Людина")

    response = send(prefix)

    assert error_codes(response) == {"hromada": ["considered"]}
    assert first.contact_name not in html_of(response)
    assert first.contact_email not in html_of(response)


def test_member_need_not_apply(send):
    city = make_city(katottg=MELITOPOL)
    make_membership(city=city, network=make_network(slug="association"))

    assert error_codes(send()) == {"hromada": ["member"]}


# The address is confirmed


@pytest.fixture
def draft(send):
    send()
    return MembershipApplication.objects.get()


@pytest.fixture
def link(draft):
    return link_in(Letter.objects.get())


def test_opening_the_link_confirms_nothing(client, draft, link):
    response = client.get(link)

    draft.refresh_from_db()
    assert response.status_code == 200
    assert draft.status == "draft"
    assert "no-store" in response.headers["Cache-Control"]


def test_button_hands_the_application_in(client, draft, link):
    response = client.post(link)

    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert sorted(Letter.objects.values_list("kind", flat=True)) == [
        "application_confirm",
        "application_received",
        "application_waiting",
    ]
    page = html_of(client.get(response.headers["Location"]))
    assert f"№ {draft.number}" in page
    assert "7 грудня 2026" in page


def test_letter_to_the_office_tells_nothing_of_the_applicant(client, draft, link):
    client.post(link)

    letter = Letter.objects.get(kind="application_waiting")
    assert draft.contact_name not in letter.text + letter.html
    assert draft.contact_email not in letter.text + letter.html


def test_button_pressed_twice_hands_in_once(client, draft, link):
    client.post(link)
    client.post(link)

    assert Letter.objects.filter(kind="application_received").count() == 1


def test_link_holds_for_a_week(client, draft, link, clock):
    clock.shift(datetime.timedelta(days=8))

    response = client.get(link)

    draft.refresh_from_db()
    assert response.status_code == 410
    assert draft.contact_email in html_of(response)
    assert draft.status == "draft"


def test_outdated_link_brings_another_one(client, draft, link, clock):
    clock.shift(datetime.timedelta(days=8))
    client.post(link)

    client.post(link_in(Letter.objects.first()))

    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_outdated_link_does_not_flood_a_mailbox(client, link, clock):
    clock.shift(datetime.timedelta(days=8))
    for _time in range(Letter.MOST_A_DAY + 1):
        client.post(link)

    assert Letter.objects.count() == 1 + Letter.MOST_A_DAY


def test_link_that_we_did_not_make_is_not_found(client, link, db):
    assert client.post(link[:-2] + "x/").status_code == 404


def test_second_draft_of_a_hromada_is_not_handed_in(client, draft, link):
    make_application(katottg=draft.katottg)

    response = client.post(link)

    draft.refresh_from_db()
    assert response.status_code == 409
    assert draft.status == "draft"


# The page of the application


@pytest.fixture
def page(client, draft, link):
    return client.post(link).headers["Location"]


def test_page_of_an_application_is_for_the_holder_of_the_key(client, page):
    html = html_of(client.get(page))

    assert "noindex" in html
    assert "olha@example.org" in html
    assert client.get(page[:-2] + "x/").status_code == 404


def test_applicant_corrects_the_contact(client, page, draft):
    data = {"contact_name": "Марія Бойко", "contact_role": "заступниця", "contact_email": "olha@example.org"}

    client.post(f"{page}correct/", data)

    draft.refresh_from_db()
    assert draft.contact_name == "Марія Бойко"


def test_new_address_counts_once_it_is_confirmed(client, page, draft):
    data = {"contact_name": "Марія", "contact_role": "заступниця", "contact_email": "maria@example.org"}
    client.post(f"{page}correct/", data)
    letter = Letter.objects.get(kind="application_new_address")
    assert client.get(page).status_code == 200

    client.post(link_in(letter))

    draft.refresh_from_db()
    assert (letter.to, draft.contact_email) == ("maria@example.org", "maria@example.org")
    assert client.get(page).status_code == 404


def test_applicant_erases_everything(client, send, clock):
    send(decision=pdf())
    page = client.post(link_in(Letter.objects.get())).headers["Location"]

    response = client.post(f"{page}erase/")

    assert response.headers["Location"] == "/join/application/erased/"
    assert not MembershipApplication.objects.exists()
    assert not Document.objects.exists()
    assert not Transition.objects.exists()


def test_erasing_is_a_button(client, page):
    assert client.get(f"{page}erase/").status_code == 405
    assert MembershipApplication.objects.count() == 1


# The decision


@pytest.fixture
def association(db):
    return make_network(slug="association")


def in_review(staff, **overrides):
    application = make_application(**overrides)
    actions.start_review(application, by=staff)
    return application


def test_accepted_hromada_becomes_a_city_in_the_association(association):
    staff = make_staff()
    application = in_review(staff, katottg=MELITOPOL)

    actions.accept_application(application, by=staff)

    city = City.objects.published().get(katottg=MELITOPOL)
    membership = city.memberships.get()
    assert (city.name_uk, city.name_en, city.hromada_uk) == ("Мелітополь", "Melitopol", "Мелітопольська")
    assert city.slug == "melitopol"
    assert city.latitude is not None
    assert (membership.network, membership.is_current, bool(membership.source_title)) == (association, True, True)


@pytest.mark.parametrize("code", list(hromadas())[::250] + list(hromadas())[-2:])
def test_any_hromada_can_become_a_city(association, code):
    staff = make_staff()

    actions.accept_application(in_review(staff, katottg=code), by=staff)

    assert City.objects.published().filter(katottg=code).exists()


def test_accepted_hromada_that_has_a_page_keeps_it(association):
    staff, city = make_staff(), make_city(name_uk="Своя назва")
    make_membership(city=city, network=association)

    application = in_review(staff, katottg=city.katottg)
    actions.accept_application(application, by=staff)

    city.refresh_from_db()
    assert (application.city, city.name_uk, city.memberships.count()) == (city, "Своя назва", 1)


def test_accepted_applicant_is_invited_to_lead(association):
    staff = make_staff()
    application = in_review(staff, language="en")

    actions.accept_application(application, by=staff)

    invitation = Invitation.objects.get()
    letter = Letter.objects.get(kind="application_accepted")
    assert (invitation.email, invitation.role, invitation.language) == (application.contact_email, "lead", "en")
    assert (letter.to, letter.language) == (application.contact_email, "en")
    assert f"/en/invitation/{invitation.key}/" in letter.text


def test_second_of_two_reviewers_comes_too_late(association):
    first, second = make_staff(), make_staff()
    application = in_review(first)
    seen_by_second = MembershipApplication.objects.get()
    actions.accept_application(application, by=first)

    with pytest.raises(AlreadyMoved):
        actions.accept_application(seen_by_second, by=second)

    assert Invitation.objects.count() == City.objects.count() == 1


def test_nothing_is_accepted_without_the_association_among_the_networks(db):
    staff = make_staff()
    application = in_review(staff)

    with pytest.raises(InvalidTransition):
        actions.accept_application(application, by=staff)

    application.refresh_from_db()
    assert application.status == "in_review"
    assert not City.objects.exists()


def decide(client, application, target, **data):
    application.refresh_from_db()
    address = reverse("admin:cities_membershipapplication_move", args=[application.pk, target])
    return client.post(address, {"seen": application.status} | data, follow=True)


def test_staff_decide_with_buttons(client, association):
    staff = make_staff()
    client.force_login(staff)
    application = make_application()

    decide(client, application, "in_review")
    decide(client, application, "accepted")

    application.refresh_from_db()
    assert (application.status, application.reviewer) == ("accepted", staff)


def test_staff_decline_with_a_reason_that_the_applicant_reads(client, db):
    client.force_login(make_staff())
    application = make_application()
    decide(client, application, "in_review")

    decide(client, application, "declined")
    application.refresh_from_db()
    assert application.status == "in_review"
    decide(client, application, "declined", note="Бракує рішення ради.")

    application.refresh_from_db()
    assert application.status == "declined"
    assert "Бракує рішення ради." in Letter.objects.get(kind="application_declined").text


def test_deleted_application_leaves_no_file(client, send):
    send(decision=pdf())
    client.force_login(make_staff())
    application = MembershipApplication.objects.get()

    client.post(reverse("admin:cities_membershipapplication_delete", args=[application.pk]), {"post": "yes"})

    assert not MembershipApplication.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.parametrize("term", ["Мелітополь", "Коваль", "olha@example.org"])
def test_staff_find_an_application_by_hromada_or_person(client, db, term):
    client.force_login(make_staff())
    make_application(katottg=MELITOPOL, contact_email="olha@example.org")
    make_application(katottg=LVIV, contact_name="Інша Особа")

    html = html_of(client.get(reverse("admin:cities_membershipapplication_changelist"), {"q": term}))

    assert "Мелітопольська" in html
    assert "Львівська" not in html


def test_occupied_hromada_may_apply_and_nothing_of_the_applicant_is_public(client, send, association):
    city = make_city(katottg=MELITOPOL, slug="melitopol")
    make_war_status(city=city)
    send(head_name="Іван Голова")
    application = MembershipApplication.objects.get()
    client.post(link_in(Letter.objects.get()))
    staff = make_staff()
    application.refresh_from_db()
    actions.start_review(application, by=staff)
    actions.accept_application(application, by=staff)

    shown = "".join(html_of(client.get(path)) for path in ("/cities/melitopol/", "/cities/", "/contacts/", "/"))

    assert city.memberships.exists()
    for secret in ("Ольга Коваль", "olha@example.org", "начальниця відділу освіти", "Іван Голова"):
        assert secret not in shown
