"""The list of addresses that somebody should mend."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from portal.links import checking
from portal.links.gathering import renew
from portal.links.models import Answer, Link
from tests.factories import make_city, make_partner, make_staff, make_user
from tests.links.sites import Site

pytestmark = pytest.mark.django_db

LIST = "admin:links_link_changelist"


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def shown(client, **query):
    return [link.url for link in client.get(reverse(LIST), query).context["cl"].result_list]


def make_links():
    long_ago = timezone.now() - datetime.timedelta(days=100)
    failing = {"failures": 9, "failing_since": long_ago}
    Link.objects.create(url="https://works.example/", answer=Answer.FOUND)
    Link.objects.create(url="https://moved.example/", answer=Answer.MOVED, moved_to="https://new.example/")
    Link.objects.create(url="https://gone.example/", answer=Answer.MISSING, failures=1, failing_since=timezone.now())
    Link.objects.create(url="https://silent.example/", answer=Answer.SILENT, **failing)
    Link.objects.create(url="https://closed.example/", answer=Answer.CLOSED)


def test_list_begins_with_what_fails_longest(staff):
    make_links()

    assert shown(staff) == ["https://silent.example/", "https://gone.example/", "https://moved.example/"]


@pytest.mark.parametrize(("state", "number"), [("dead", 2), ("moved", 1), ("doubtful", 1), ("all", 5), ("nonsense", 3)])
def test_list_is_narrowed_by_state(staff, state, number):
    make_links()

    assert len(shown(staff, state=state)) == number


def test_list_links_to_the_rows_that_show_the_address(staff, django_assert_num_queries):
    city, partner = make_city(website="https://gone.example/"), make_partner(website="https://gone.example/")
    renew()
    Link.objects.get(url="https://gone.example/").record(Answer.MISSING, status=404)

    html = staff.get(reverse(LIST)).content.decode()

    assert f'href="{reverse("admin:cities_city_change", args=[city.pk])}"' in html
    assert f'href="{reverse("admin:cities_partner_change", args=[partner.pk])}"' in html
    assert "такої сторінки немає (404)" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_database_so_often_whatever_its_length(staff, django_assert_max_num_queries, rows):
    for number in range(rows):
        make_city(website=f"https://gone{number}.example/")
    renew()
    Link.objects.update(answer=Answer.MISSING, failures=1, failing_since=timezone.now())

    with django_assert_max_num_queries(11):
        staff.get(reverse(LIST))


def test_list_names_few_of_many_rows(staff):
    for _ in range(7):
        make_city(website="https://gone.example/")
    renew()
    Link.objects.get().record(Answer.MISSING, status=404)

    html = staff.get(reverse(LIST)).content.decode()

    assert len(re.findall("/admin/cities/city/[0-9]+/change/", html)) == 5
    assert "і ще 2" in html


def test_address_that_is_no_address_is_not_linked(staff):
    Link.objects.create(url='javascript:alert("1")', answer=Answer.INWARD, failures=1, failing_since=timezone.now())

    html = staff.get(reverse(LIST)).content.decode()

    assert 'href="javascript' not in html
    assert "javascript:alert(&quot;1&quot;)" in html


def test_selected_addresses_are_checked_again(staff, monkeypatch):
    link = Link.objects.create(
        url="http://back.example/", answer=Answer.MISSING, failures=1, failing_since=timezone.now()
    )
    with Site().open() as site:
        monkeypatch.setattr(checking, "Asker", site.asker)
        staff.post(reverse(LIST), {"action": "check_now", "_selected_action": [link.pk]})

    link.refresh_from_db()
    assert link.answer == Answer.FOUND


def test_who_may_only_look_checks_nothing(client):
    person = make_user(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_link"))
    client.force_login(person)
    link = Link.objects.create(
        url="http://gone.example/", answer=Answer.MISSING, failures=1, failing_since=timezone.now()
    )

    html = client.get(reverse(LIST)).content.decode()
    client.post(reverse(LIST), {"action": "check_now", "_selected_action": [link.pk]})

    link.refresh_from_db()
    assert "check_now" not in html
    assert link.checked_at is None


def test_nobody_rewrites_what_was_found(staff):
    link = Link.objects.create(url="http://gone.example/")

    page = staff.get(reverse("admin:links_link_change", args=[link.pk]))

    assert page.status_code == 200
    assert staff.get(reverse("admin:links_link_add")).status_code == 403
    assert staff.get(reverse("admin:links_link_delete", args=[link.pk])).status_code == 403
