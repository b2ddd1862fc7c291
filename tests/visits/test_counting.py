"""What is counted of visits, and what never is."""

import datetime
from urllib.parse import quote

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.visits import counting
from portal.visits.models import VisitSum
from portal.watch.middleware import watch_requests
from tests.factories import make_article, make_city, make_staff
from tests.media.samples import make_document

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Android 10; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0"
BROWSER = {"User-Agent": PHONE, "Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    counting._counted.clear()


@pytest.fixture
def reader():
    return Client(headers=BROWSER)


def sums():
    """What stands in the database: (kind, language, address) → number."""
    counting.store()
    return {(row.kind, row.language, row.address): row.number for row in VisitSum.objects.all()}


def test_a_page_is_counted_by_language_under_one_address(reader):
    city = make_city()
    for address in (f"/cities/{city.slug}/", f"/cities/{city.slug}/", f"/en/cities/{city.slug}/"):
        reader.get(address)

    assert sums() == {("page", "uk", f"/cities/{city.slug}/"): 2, ("page", "en", f"/cities/{city.slug}/"): 1}


def test_sums_of_a_day_grow(reader):
    reader.get("/cities/")
    counting.store()
    reader.get("/cities/")

    assert sums() == {("page", "uk", "/cities/"): 2}


def test_each_day_has_its_own_sum(reader, time_machine):
    for moment in ("2026-11-28T21:59Z", "2026-11-28T22:01Z"):  # midnight in Kyiv lies between
        time_machine.move_to(datetime.datetime.fromisoformat(moment), tick=False)
        reader.get("/cities/")
    counting.store()

    assert VisitSum.objects.by("day") == {datetime.date(2026, 11, 28): 1, datetime.date(2026, 11, 29): 1}


def test_counting_writes_nothing_until_its_minute_is_over(reader, monkeypatch):
    reader.get("/cities/")
    assert not VisitSum.objects.exists()

    monkeypatch.setattr(counting, "STORE_EVERY", 0)
    reader.get("/cities/")

    assert VisitSum.objects.get().number == 2


def test_a_page_from_the_cache_is_counted():
    page_cache = watch_requests(lambda _request: HttpResponse("<html>"))

    page_cache(RequestFactory(headers=BROWSER).get("/en/cities/"))

    assert sums() == {("page", "en", "/cities/"): 1}


def test_a_search_is_counted_without_its_words(reader):
    reader.get(f"/search/?q={quote('Олена Коваль')}")

    assert sums() == {("search", "uk", "/search/"): 1}


def test_a_download_is_counted(reader):
    document = make_document(is_public=True)

    reader.get(f"/documents/{document.uuid}/").getvalue()

    assert sums() == {("download", "uk", f"/documents/{document.uuid}/"): 1}


def test_an_address_with_a_key_is_not_kept(reader):
    link = make_article(status="draft").secret_links.create()

    assert reader.get(reverse("publishing:preview", args=[link.key])).status_code == 200
    assert sums() == {("page", "uk", ""): 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/7.88.1"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch"},
        {"Sec-Fetch-Mode": "cors"},
        {"Accept": "application/json"},
    ],
    ids=lambda headers: " ".join(*headers.items()),
)
def test_no_visit(headers):
    Client(headers=BROWSER | headers).get("/cities/")

    assert sums() == {}


def test_no_visit_of_somebody_signed_in_of_a_missing_page_or_of_a_form(reader):
    reader.get("/nowhere/")
    reader.post("/contact/", {})
    reader.force_login(make_staff())
    reader.get("/cities/")

    assert sums() == {}


def test_what_the_database_does_not_take_waits(reader):
    reader.get("/cities/")

    def refuse(*_query):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        counting.store()

    assert sums() == {("page", "uk", "/cities/"): 1}
