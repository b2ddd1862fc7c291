"""Feeds: what they hold, in which language, and that readers keep what they know."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from portal.publishing.models import Status
from tests.factories import make_area, make_article, make_city, make_event, make_initiative, make_user
from tests.opendata.reading import ATOM, LANG, entries_of, feed_of, titles_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def test_news_come_in_the_language_of_the_address(client, prefix, language):
    make_article(title_uk="Новина", title_en="A piece of news")

    root = feed_of(client.get(f"{prefix}/news/feed.atom"))

    assert root.get(LANG) == language
    assert [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")] == [
        "A piece of news" if language == "en" else "Новина"
    ]


def test_a_feed_names_itself_and_its_page(client, prefix):
    make_article()

    root = feed_of(client.get(f"{prefix}/news/feed.atom?year=2026"))
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}

    assert links == {
        "self": f"{settings.SITE_URL}{prefix}/news/feed.atom?year=2026",
        "alternate": f"{settings.SITE_URL}{prefix}/news/?year=2026",
    }
    assert root.findtext(f"{ATOM}id") == links["self"]
    assert root.findtext(f"{ATOM}author/{ATOM}name")


def test_what_is_in_ukrainian_only_is_marked_in_the_english_feed(client):
    make_article(title_uk="Лише українською", title_en="", lead_uk="Коротко", lead_en="")
    make_article(title_uk="Обома", title_en="In both", lead_uk="Коротко", lead_en="")

    entries = {entry.findtext(f"{ATOM}title"): entry for entry in entries_of(client.get("/en/news/feed.atom"))}

    assert entries["Лише українською"].get(LANG) == "uk"
    assert entries["In both"].get(LANG) == "en"
    assert entries["In both"].findtext(f"{ATOM}summary") == '<p lang="uk">Коротко</p>'


def test_an_entry_keeps_its_id_when_its_address_changes(client):
    article = make_article(slug="first")
    before = entries_of(client.get("/news/feed.atom"))[0].findtext(f"{ATOM}id")

    article.rename("second")
    after = entries_of(client.get("/news/feed.atom"))[0]

    assert after.findtext(f"{ATOM}id") == before
    assert after.find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}/news/second/"


def test_entries_of_different_kinds_and_languages_have_different_ids(client):
    city = make_city()
    make_initiative(city=city)
    make_article(cities=[city])
    make_event(city=city)

    ids = [
        entry.findtext(f"{ATOM}id")
        for language in ("", "/en")
        for entry in entries_of(client.get(f"{language}/cities/{city.slug}/feed.atom"))
    ]

    assert len(ids) == len(set(ids)) == 6


def test_updated_is_when_readers_last_saw_a_change(client):
    with time_machine.travel("2026-03-01 10:00:00+00:00", tick=False):
        article = make_article()
    with time_machine.travel("2026-03-05 12:00:00+00:00", tick=False):
        article.title_uk = "Інакше"
        article.save()

    root = feed_of(client.get("/news/feed.atom"))
    entry = root.find(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}published") == "2026-03-01T10:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == root.findtext(f"{ATOM}updated") == "2026-03-05T12:00:00+00:00"


def test_an_empty_feed_is_the_same_tomorrow(client):
    with time_machine.travel("2026-03-01 10:00:00+00:00"):
        today = client.get("/news/feed.atom").content
    with time_machine.travel("2026-03-02 10:00:00+00:00"):
        assert client.get("/news/feed.atom").content == today


@pytest.mark.parametrize("text", ["<b>&amp;]]></b> \"'", "A\x0bB", "A\ufffeB"])
def test_hostile_text_makes_no_broken_feed(client, text):
    make_article(title_uk=text, lead_uk=text)

    [entry] = entries_of(client.get("/news/feed.atom"))

    assert entry.findtext(f"{ATOM}title") == text.replace("\x0b", "").replace("\ufffe", "")
    assert "<b>" not in entry.findtext(f"{ATOM}summary")


def test_the_catalogue_is_followed_as_its_filters_leave_it(client):
    area = make_area()
    make_initiative(title_uk="Та", areas=[area])
    make_initiative(title_uk="Інша")

    assert titles_of(client.get(f"/initiatives/feed.atom?area={area.slug}")) == ["Та"]
    assert titles_of(client.get("/initiatives/feed.atom?area=nothing-like-this&sort=%00")) == ["Інша", "Та"]


def test_the_feed_has_the_newest_first_in_whatever_order_the_page_is(client):
    make_initiative(title_uk="Абетка", published_at=timezone.now() - HOUR)
    make_initiative(title_uk="Якір", published_at=timezone.now())

    assert titles_of(client.get("/initiatives/feed.atom?sort=title")) == ["Якір", "Абетка"]


def test_a_city_is_followed_in_all_that_it_does(client):
    city = make_city()
    make_initiative(title_uk="Веде", city=city)
    make_initiative(title_uk="Бере участь", partner_cities=[city])
    make_article(title_uk="Новина", cities=[city])
    make_event(title_uk="Подія", city=city)
    make_initiative(title_uk="Чужа")

    assert set(titles_of(client.get(f"/cities/{city.slug}/feed.atom"))) == {"Веде", "Бере участь", "Новина", "Подія"}


def test_an_area_is_followed(client, prefix):
    area = make_area()
    make_initiative(title_uk="Та", title_en="This", areas=[area])
    make_initiative()

    assert titles_of(client.get(f"{prefix}/areas/{area.slug}/feed.atom")) == ["This" if prefix else "Та"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN])
def test_what_is_not_public_is_in_no_feed(client, status):
    city, area = make_city(), make_area()
    make_initiative(city=city, areas=[area], status=status)
    make_article(cities=[city], status=status)
    make_event(city=city, status=status)

    for address in ("/news", "/initiatives", f"/cities/{city.slug}", f"/areas/{area.slug}"):
        assert titles_of(client.get(f"{address}/feed.atom")) == []


def test_a_feed_of_a_city_that_moved_leads_there(client, prefix):
    city = make_city(slug="old")
    city.rename("new")

    response = client.get(f"{prefix}/cities/old/feed.atom")

    assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/cities/new/feed.atom")


def test_a_feed_costs_the_same_for_one_and_many(client, django_assert_num_queries):
    city = make_city()

    def make():
        make_initiative(city=city)
        make_article(cities=[city])
        make_event(city=city)

    make()
    with django_assert_num_queries(5):
        client.get(f"/cities/{city.slug}/feed.atom")
    for _ in range(3):
        make()
    with django_assert_num_queries(5):
        client.get(f"/cities/{city.slug}/feed.atom")


def test_whoever_has_the_answer_gets_none_until_something_changes(client, django_assert_num_queries):
    article = make_article()
    etag = client.get("/news/feed.atom").headers["ETag"]

    with django_assert_num_queries(1):
        unchanged = client.get("/news/feed.atom", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")

    article.withdraw(by=make_user())

    assert client.get("/news/feed.atom", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/news/?year=2026", "/news/feed.atom"),
        ("/initiatives/?stage=ongoing", "/initiatives/feed.atom"),
        ("/cities/lviv/", "/cities/lviv/feed.atom"),
        ("/areas/health/", "/areas/health/feed.atom"),
    ],
)
def test_programs_find_the_feed_of_a_page_and_people_too(client, prefix, page, feed):
    city, area = make_city(slug="lviv"), make_area(slug="health")
    make_initiative(city=city, areas=[area])
    make_article()

    html = client.get(prefix + page).content.decode()
    query = page.partition("?")[2]

    assert '<link rel="alternate" type="application/atom+xml" title="' in html
    assert f'href="{prefix}{feed}">' in html
    assert f'<a href="{prefix}{feed}{"?" + query if query else ""}" type="application/atom+xml"' in html
