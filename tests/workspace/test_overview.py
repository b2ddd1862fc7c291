"""What somebody who signed in finds first: their city, their cities, or the ways to become a coordinator."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_question, make_representative, make_staff, make_user
from tests.workspace.people import make_coordinator

pytestmark = pytest.mark.django_db


def html_of(response):
    return response.content.decode()


def test_overview_leads_to_the_only_city(client, prefix):
    city = make_city()
    client.force_login(make_coordinator(city))

    response = client.get(f"{prefix}/workspace/")

    assert response.url == f"{prefix}/workspace/{city.katottg}/"


def test_overview_lists_several_cities_with_what_waits(client):
    city, other = make_city(name_uk="Суми"), make_city(name_uk="Львів")
    user = make_coordinator(city)
    make_coordinator(other, user=user)
    make_initiative(city=city, status=Status.CHANGES_ASKED, slug=None)
    make_initiative(city=city)
    make_question(city=city)
    make_question(city=city, is_spam=True)
    client.force_login(user)

    html = " ".join(html_of(client.get("/workspace/")).split())

    assert html.index("Львів") < html.index("Суми")
    assert "Ніщо не чекає на вашу відповідь" in html
    assert "1 ініціатива чекає на вас · 1 запитання без відповіді" in html


def test_overview_tells_those_without_a_city_how_to_get_one(client, prefix):
    client.force_login(make_user(email="newcomer@example.org"))

    html = html_of(client.get(f"{prefix}/workspace/"))

    assert f'href="{prefix}/join/apply/"' in html
    assert "newcomer@example.org" in html


def test_overview_counts_only_confirmed_representatives(client):
    representation = make_representative()
    client.force_login(representation.user)

    assert representation.city.name_uk not in html_of(client.get("/workspace/"))


def test_overview_leads_staff_without_a_city_to_what_waits_for_them(client, prefix):
    client.force_login(make_staff())

    assert client.get(f"{prefix}/workspace/").url == f"{prefix}/review/"


@pytest.mark.parametrize(("is_staff", "shown"), [(True, True), (False, False)])
def test_overview_shows_the_review_to_staff_only(client, is_staff, shown):
    person = make_coordinator(make_city())
    make_representative(user=person, city=make_city(), confirmed_at=timezone.now())
    person.is_staff = person.is_superuser = is_staff
    person.save()
    client.force_login(person)

    html = html_of(client.get("/workspace/"))

    assert ('href="/review/"' in html, reverse("admin:index") in html) == (shown, shown)


@pytest.mark.parametrize("number", [2, 4])
def test_overview_asks_the_database_as_often_for_many_cities(client, django_assert_num_queries, number):
    user = make_user()
    for _number in range(number):
        make_initiative(city=make_representative(user=user, confirmed_at="2026-01-01T00:00Z").city)
    client.force_login(user)

    with django_assert_num_queries(3):
        client.get("/workspace/")
