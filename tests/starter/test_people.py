"""People for trying the portal out."""

import stat

import pytest

from cities.models import Representative
from portal.accounts.models import User
from portal.starter.people import create_demo_people
from tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def passwords(file):
    return dict(line.split() for line in file.read_text().splitlines())


def test_demo_people_can_sign_in_with_the_passwords_of_the_file():
    make_city(slug="lviv")

    file = create_demo_people()

    people = {user.email: user for user in User.objects.all()}
    assert set(people) == {"coordinator@localhost", "reviewer@localhost"}
    assert all(people[email].check_password(password) for email, password in passwords(file).items())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_coordinator_leads_lviv_and_reviewer_reviews():
    lviv = make_city(slug="lviv")

    create_demo_people()

    assert [row.user.email for row in Representative.objects.of_city(lviv).leads()] == ["coordinator@localhost"]
    reviewer = User.objects.get(email="reviewer@localhost")
    assert reviewer.is_staff
    assert reviewer.has_perm("initiatives.change_initiative")
    assert not reviewer.has_perm("accounts.change_user")


def test_demo_people_are_made_once(var):
    file = create_demo_people()
    first = file.read_text()

    create_demo_people()

    assert file.read_text() == first
    assert User.objects.count() == 2


def test_demo_people_are_never_made_on_a_server(settings):
    settings.LOCAL = False

    with pytest.raises(RuntimeError):
        create_demo_people()

    assert not User.objects.exists()
