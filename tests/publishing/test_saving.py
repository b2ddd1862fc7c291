"""What saving leaves alone, and what the database refuses whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cities.models import City
from portal.publishing.models import Status
from tests.factories import (
    make_area,
    make_article,
    make_award,
    make_city,
    make_event,
    make_indicator,
    make_initiative,
    make_membership,
    make_page,
    make_partner,
    make_staff,
    make_user,
    make_war_status,
)

pytestmark = pytest.mark.django_db


# Saving an existing row


def test_save_of_a_stale_instance_keeps_the_publication():
    city = make_city(status=Status.DRAFT, slug=None, name_en="Lviv")
    stale = City.objects.get(pk=city.pk)
    city.publish(by=make_staff())

    stale.summary_uk = "Нове."
    stale.save()

    row = City.objects.get(pk=city.pk)
    assert (row.status, row.published_at, row.slug) == (Status.PUBLISHED, city.published_at, "lviv")
    assert row.summary_uk == "Нове."


def test_save_of_the_instance_that_was_created_keeps_the_publication():
    created = make_city(status=Status.DRAFT, slug=None, name_en="Lviv")
    City.objects.get(pk=created.pk).publish(by=make_staff())

    created.save()

    row = City.objects.get(pk=created.pk)
    assert (row.status, row.slug) == (Status.PUBLISHED, "lviv")


def test_save_of_a_stale_instance_does_not_bring_back_what_was_withdrawn():
    city = make_city()
    stale = City.objects.get(pk=city.pk)
    city.withdraw(by=make_staff())

    stale.save()

    assert City.objects.get(pk=city.pk).status == Status.WITHDRAWN


def test_save_of_a_stale_instance_keeps_the_new_address():
    city = make_city(slug="one")
    stale = City.objects.get(pk=city.pk)
    city.rename("two")

    stale.save()

    assert City.objects.get(pk=city.pk).slug == "two"


@pytest.mark.parametrize("slug", ["chosen", None])
def test_save_writes_an_address_that_was_changed(slug):
    city = City.objects.get(pk=make_city(status=Status.DRAFT, slug="draft").pk)

    city.slug = slug
    city.save()

    assert City.objects.get(pk=city.pk).slug == slug


def test_save_ignores_a_status_set_by_hand():
    city = City.objects.get(pk=make_city().pk)
    city.status, city.published_at = Status.DRAFT, None

    city.save()

    row = City.objects.get(pk=city.pk)
    assert (row.status, row.published_at is None) == (Status.PUBLISHED, False)


def test_save_tells_when_the_row_changed():
    city = make_city()
    before = city.updated_at

    city.save()

    assert City.objects.get(pk=city.pk).updated_at > before


def test_save_leaves_columns_that_were_not_read():
    city = make_city(oblast="UA-46")
    partly = City.objects.only("name_uk", "name_en", "hromada_uk", "hromada_en", "slug").get(pk=city.pk)
    City.objects.filter(pk=city.pk).update(summary_uk="Написано тим часом.", oblast="UA-05")

    partly.name_uk = "Інша назва"
    partly.save()

    row = City.objects.get(pk=city.pk)
    assert (row.name_uk, row.summary_uk, row.oblast) == ("Інша назва", "Написано тим часом.", "UA-05")


# What the database refuses

NOW = timezone.now()
WRONG_ROWS = {
    "published without a date": lambda: make_article(published_at=None),
    "published without a slug": lambda: make_article(slug=None),
    "withdrawn without a date": lambda: make_article(status=Status.WITHDRAWN, published_at=None),
    "a draft with a date": lambda: make_article(status=Status.DRAFT, published_at=NOW),
    "declined with a date": lambda: make_initiative(status=Status.DECLINED, published_at=NOW),
    "an unknown status": lambda: make_article(status="archived"),
    "an empty status": lambda: make_city(status=""),
    "an article in English only": lambda: make_article(title_uk=None, title_en="News"),
    "an article with an empty Ukrainian title": lambda: make_article(title_uk=""),
    "an event with an empty Ukrainian title": lambda: make_event(title_uk=""),
    "a page in English only": lambda: make_page(title_uk=None),
    "an initiative in English only": lambda: make_initiative(title_uk=None),
    "a city with an empty Ukrainian name": lambda: make_city(name_uk=""),
    "a partner in English only": lambda: make_partner(name_uk=None),
    "an award in English only": lambda: make_award(name_uk=None),
    "an area in English only": lambda: make_area(name_uk=None),
    "an award without a source": lambda: make_award(source_url=""),
    "an award nobody checked": lambda: make_award(checked_on=None),
    "a figure without a source": lambda: make_indicator(source_url=""),
    "a membership nobody checked": lambda: make_membership(checked_on=None),
    "a war status without a source": lambda: make_war_status(source_url=""),
    "an unknown origin": lambda: make_city(origin="rumour"),
    "an initiative of unknown origin": lambda: make_initiative(origin=""),
    "somebody's confirmation without its time": lambda: make_city(confirmed_by=make_user()),
    "a slug that is taken": lambda: (make_city(slug="one"), make_city(slug="one")),
}


@pytest.mark.parametrize("make", WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_database_refuses(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_database_accepts_a_source_that_has_a_title_only():
    assert make_award(source_url="", source_title="Рішення міської ради").pk


def test_database_refuses_a_status_that_is_updated_around_the_verbs():
    article = make_article(status=Status.DRAFT)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(article).objects.update(status=Status.PUBLISHED)
