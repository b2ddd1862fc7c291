"""Articles and events: what the database refuses, what is over, which words they have of themselves."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from news.models import Article, Event
from portal.publishing.models import Status
from tests.factories import make_article, make_city, make_event, make_initiative, make_staff, make_war_status

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def kyiv(*parts):
    return timezone.make_aware(datetime.datetime(*parts))  # noqa: DTZ001 – made aware here


# What the database refuses


@pytest.mark.parametrize("make", [make_article, make_event])
@pytest.mark.parametrize(
    "overrides",
    [
        {"title_uk": None},
        {"title_uk": ""},
        {"status": "nonsense"},
        {"slug": None},
        {"published_at": None},
        {"status": Status.DRAFT, "published_at": timezone.now()},
    ],
)
def test_database_refuses_a_row_that_readers_could_not_read(make, overrides):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**overrides)


@pytest.mark.parametrize("make", [make_article, make_event])
def test_slug_is_unique(make):
    make(slug="same")

    with pytest.raises(IntegrityError), transaction.atomic():
        make(slug="same")


def test_database_refuses_an_event_that_ends_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_event(starts_at=NOW, ends_at=NOW - HOUR)


# What forms refuse


def test_clean_refuses_an_event_that_ends_before_it_begins():
    event = Event(title_uk="Подія", starts_at=NOW, ends_at=NOW - HOUR)

    with pytest.raises(ValidationError) as caught:
        event.full_clean()

    assert list(caught.value.error_dict) == ["ends_at"]


def test_clean_takes_an_event_of_whole_days_that_begins_and_ends_at_the_same_hour():
    event = Event(title_uk="Подія", starts_at=NOW, ends_at=NOW - HOUR, all_day=True)

    event.full_clean()

    assert event.starts_at == kyiv(2026, 11, 22)


def test_clean_asks_for_both_times():
    with pytest.raises(ValidationError) as caught:
        Event(title_uk="Подія", all_day=True).full_clean()

    assert sorted(caught.value.error_dict) == ["ends_at", "starts_at"]


@pytest.mark.parametrize(
    ("thing", "field"),
    [
        (Article(title_uk="Новина", lead_en="In short."), "lead_en"),
        (Event(title_uk="Подія", starts_at=NOW, ends_at=NOW, place_en="Library"), "place_en"),
    ],
)
def test_clean_refuses_english_without_ukrainian(thing, field):
    with pytest.raises(ValidationError) as caught:
        thing.full_clean()

    assert list(caught.value.error_dict) == [field]


def test_body_of_an_article_is_cleaned_on_saving():
    article = make_article(body_uk='<p onclick="x()">Текст<script>x()</script></p>')

    article.refresh_from_db()

    assert article.body_uk == "<p>Текст</p>"


# Slugs


@pytest.mark.parametrize(
    "draft",
    [
        lambda **words: Article(date=datetime.date(2025, 12, 1), **words),
        lambda **words: Event(starts_at=NOW.replace(year=2025), ends_at=NOW, **words),
    ],
)
def test_slug_is_made_of_the_english_title_then_with_the_year_then_numbered(draft):
    slugs = []
    for _time in range(3):
        thing = draft(title_uk="Форум міст", title_en="Forum of Cities")
        thing.save()
        thing.publish(by=make_staff())
        slugs.append(thing.slug)

    assert slugs == ["forum-of-cities", "forum-of-cities-2025", "forum-of-cities-2025-2"]


def test_slug_is_made_of_the_ukrainian_title_where_english_is_missing():
    article = Article.objects.create(title_uk="Новий центр у Харкові")

    article.publish(by=None)

    assert article.slug == "novyi-tsentr-u-kharkovi"


# Whole days


def test_event_of_whole_days_takes_them_whole():
    event = make_event(starts_at=kyiv(2026, 12, 1, 10), ends_at=kyiv(2026, 12, 5), all_day=True)

    event.refresh_from_db()

    assert event.starts_at == kyiv(2026, 12, 1)
    assert event.ends_at == kyiv(2026, 12, 5, 23, 59, 59, 999999)


def test_event_that_becomes_one_of_whole_days_takes_them_whole():
    event = make_event(starts_at=kyiv(2026, 12, 1, 10))
    event.all_day = True

    event.save(update_fields=["all_day"])
    event.refresh_from_db()

    assert event.starts_at == kyiv(2026, 12, 1)


def test_event_with_hours_keeps_them():
    event = make_event(starts_at=kyiv(2026, 12, 1, 10))

    event.refresh_from_db()

    assert event.starts_at == kyiv(2026, 12, 1, 10)


def test_event_says_when_it_is_in_kyiv_time():
    event = make_event(starts_at=NOW.replace(hour=22, minute=30), ends_at=NOW.replace(hour=23, minute=30))

    assert event.when == "23 листопада 2026 року, 00:30–01:30"


# Upcoming and past


@pytest.mark.parametrize(
    ("start", "end", "all_day", "is_over"),
    [
        (NOW - 2 * HOUR, NOW - HOUR, False, True),
        (NOW - 2 * HOUR, NOW, False, False),
        (NOW - HOUR, NOW + HOUR, False, False),
        (NOW + HOUR, NOW + 2 * HOUR, False, False),
        (kyiv(2026, 11, 21), kyiv(2026, 11, 21), True, True),
        (kyiv(2026, 11, 20), kyiv(2026, 11, 22), True, False),
        (kyiv(2026, 11, 22), kyiv(2026, 11, 22), True, False),
    ],
)
def test_event_and_queries_agree_on_what_is_over(start, end, all_day, is_over):
    with time_machine.travel(NOW, tick=False):
        event = make_event(starts_at=start, ends_at=end, all_day=all_day)

        assert event.is_over is is_over
        assert list(Event.objects.past()) == ([event] if is_over else [])
        assert list(Event.objects.upcoming()) == ([] if is_over else [event])


def test_upcoming_gives_the_next_event_first_and_past_the_latest():
    make_event(title_uk="За місяць", starts_at=timezone.now() + 700 * HOUR)
    make_event(title_uk="Завтра", starts_at=timezone.now() + 24 * HOUR)
    make_event(title_uk="Торік", starts_at=timezone.now() - 9000 * HOUR)
    make_event(title_uk="Учора", starts_at=timezone.now() - 24 * HOUR)

    assert [event.title for event in Event.objects.upcoming()] == ["Завтра", "За місяць"]
    assert [event.title for event in Event.objects.past()] == ["Учора", "Торік"]


# What readers may know of an event


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_event_hides_a_city_and_an_initiative_that_are_not_published(status):
    event = make_event(city=make_city(status=status), initiative=make_initiative(status=status))

    assert event.host_city is None
    assert event.shown_initiative is None


def test_event_shows_a_published_city_and_initiative():
    event = make_event(city=make_city(), initiative=make_initiative())

    assert event.host_city == event.city
    assert event.shown_initiative == event.initiative


def test_event_hides_its_place_in_an_occupied_city():
    city = make_city()
    make_war_status(city=city)

    assert make_event(city=city).shows_place is False
    assert make_event(city=make_city()).shows_place is True
    assert make_event(city=None).shows_place is True


# Articles


def test_newest_first_puts_the_later_row_first_on_the_same_day():
    old = make_article(date=datetime.date(2024, 1, 1))
    one = make_article(date=datetime.date(2025, 1, 1))
    other = make_article(date=datetime.date(2025, 1, 1))

    assert list(Article.objects.newest_first()) == [other, one, old]


def test_years_are_those_of_the_articles_the_latest_first(django_assert_num_queries):
    for day in [(2024, 1, 1), (2026, 5, 5), (2024, 12, 31)]:
        make_article(date=datetime.date(*day))
    make_article(date=datetime.date(2020, 1, 1), status=Status.DRAFT)

    with django_assert_num_queries(1):
        assert Article.objects.published().years() == [2026, 2024]


def test_cities_are_the_published_ones_in_the_order_of_the_language():
    sumy = make_city(name_uk="Суми", name_en="Sumy")
    kharkiv = make_city(name_uk="Харків", name_en="Kharkiv")
    make_city(name_uk="Без новин")
    make_article(cities=[sumy, kharkiv, make_city(status=Status.DRAFT)])
    make_article(cities=[sumy])
    make_article(cities=[make_city(name_uk="Лише в чернетці")], status=Status.DRAFT)

    assert list(Article.objects.published().cities()) == [sumy, kharkiv]
    with translation.override("en"):
        assert list(Article.objects.published().cities()) == [kharkiv, sumy]
