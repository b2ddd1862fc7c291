"""Invitations: the link shows, the button accepts, and nobody gets in past a second factor."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cities.models import Invitation, Representative
from portal.accounts.models import User
from portal.mail.models import Letter
from tests.factories import (
    make_city,
    make_coordinator,
    make_invitation,
    make_lead,
    make_staff,
    make_user,
    make_war_status,
)

pytestmark = pytest.mark.django_db


def html_of(response):
    return response.content.decode()


def address(invitation, prefix=""):
    return f"{prefix}/invitation/{invitation.key}/"


@pytest.fixture
def invitation():
    return make_invitation(email="ivan@example.org", role="editor", language="en")


def test_link_shows_who_invites_to_what_and_accepts_nothing(client, invitation, prefix):
    invitation.invited_by = make_user(name="Олена Іваненко")
    invitation.save()

    html = html_of(client.get(address(invitation, prefix)))

    assert "Олена Іваненко" in html
    assert (invitation.city.name_en if prefix else invitation.city.name_uk) in html
    assert not Representative.objects.exists()
    assert not User.objects.filter(email="ivan@example.org").exists()


def test_link_of_an_occupied_community_names_nobody(client, invitation):
    make_war_status(city=invitation.city)
    invitation.invited_by = make_user(name="Олена Іваненко")
    invitation.save()

    assert "Олена Іваненко" not in html_of(client.get(address(invitation)))


def test_button_makes_an_account_and_signs_in(client, invitation):
    response = client.post(address(invitation))

    user = User.objects.get(email="ivan@example.org")
    representative = user.representations.get()
    assert response.headers["Location"] == reverse("workspace:city", args=[invitation.city.katottg])
    assert client.get(response.headers["Location"]).status_code == 200
    assert user.has_usable_password() is False
    assert user.language == "en"
    assert (representative.city, representative.role) == (invitation.city, "editor")
    assert representative.confirmed_at is not None


@pytest.mark.parametrize("make", [make_user, make_staff])
def test_whoever_has_an_account_signs_in_as_ever(client, invitation, make):
    user = make(email="ivan@example.org")

    response = client.post(address(invitation))

    assert response.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session
    assert user.representations.confirmed().exists()


def test_whoever_is_signed_in_goes_straight_on(client, invitation):
    client.force_login(make_user(email="ivan@example.org"))

    response = client.post(address(invitation))

    assert response.headers["Location"] == reverse("workspace:city", args=[invitation.city.katottg])


def test_somebody_else_who_is_signed_in_is_told_so(client, invitation, prefix):
    client.force_login(make_user(email="somebody.else@example.org"))

    shown, refused = client.get(address(invitation, prefix)), client.post(address(invitation, prefix))

    assert "somebody.else@example.org" in html_of(shown)
    assert refused.status_code == 409
    assert not Representative.objects.exists()


def test_editor_who_is_invited_to_lead_leads(client):
    city = make_city()
    editor = make_coordinator(city)

    client.post(address(make_invitation(city=city, email=editor.user.email, role="lead")))

    editor.refresh_from_db()
    assert editor.role == "lead"


def test_closed_account_is_not_opened_by_an_invitation(client, invitation):
    make_user(email="ivan@example.org", is_active=False)

    response = client.post(address(invitation))

    invitation.refresh_from_db()
    assert response.status_code == 410
    assert invitation.accepted_at is None
    assert not Representative.objects.exists()


@pytest.mark.parametrize("end", ["accepted_at", "revoked_at"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_ended_invitation_says_what_to_do(client, invitation, end, method):
    Invitation.objects.update(**{end: timezone.now()})

    response = getattr(client, method)(address(invitation))

    assert response.status_code == 410
    assert "<h1>Це запрошення вже не діє</h1>" in html_of(response)
    assert not Representative.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(13, 302), (15, 410)])
def test_invitation_holds_for_a_fortnight(client, invitation, days, status):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False):
        assert client.post(address(invitation)).status_code == status


def test_invitation_is_accepted_once(client, invitation):
    answers = [client.post(address(invitation)).status_code for _time in range(2)]

    assert answers == [302, 410]
    assert Representative.objects.count() == 1


@pytest.mark.parametrize("key", ["x", "1:2:3", "%00"])
def test_key_that_we_did_not_make_is_not_found(client, key):
    assert client.get(f"/invitation/{key}/").status_code == 404


# In the admin


def test_staff_invite_the_first_lead(client):
    staff, city = make_staff(), make_city()
    client.force_login(staff)

    data = {"city": city.pk, "email": "Ivan@example.org", "role": "lead", "language": "uk"}
    client.post(reverse("admin:cities_invitation_add"), data)

    invitation = Invitation.objects.get()
    letter = Letter.objects.get(kind="invitation")
    assert (invitation.email, invitation.invited_by) == ("ivan@example.org", staff)
    assert address(invitation) in letter.text


def test_staff_revoke_invitations(client, invitation):
    client.force_login(make_staff())

    data = {"action": "revoke_selected", "_selected_action": [invitation.pk]}
    client.post(reverse("admin:cities_invitation_changelist"), data)

    invitation.refresh_from_db()
    assert invitation.is_open is False


def test_lead_of_an_occupied_community_is_not_named_in_the_letter(client):
    city = make_city()
    make_war_status(city=city)
    lead = make_lead(city, user=make_user(name="Таємна Людина"))
    client.force_login(lead.user)

    data = {"email": "new@example.org", "role": "editor", "language": "uk"}
    client.post(reverse("cities:people", args=[city.katottg]), data)

    assert "Таємна Людина" not in Letter.objects.get().text
