"""The weekly round: which addresses it knows, what it remembers of them."""

import datetime
import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from initiatives.models import InitiativeLink
from portal.links import checking
from portal.links.checking import check
from portal.links.gathering import renew
from portal.links.models import Answer, Link
from portal.publishing.models import Status
from tests.factories import (
    CHECKED,
    make_application,
    make_article,
    make_award,
    make_city,
    make_event,
    make_initiative,
    make_network,
    make_page,
    make_partner,
)
from tests.links.sites import Site

pytestmark = pytest.mark.django_db


def known():
    return set(Link.objects.values_list("url", flat=True))


def make_link(url="https://city.example/", **values):
    return Link.objects.create(url=url, **values)


@pytest.fixture
def site(monkeypatch):
    with Site().open() as site:
        monkeypatch.setattr(checking, "Asker", site.asker)
        yield site


# Which addresses


def test_addresses_are_found_wherever_published_rows_show_them():
    city = make_city(website="https://city.example/", source_url="https://source.example/")
    make_award(city=city, source_url="https://award.example/")
    make_partner(website="https://partner.example/")
    make_network(website="https://network.example/")
    make_event(online_url="https://online.example/")
    make_article(body_uk='<p><a href="https://uk.example/#a">так</a></p>', body_en='<a href="http://en.example/">y</a>')
    make_page(body_uk='<p><a href="https://page.example/?a=1&amp;b=2">так</a></p>')
    InitiativeLink.objects.create(
        initiative=make_initiative(city=city), **CHECKED | {"source_url": "https://link.example/"}
    )

    renew()

    hosts = ["city", "source", "award", "partner", "network", "online", "uk", "page", "link"]
    expected = {f"https://{host}.example/" for host in hosts} - {"https://page.example/"}
    assert known() == expected | {"http://en.example/", "https://page.example/?a=1&b=2"}


def test_addresses_that_readers_do_not_see_are_left_alone():
    draft = make_city(status=Status.DRAFT, slug=None, website="https://draft.example/")
    make_award(city=draft, source_url="https://award.example/")
    make_partner(status=Status.WITHDRAWN, website="https://withdrawn.example/")
    make_application(official_site="https://applicant.example/")
    make_article(body_uk='<p><a href="/news/">тут</a> <a href="mailto:a@example.org">лист</a> <a>x</a></p>')

    renew()

    assert known() == set()


def test_address_that_several_rows_show_is_one_link_with_the_rows_that_staff_know():
    city = make_city(website="https://city.example/")
    make_award(city=city, source_url="https://city.example/")
    make_award(city=city, source_url="https://city.example/#part")
    partner = make_partner(website="https://city.example/")

    renew()

    assert {use.row for use in Link.objects.get().uses.all()} == {city, partner}


def test_addresses_no_longer_used_vanish_and_the_others_keep_what_is_known():
    city, partner = make_city(website="https://city.example/"), make_partner(website="https://partner.example/")
    renew()
    Link.objects.get(url="https://city.example/").record(Answer.MISSING, status=404)
    partner.withdraw(by=None)

    renew()

    assert list(Link.objects.values_list("url", "answer")) == [("https://city.example/", Answer.MISSING)]
    city.withdraw(by=None)
    renew()
    assert known() == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_gathering_asks_the_database_so_often_whatever_the_number_of_rows(django_assert_max_num_queries, rows):
    for number in range(rows):
        make_city(website=f"https://city{number}.example/")
    renew()

    with django_assert_max_num_queries(45):
        renew()


# What is remembered


def test_round_keeps_each_answer(site):
    make_city(website="http://good.example/")
    make_city(website="http://bad.example/missing")
    make_partner(website="http://old.example/old")
    site.pages |= {"/missing": 404, "/old": (301, {"Location": "/new"})}
    out = StringIO()

    call_command("check_links", stdout=out)

    assert set(Link.objects.values_list("url", "answer", "status", "moved_to")) == {
        ("http://good.example/", "found", 200, ""),
        ("http://bad.example/missing", "missing", 404, ""),
        ("http://old.example/old", "moved", 200, "http://old.example/new"),
    }
    assert "Checked 3 of 3 addresses." in out.getvalue()


def test_the_longest_unchecked_come_first_and_no_more_than_the_limit(site):
    for name in ("new", "old", "older"):
        make_city(website=f"http://{name}.example/")
    renew()
    Link.objects.filter(url__contains="older").update(checked_at=timezone.now() - datetime.timedelta(days=9))
    Link.objects.filter(url__contains="old.").update(checked_at=timezone.now() - datetime.timedelta(days=7))

    call_command("check_links", limit=2, stdout=StringIO())

    assert sorted(site.asked) == ["HEAD new.example/", "HEAD older.example/"]


def test_round_begins_nothing_after_its_time(site):
    make_city(website="http://city.example/")

    call_command("check_links", minutes=0, stdout=StringIO())

    assert site.asked == []
    assert Link.objects.get().checked_at is None


@pytest.mark.parametrize("options", [{"limit": -1}, {"minutes": -1}, {"minutes": float("nan")}])
def test_impossible_bounds_are_refused(options):
    with pytest.raises(CommandError):
        call_command("check_links", **options)


def test_round_that_is_stopped_loses_nothing(site):
    links = [make_link(f"http://city.example/{number}") for number in range(5)]
    round_of_checks = check(links, seconds=60)

    next(round_of_checks)
    round_of_checks.close()

    assert Link.objects.filter(answer=Answer.FOUND).count() == 1
    assert len(site.asked) < 5


def test_site_that_asks_for_patience_is_left_alone_for_the_round(site):
    site.pages["/0"] = 429
    links = [make_link(f"http://city.example/{number}") for number in range(3)]

    list(check(links, seconds=60))

    assert site.asked == ["HEAD city.example/0"]


def test_nothing_is_said_of_sites_when_our_own_network_is_away(site):
    for host in ("one.example", "other.example"):
        site.names[host] = socket.gaierror(socket.EAI_NONAME, "unknown")
        make_city(website=f"http://{host}/")

    with pytest.raises(CommandError):
        call_command("check_links", stdout=StringIO())

    assert set(Link.objects.values_list("answer", "checked_at")) == {("", None)}


def test_site_that_is_gone_is_told_from_a_network_that_is_away(site):
    site.names["gone.example"] = socket.gaierror(socket.EAI_NONAME, "unknown")
    make_city(website="http://gone.example/")
    make_city(website="http://there.example/")

    call_command("check_links", stdout=StringIO())

    assert dict(Link.objects.values_list("url", "answer")) == {
        "http://gone.example/": "no_host",
        "http://there.example/": "found",
    }


def test_address_that_vanishes_during_the_round_stays_away(site):
    link = make_link("http://city.example/")
    Link.objects.all().delete()

    list(check([link], seconds=60))

    assert not Link.objects.exists()


def test_failures_are_counted_and_forgotten_when_it_works_again():
    link = make_link()
    link.record(Answer.BUSY, status=503)
    first = link.failing_since
    link.record(Answer.SILENT)
    assert (link.failures, link.failing_since) == (2, first)

    link.record(Answer.CLOSED, status=403)
    assert (link.failures, link.failing_since) == (2, first)

    link.record(Answer.FOUND, status=200)
    link.refresh_from_db()
    assert (link.failures, link.failing_since) == (0, None)
    assert link.good_at == link.checked_at


WEEKS_AGO = datetime.timedelta(weeks=4)


@pytest.mark.parametrize(
    ("answer", "failures", "since", "is_dead"),
    [
        (Answer.MISSING, 1, datetime.timedelta(0), True),
        (Answer.NO_HOST, 1, datetime.timedelta(0), True),
        (Answer.INSECURE, 1, datetime.timedelta(0), True),
        (Answer.INWARD, 1, datetime.timedelta(0), True),
        (Answer.BUSY, 5, datetime.timedelta(weeks=2), False),
        (Answer.BUSY, 1, WEEKS_AGO, False),
        (Answer.BUSY, 4, WEEKS_AGO, True),
        (Answer.SILENT, 4, WEEKS_AGO, True),
        (Answer.CLOSED, 4, WEEKS_AGO, False),
    ],
)
def test_dead_are_those_that_are_gone_and_those_that_fail_for_weeks(answer, failures, since, is_dead):
    make_link(answer=answer, failures=failures, failing_since=timezone.now() - since)

    assert Link.objects.dead().exists() == is_dead
    assert not Link.objects.moved().exists()


def test_moved_are_those_with_a_new_address():
    moved = make_link(answer=Answer.MOVED, moved_to="https://new.example/")
    make_link("https://works.example/", answer=Answer.FOUND)

    assert list(Link.objects.moved()) == [moved]
    assert not Link.objects.dead().exists()
