"""Slugs of publications: made once, kept, and never given to another page."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from cities.models import City
from portal.publishing.models import OldSlug, Status
from tests.factories import make_article, make_city, make_initiative, make_partner, make_staff

pytestmark = pytest.mark.django_db


def first_slug(publication):
    """The slug that the publication gets when it is published."""
    publication.publish(by=make_staff())
    return type(publication).objects.get(pk=publication.pk).slug


def draft_city(**overrides):
    return make_city(**{"status": Status.DRAFT, "slug": None} | overrides)


def draft_article(**overrides):
    return make_article(**{"status": Status.DRAFT, "slug": None} | overrides)


# The first slug


def test_slug_comes_from_the_english_name():
    assert first_slug(draft_city(name_uk="Львів", name_en="Lemberg")) == "lemberg"


@pytest.mark.parametrize("name_en", [None, ""])
def test_slug_without_an_english_name_is_romanised(name_en):
    assert first_slug(draft_city(name_uk="Згурівка", name_en=name_en)) == "zghurivka"


def test_slug_does_not_depend_on_the_language_of_the_page(language):
    with translation.override(language):
        assert first_slug(draft_article(title_uk="Новина", title_en="News")) == "news"


def test_slug_of_a_second_city_of_one_name_names_the_oblast():
    names = {"name_uk": "Миколаївка", "name_en": "Mykolaivka"}
    first_slug(draft_city(oblast="UA-14", **names))

    assert first_slug(draft_city(oblast="UA-59", **names)) == "mykolaivka-sumska"


def test_slug_of_a_third_city_of_one_name_gets_a_number():
    names = {"name_uk": "Миколаївка", "name_en": "Mykolaivka", "oblast": "UA-59"}

    assert [first_slug(draft_city(**names)) for _ in range(4)] == [
        "mykolaivka",
        "mykolaivka-sumska",
        "mykolaivka-sumska-2",
        "mykolaivka-sumska-3",
    ]


def test_slug_of_a_second_article_of_one_title_names_the_year():
    first_slug(draft_article(title_en="Forum"))

    assert first_slug(draft_article(title_en="Forum", date=datetime.date(2025, 5, 1))) == "forum-2025"


def test_slug_of_a_name_that_cannot_be_spelt_is_the_kind():
    assert first_slug(make_partner(status=Status.DRAFT, slug=None, name_uk="日本", name_en="")) == "partner"


def test_slug_of_one_kind_is_free_for_another():
    make_city(slug="lviv")

    assert first_slug(make_partner(status=Status.DRAFT, slug=None, name_en="Lviv")) == "lviv"


def test_slug_of_a_draft_is_not_free():
    make_city(slug="lviv", status=Status.DRAFT)

    assert first_slug(draft_city(name_en="Lviv", oblast="UA-46")) == "lviv-lvivska"


def test_slug_is_never_an_old_one_of_something_else():
    make_city(slug="lviv").rename("lemberg")

    assert first_slug(draft_city(name_en="Lviv", oblast="UA-46")) == "lviv-lvivska"


def test_slug_with_a_number_fits_its_column():
    slugs = [first_slug(make_initiative(status=Status.IN_REVIEW, slug=None, title_en="word " * 23)) for _ in range(3)]

    assert len(set(slugs)) == 3
    assert max(map(len, slugs)) <= 100


def test_initiatives_of_one_title_name_their_city():
    city = make_city(slug="lviv")
    drafts = [make_initiative(status=Status.IN_REVIEW, slug=None, title_en="Library", city=city) for _ in range(2)]

    assert [first_slug(draft) for draft in drafts] == ["library", "library-lviv"]


# Renaming


def old_slugs(publication):
    return set(OldSlug.objects.filter(object_id=publication.pk).values_list("slug", flat=True))


def test_rename_keeps_every_address_that_readers_know():
    city = make_city(slug="one")

    city.rename("two")
    city.rename("three")

    city.refresh_from_db()
    assert (city.slug, old_slugs(city)) == ("three", {"one", "two"})


def test_rename_back_takes_the_old_address_again():
    city = make_city(slug="one")

    city.rename("two")
    city.rename("one")

    city.refresh_from_db()
    assert (city.slug, old_slugs(city)) == ("one", {"two"})


def test_rename_to_the_same_address_changes_nothing():
    city = make_city(slug="one")

    city.rename("one")
    city.rename("two")

    assert (city.slug, old_slugs(city)) == ("two", {"one"})


def test_rename_of_a_draft_leaves_no_old_address():
    city = make_city(slug="one", status=Status.DRAFT)

    city.rename("two")

    assert (city.slug, old_slugs(city)) == ("two", set())


def test_rename_of_a_withdrawn_page_keeps_its_address():
    city = make_city(slug="one", status=Status.WITHDRAWN)

    city.rename("two")

    assert old_slugs(city) == {"one"}


def test_rename_of_a_stale_instance_keeps_the_address_in_between():
    city = make_city(slug="one")
    stale = City.objects.get(pk=city.pk)
    city.rename("two")

    stale.rename("three")

    assert old_slugs(city) == {"one", "two"}


def test_rename_to_an_old_address_of_something_else_is_refused():
    make_city(slug="one").rename("two")
    city = make_city(slug="three")

    with pytest.raises(ValidationError) as refusal:
        city.rename("one")

    city.refresh_from_db()
    assert set(refusal.value.message_dict) == {"slug"}
    assert (city.slug, old_slugs(city)) == ("three", set())


def test_rename_to_the_address_of_something_else_changes_nothing():
    make_city(slug="one")
    city = make_city(slug="two")

    with pytest.raises(IntegrityError), transaction.atomic():
        city.rename("one")

    city.refresh_from_db()
    assert (city.slug, old_slugs(city)) == ("two", set())


# What forms check


def test_clean_refuses_an_old_address_of_something_else():
    make_city(slug="one").rename("two")
    city = draft_city(slug=None)
    city.slug = "one"

    with pytest.raises(ValidationError) as refusal:
        city.clean()

    assert set(refusal.value.message_dict) == {"slug"}


def test_clean_accepts_an_old_address_of_its_own():
    city = make_city(slug="one")
    city.rename("two")
    city.slug = "one"

    city.clean()

    assert city.slug == "one"


def test_clean_refuses_to_take_the_address_from_a_page_that_readers_have_seen():
    city = make_city(slug="one", status=Status.WITHDRAWN)
    city.slug = ""

    with pytest.raises(ValidationError) as refusal:
        city.clean()

    assert set(refusal.value.message_dict) == {"slug"}


def test_clean_makes_an_empty_address_none():
    city = draft_city()
    city.slug = ""

    city.clean()

    assert city.slug is None
