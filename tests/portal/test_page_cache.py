"""Public pages are drawn once for everybody, and nothing that is somebody's own is ever kept."""

import gzip
import logging
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client

from portal.page_cache import FRESH
from portal.publishing.generation import Generation, GenerationQuerySet, touched_file
from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_staff, make_user
from tests.portal.urls_of_drawings import OF_SOMEBODY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.portal.urls_of_drawings"),
    pytest.mark.usefixtures("pages_are_kept"),
]

PLAIN = "/drawn/plain/"
LONG_AGO = 1_000_000_000  # in seconds, as files tell it


@pytest.fixture
def pages_are_kept(settings):
    """As in a process that has just begun, on a portal where something was published."""
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20}}
    settings.CACHES = settings.CACHES | {
        name: {**local, "LOCATION": name, "KEY_PREFIX": "tests"} for name in ("pages", "narrowed pages")
    }
    caches["pages"].clear()
    caches["narrowed pages"].clear()
    Generation.objects.begin()


@pytest.fixture
def no_database(monkeypatch):
    """Called, it takes the database away from those who ask for the generation."""

    def current(_rows):
        raise OperationalError("The server is away.")

    return lambda: monkeypatch.setattr(GenerationQuerySet, "current", current)


def drawn(client, address=PLAIN, **headers):
    return client.get(address, headers=headers).content


# What is kept


def test_a_page_is_drawn_once_for_everybody(prefix):
    address = f"{prefix}{PLAIN}"

    assert drawn(Client(), address) == drawn(Client(), address)


def test_a_page_of_the_portal_comes_with_one_query(client, prefix, django_assert_num_queries):
    address = prefix + make_city(name_uk="Львів").get_absolute_url()
    first = client.get(address)

    with django_assert_num_queries(1):
        second = client.get(address)

    assert second.content == first.content
    assert {**second.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}


def test_a_page_of_another_language_address_or_query_is_another_one(client):
    pages = {drawn(client, address) for address in (PLAIN, f"/en{PLAIN}", "/drawn/slow/", f"{PLAIN}?page=2")}

    assert len(pages) == 4


def test_what_is_not_marked_as_public_is_not_kept(client):
    assert drawn(client, "/drawn/unmarked/") != drawn(client, "/drawn/unmarked/")


@pytest.mark.parametrize("kind", OF_SOMEBODY)
def test_what_may_be_somebodys_own_is_never_kept(kind):
    def get():
        response = Client().get(f"/drawn/{kind}/")
        return b"".join(response) if response.streaming else response.content

    first = get()

    assert b"Drawing" in first
    assert get() != first


def test_a_failure_is_never_kept(client):
    client.raise_request_exception = False
    assert client.get("/drawn/failing/", fails=True).status_code == 500

    assert client.get("/drawn/failing/").status_code == 200


def test_who_is_signed_in_neither_gets_nor_leaves_a_page(client):
    client.force_login(make_user())
    own = drawn(client)

    kept = drawn(Client())

    assert kept != own
    assert drawn(client) not in (own, kept)


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "sessionid=made-up"}, {"Cookie": "messages=made-up"}, {"Authorization": "Basic eA=="}],
    ids=str,
)
def test_a_request_that_may_be_somebodys_neither_gets_nor_leaves_a_page(headers):
    own = drawn(Client(), **headers)
    kept = drawn(Client())

    assert kept != own
    assert drawn(Client(), **headers) != kept


def test_readers_who_save_data_get_and_leave_no_page(client):
    saving = drawn(client, "/drawn/with-photos/", **{"Save-Data": "on"})
    kept = client.get("/drawn/with-photos/")

    assert kept.content != saving
    assert kept.content == drawn(client, "/drawn/with-photos/")
    assert "Save-Data" in kept.headers["Vary"]
    assert drawn(client, "/drawn/with-photos/", **{"Save-Data": "on"}) not in (saving, kept.content)


def test_a_page_of_one_host_or_scheme_is_not_given_under_another(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.testserver"]

    pages = {
        client.get(PLAIN).content,
        client.get(PLAIN, headers={"Host": "www.testserver"}).content,
        client.get(PLAIN, secure=True).content,
    }

    assert len(pages) == 3


def test_a_host_that_is_not_ours_is_refused_though_the_page_is_kept(client):
    drawn(client)

    assert client.get(PLAIN, headers={"Host": "evil.example"}).status_code == 400


def test_a_post_is_not_answered_from_what_is_kept(client):
    kept = drawn(client)

    assert client.post(PLAIN).content != kept


# Queries


def test_the_order_of_a_query_makes_no_other_page(client):
    assert drawn(client, f"{PLAIN}?area=1&page=2") == drawn(client, f"{PLAIN}?page=2&area=1")
    assert drawn(client, f"{PLAIN}?page=1&page=2") != drawn(client, f"{PLAIN}?page=2&page=1")


def test_what_campaigns_add_makes_no_other_page_and_is_told_to_nobody(client):
    shared = drawn(client, f"{PLAIN}?fbclid=of-one-reader&utm_source=letter")

    assert b"of-one-reader" not in shared
    assert drawn(client) == shared


def test_made_up_queries_push_out_no_page_without_one(client):
    kept = drawn(client)
    for number in range(50):
        drawn(client, f"{PLAIN}?made-up={number}")

    assert drawn(client) == kept


def test_a_page_with_an_endless_query_is_not_kept(client):
    address = f"{PLAIN}?q={'x' * 600}"

    assert drawn(client, address) != drawn(client, address)


# Never out of date


def test_what_is_withdrawn_is_gone_at_once(client, prefix):
    initiative = make_initiative()
    address = prefix + initiative.get_absolute_url()
    assert client.get(address).status_code == 200

    initiative.withdraw(by=make_staff())

    assert client.get(address).status_code == 410


def test_a_page_shows_what_was_published_since(client):
    city = make_city(name_uk="Львів")
    address = city.get_absolute_url()
    assert "Бібліотека у парку" not in client.get(address).content.decode()

    initiative = make_initiative(title_uk="Бібліотека у парку", city=city, status=Status.IN_REVIEW)
    initiative.publish(by=make_staff())

    assert "Бібліотека у парку" in client.get(address).content.decode()


def test_a_page_that_was_begun_before_a_publication_is_given_to_nobody_after_it(client):
    assert drawn(client, "/drawn/publishing/") != drawn(client, "/drawn/publishing/")


def test_a_page_is_drawn_anew_every_day_and_after_some_minutes(client):
    with time_machine.travel("2026-11-29 12:00+02:00", tick=False) as clock:
        first = drawn(client)
        clock.shift(FRESH - 1)
        assert drawn(client) == first
        clock.shift(2)
        second = drawn(client)
        assert second != first
        clock.move_to("2026-11-29 23:59+02:00")
        late = drawn(client)
        clock.shift(60)
        assert drawn(client) != late


def test_a_portal_where_nothing_was_published_keeps_nothing(client):
    Generation.objects.all().delete()

    assert drawn(client) != drawn(client)


def test_a_page_comes_without_the_database_where_nothing_was_published_lately(client, django_assert_num_queries):
    address = make_city().get_absolute_url()
    os.utime(touched_file(), (LONG_AGO, LONG_AGO))
    client.get(address)

    with django_assert_num_queries(0):
        client.get(address)


def test_a_page_that_came_without_the_database_is_never_out_of_date_either(client):
    os.utime(touched_file(), (LONG_AGO, LONG_AGO))
    first = drawn(client)
    assert drawn(client) == first

    make_city()

    assert drawn(client) != first


# What is away


def test_pages_come_while_the_database_is_away(client, no_database, caplog):
    kept = drawn(client)
    no_database()

    assert drawn(client) == kept
    assert drawn(Client()) == kept  # also from a process that has not seen it before
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


def test_a_page_that_cannot_be_drawn_anew_comes_as_it_was(client):
    client.raise_request_exception = False
    with time_machine.travel("2026-11-29 12:00+02:00", tick=False) as clock:
        kept = client.get("/drawn/failing/").content
        clock.shift(FRESH + 1)

        assert client.get("/drawn/failing/", fails=True).content == kept


def test_pages_and_limits_work_while_redis_is_away(client, settings, prefix):
    away = {"BACKEND": "portal.redis_cache.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {name: settings.CACHES[name] | away | {"OPTIONS": {}} for name in settings.CACHES}

    assert client.get(f"{prefix}{PLAIN}").status_code == 200
    assert client.get(f"{prefix}/news/feed.atom").status_code == 200  # counted against a limit


# Many at once


@pytest.mark.django_db(transaction=True)
def test_one_draws_while_the_others_wait(monkeypatch):
    monkeypatch.setattr(GenerationQuerySet, "current", lambda _rows: 1)
    with ThreadPoolExecutor(8) as readers:
        pages = list(readers.map(lambda _: drawn(Client(), "/drawn/slow/"), range(8)))

    assert len(set(pages)) == 1


# Headers


def test_caches_between_us_may_keep_a_page_for_seconds(client):
    headers = client.get(PLAIN).headers

    assert headers["Cache-Control"] == "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
    assert headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in headers


def test_a_kept_page_names_its_script_by_hash_and_no_nonce(client):
    client.get(PLAIN)
    policy = client.get(PLAIN).headers["Content-Security-Policy"]

    assert "'sha256-" in policy
    assert "nonce" not in policy


def test_a_page_is_sent_compressed_to_those_who_take_it(client):
    compressed = client.get(PLAIN, headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(PLAIN)

    assert compressed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_who_has_the_page_is_told_that_it_is_the_same(client, encoding):
    etag = client.get(PLAIN).headers["ETag"]

    same = client.get(PLAIN, headers={"If-None-Match": etag, "Accept-Encoding": encoding})

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Cache-Control"].startswith("public, max-age")
    assert client.get(PLAIN, headers={"If-None-Match": '"another"'}).status_code == 200


def test_head_is_answered_from_what_is_kept(client, django_assert_num_queries):
    address = make_city().get_absolute_url()
    page = client.get(address)

    with django_assert_num_queries(1):
        head = client.head(address)

    assert head.headers["ETag"] == page.headers["ETag"]
    assert head.headers["Content-Length"] == page.headers["Content-Length"]
