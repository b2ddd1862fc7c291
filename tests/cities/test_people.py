"""People of a city: leads invite, give roles and remove; editors look; strangers find nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cities import actions
from cities.models import Invitation, Representative
from portal.mail.models import Letter
from tests.factories import (
    make_city,
    make_coordinator,
    make_invitation,
    make_lead,
    make_representative,
    make_user,
    make_war_status,
)

pytestmark = pytest.mark.django_db


def html_of(response):
    return response.content.decode()


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def lead(city, client):
    representative = make_lead(city)
    client.force_login(representative.user)
    return representative


@pytest.fixture
def editor(city):
    return make_coordinator(city)


def people(city, rest="", prefix=""):
    return f"{prefix}/workspace/{city.katottg}/{rest or 'people/'}"


# Who may see it


def test_people_are_for_those_who_speak_for_the_city(client, city, lead, editor, prefix):
    html = html_of(client.get(people(city, prefix=prefix)))

    assert editor.user.email in html
    assert "noindex" in html


def test_editors_see_the_list_without_buttons(client, city, editor):
    lead = make_lead(city)
    client.force_login(editor.user)

    html = html_of(client.get(people(city)))

    assert lead.user.email in html
    assert "/role/" not in html
    assert "/remove/" not in html
    assert 'name="email"' not in html


def test_editors_of_an_occupied_community_see_only_themselves(client, city, editor):
    make_war_status(city=city)
    lead = make_lead(city)
    client.force_login(editor.user)

    html = html_of(client.get(people(city)))

    assert editor.user.email in html
    assert lead.user.email not in html


@pytest.mark.parametrize(
    "rest", ["people/{}/role/", "people/{}/remove/", "invitations/{}/renew/", "invitations/{}/revoke/"]
)
def test_following_a_link_changes_nothing(client, city, lead, rest):
    assert client.get(people(city, rest.format(1))).status_code == 405


def test_list_asks_the_database_no_more_for_more_people(client, city, lead):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(people(city))
        return len(queries)

    make_invitation(city=city)
    count()
    first = count()
    for _time in range(2):
        make_coordinator(city)
        make_invitation(city=city)

    assert count() == first


# Inviting


def invite(client, city, **overrides):
    return client.post(people(city), {"email": "New@example.org", "role": "editor", "language": "en"} | overrides)


def test_lead_invites_in_the_language_of_the_invited(client, city, lead):
    response = invite(client, city)

    invitation, letter = Invitation.objects.get(), Letter.objects.get()
    assert response.status_code == 302
    assert (invitation.email, invitation.invited_by, invitation.role) == ("new@example.org", lead.user, "editor")
    assert (letter.to, letter.language) == ("new@example.org", "en")
    assert f"/en/invitation/{invitation.key}/" in letter.text


def test_inviting_again_renews_what_is_open(client, city, lead):
    invite(client, city)
    invite(client, city, role="lead")

    assert Invitation.objects.get().role == "lead"
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(("data", "field"), [({"email": "new"}, "email"), ({"role": "boss"}, "role")])
def test_invitation_with_mistakes_is_shown_again(client, city, lead, data, field):
    response = invite(client, city, **data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'id="error-summary"' in html_of(response)


def test_nobody_is_invited_who_is_there_already(client, city, lead, editor):
    response = invite(client, city, email=editor.user.email.upper())

    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_lead_revokes_and_renews(client, city, lead):
    revoked, renewed = make_invitation(city=city), make_invitation(city=city)

    client.post(people(city, f"invitations/{revoked.pk}/revoke/"))
    client.post(people(city, f"invitations/{renewed.pk}/renew/"))

    revoked.refresh_from_db()
    assert revoked.is_open is False
    assert Letter.objects.get().to == renewed.email


def test_invitations_of_another_city_are_not_found(client, city, lead):
    foreign = make_invitation()

    response = client.post(people(city, f"invitations/{foreign.pk}/revoke/"))

    foreign.refresh_from_db()
    assert response.status_code == 404
    assert foreign.is_open is True


# Roles


def test_lead_gives_a_role(client, city, lead, editor):
    client.post(people(city, f"people/{editor.pk}/role/"), {"role": "lead"})

    editor.refresh_from_db()
    assert editor.role == "lead"


def test_lead_removes_somebody(client, city, lead, editor):
    client.post(people(city, f"people/{editor.pk}/remove/"))

    assert list(Representative.objects.all()) == [lead]


def test_people_of_another_city_are_not_found(client, city, lead):
    foreign = make_coordinator(make_city())

    assert client.post(people(city, f"people/{foreign.pk}/remove/")).status_code == 404
    assert Representative.objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(("rest", "data"), [("role", {"role": "editor"}), ("remove", {})])
def test_last_lead_stays(client, city, lead, editor, rest, data, prefix):
    response = client.post(people(city, f"people/{lead.pk}/{rest}/", prefix), data, follow=True)

    lead.refresh_from_db()
    assert lead.role == "lead"
    assert ("only lead" if prefix else "єдиний відповідальний") in html_of(response)


def test_one_of_two_leads_may_go(city):
    first, _second = make_lead(city), make_lead(city)

    actions.remove(first)

    assert Representative.objects.leads().count() == 1


def test_whoever_removes_themselves_leaves_the_city(client, city, lead):
    make_lead(city)

    response = client.post(people(city, f"people/{lead.pk}/remove/"))

    assert response.headers["Location"] == "/workspace/"


def test_unconfirmed_leads_do_not_count(city, lead):
    make_representative(city=city, role="lead", user=make_user())

    with pytest.raises(actions.LastLead):
        actions.remove(lead)
