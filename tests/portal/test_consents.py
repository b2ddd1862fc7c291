"""Consents are taken back where they stand: the log keeps both, and what the button says happens at once."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cities import actions
from cities.keys import application_key
from initiatives import decisions
from initiatives.models import Consent, Contact, GuestProposal, Initiative
from portal.consents import TEXT_VERSION
from portal.mail.models import Letter
from portal.publishing.models import Status
from portal.publishing.workflow import InvalidTransition
from tests.factories import (
    make_application,
    make_complete_draft,
    make_guest_proposal,
    make_initiative,
    make_network,
    make_staff,
    make_user,
)
from tests.initiatives.test_decisions import make_taken, make_taken_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def olha(client):
    user = make_user(email="olha@example.org")
    client.force_login(user)
    return user


def agree(initiative, kind, **given):
    return Consent.objects.create(initiative=initiative, kind=kind, **given)


def take_back(client, consent):
    return client.post(reverse("accounts:take_back_consent", args=["initiatives", consent.pk]))


def html_of(response):
    return response.content.decode()


# A person with an account


def test_account_lists_what_its_owner_agreed_to_with_a_button_each(client, olha, prefix):
    mine = agree(make_initiative(title_uk="Моя", title_en="Mine"), "unesco", given_by=olha)
    agree(make_initiative(title_uk="Чужа", title_en="Not mine"), "unesco", given_by=make_user())

    html = html_of(client.get(f"{prefix}/account/me/consents/"))

    assert ("Mine" if prefix else "Моя") in html
    assert "Not mine" not in html
    assert "Чужа" not in html
    assert f"{prefix}/account/me/consents/initiatives/{mine.pk}/take-back/" in html
    assert f"{prefix}/account/me/consents/" in html_of(client.get(f"{prefix}/account/me/"))


def test_log_keeps_text_and_time_of_the_consent_and_of_its_withdrawal(client, olha):
    given_at = timezone.now() - datetime.timedelta(days=90)
    consent = agree(make_initiative(), "unesco", given_by=olha, given_at=given_at, text_version="2026-08")

    with time_machine.travel(timezone.now(), tick=False):
        response = take_back(client, consent)
        now = timezone.now()
        again = take_back(client, consent)

    consent.refresh_from_db()
    assert [response.headers["Location"], again.headers["Location"]] == ["/account/me/consents/"] * 2
    assert (consent.text_version, consent.given_at) == ("2026-08", given_at)
    assert (consent.withdrawal_version, consent.withdrawn_at) == (TEXT_VERSION, now)
    assert "/take-back/" not in html_of(client.get("/account/me/consents/"))


def test_taking_back_twice_keeps_the_first_time(client, olha):
    consent = agree(make_initiative(), "unesco", given_by=olha)
    take_back(client, consent)
    consent.refresh_from_db()
    first = consent.withdrawn_at

    take_back(client, consent)

    consent.refresh_from_db()
    assert consent.withdrawn_at == first


def test_consent_is_taken_back_by_nobody_else(client, olha):
    consent = agree(make_initiative(), "unesco", given_by=make_user())

    answers = [
        take_back(client, consent).status_code,
        client.post(f"/account/me/consents/mail/{consent.pk}/take-back/").status_code,
    ]

    consent.refresh_from_db()
    assert (answers, consent.stands) == ([404, 404], True)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("publication", "withdrawn"),
        ("for_the_city", "withdrawn"),
        ("personal_data", "published"),
        ("unesco", "published"),
    ],
)
def test_page_leaves_the_site_with_the_consents_that_it_needs(client, olha, kind, status):
    consent = agree(make_initiative(), kind, given_by=olha)

    take_back(client, consent)

    consent.initiative.refresh_from_db()
    assert consent.initiative.status == status


def test_contact_goes_with_the_consent_to_personal_data(client, olha):
    consent = agree(make_initiative(), "personal_data", given_by=olha)
    Contact.objects.create(initiative=consent.initiative, name="Марта", email="marta@example.org")

    take_back(client, consent)

    assert not Contact.objects.exists()


@pytest.mark.parametrize(("given_again", "status"), [(False, "in_review"), (True, "published")])
def test_initiative_is_not_published_until_the_consent_is_given_again(client, olha, given_again, status):
    initiative = make_taken()
    take_back(client, agree(initiative, "publication", given_by=olha))
    if given_again:
        agree(initiative, "publication", given_by=olha)
        decisions.publish(initiative, by=make_staff())
    else:
        with pytest.raises(InvalidTransition, match="CC BY"):
            decisions.publish(initiative, by=make_staff())

    assert Initiative.objects.get(pk=initiative.pk).status == status


def test_change_is_not_accepted_without_the_consent_that_was_taken_back(client, olha):
    proposal = make_taken_proposal()
    take_back(client, agree(proposal, "publication", given_by=olha))

    with pytest.raises(InvalidTransition, match="CC BY"):
        decisions.accept(proposal, by=make_staff())


def test_applicant_with_an_account_finds_the_consents_of_the_application(client, olha):
    consent = make_application(contact_email="Olha@example.org").consents.create(kind="unesco")

    client.post(reverse("accounts:take_back_consent", args=["cities", consent.pk]))

    consent.refresh_from_db()
    assert not consent.stands


# A guest


def guest_page(proposal, prefix=""):
    return f"{prefix}/propose/{proposal.token}/"


def test_guest_takes_a_consent_back_on_the_own_page(client, prefix):
    proposal = make_guest_proposal()
    consent = agree(proposal.initiative, "unesco")
    button = f"{guest_page(proposal, prefix)}consents/{consent.pk}/take-back/"

    shown = html_of(client.get(guest_page(proposal, prefix)))
    response = client.post(button)

    consent.refresh_from_db()
    assert f'action="{button}"' in shown
    assert response.headers["Location"] == guest_page(proposal, prefix)
    assert not consent.stands
    assert button not in html_of(client.get(guest_page(proposal, prefix)))


@pytest.mark.parametrize(("status", "is_kept"), [(Status.DRAFT, False), (Status.SUBMITTED, True)])
def test_guest_who_takes_back_the_consent_to_personal_data_is_forgotten(client, status, is_kept):
    proposal = make_guest_proposal(initiative=make_complete_draft(status=status))
    consent = agree(proposal.initiative, "personal_data")
    Contact.objects.create(initiative=proposal.initiative, name="Марта", email="marta@example.org")

    response = client.post(f"{guest_page(proposal)}consents/{consent.pk}/take-back/")

    assert response.status_code == 200
    assert not GuestProposal.objects.exists()
    assert not Contact.objects.exists()
    assert Initiative.objects.exists() is is_kept
    assert client.get(guest_page(proposal)).status_code == 404


def test_guest_cannot_take_back_what_somebody_else_agreed_to(client):
    proposal = make_guest_proposal()
    consents = agree(proposal.initiative, "unesco", given_by=make_user()), agree(make_initiative(), "unesco")

    answers = [
        client.post(f"{guest_page(proposal)}consents/{consent.pk}/take-back/").status_code for consent in consents
    ]

    assert answers == [404, 404]
    assert Consent.objects.standing().count() == 2


# An applicant


def test_applicant_takes_a_consent_back_on_the_page_of_the_application(client, prefix):

    application = make_application()
    consent = application.consents.create(kind="for_the_city")
    page = f"{prefix}/join/application/{application_key(application)}/"

    shown = html_of(client.get(page))
    client.post(f"{page}consents/{consent.pk}/take-back/")

    consent.refresh_from_db()
    assert f'action="{page}consents/{consent.pk}/take-back/"' in shown
    assert not consent.stands
    assert f"consents/{consent.pk}" not in html_of(client.get(page))


def test_applicant_who_takes_back_the_consent_to_personal_data_is_forgotten(client):
    application = make_application()
    consent = application.consents.create(kind="personal_data")
    page = f"/join/application/{application_key(application)}/"

    response = client.post(f"{page}consents/{consent.pk}/take-back/")

    application.refresh_from_db()
    consent.refresh_from_db()
    assert response.status_code == 200
    assert (application.contact_name, application.contact_email, application.contact_phone) == ("", "", "")
    assert not consent.stands
    assert client.get(page).status_code == 404


def test_application_without_an_applicant_is_declined_without_a_letter():
    application = make_application(status=Status.IN_REVIEW, contact_email="")

    actions.decline_application(application, by=make_staff(), note="Відкликано.")

    assert application.status == Status.DECLINED
    assert not Letter.objects.exists()


def test_application_is_not_accepted_without_a_consent_that_was_taken_back():
    make_network(slug="association")
    application = make_application(status=Status.IN_REVIEW)
    application.consents.create(kind="personal_data").mark_taken_back()

    with pytest.raises(InvalidTransition):
        actions.accept_application(application, by=make_staff())

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
