"""Dates of reduced precision, and columns derived from Cyrillic text."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from cities.models import City, FormerName
from portal.languages import fold, sort_key
from portal.publishing.fields import PartialDateField
from tests.factories import make_city

field = PartialDateField()
dates = st.dates(min_value=datetime.date(1, 1, 1))
partial_dates = st.builds(lambda date, length: date.isoformat()[:length], dates, st.sampled_from([4, 7, 10]))


# PartialDateField


@given(partial_dates)
@example("2024-02-29")
def test_partial_date_accepts_a_year_a_month_and_a_day(value):
    assert field.clean(value, None) == value


@given(partial_dates, partial_dates)
def test_partial_dates_sort_as_dates_do(one, other):
    def by_parts(value):
        return [int(part) for part in value.split("-")]

    assert (one < other) == (by_parts(one) < by_parts(other))


@given(st.one_of(st.text(min_size=1, max_size=12), st.text("0123456789٠١-\n ", min_size=1, max_size=11)))
@example("2016\n")
@example("2016-06-15\n")
@example("٢٠١٦")
@example("2016-")
@example("-2016")
@example("2016-6")
@example("16")
@example("червень 2016")
@example("2016-06-15T10:00")
def test_partial_date_refuses_everything_else(value):
    def is_partial_date():
        try:
            datetime.date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value)
        except ValueError:
            return False
        return len(value) in (4, 7, 10) and value.isascii()

    if not is_partial_date():
        with pytest.raises(ValidationError):
            field.clean(value, None)


@pytest.mark.parametrize(
    "value", ["0000", "2016-00", "2016-13", "2024-02-30", "2023-02-29", "2016-06-00", "2016-04-31"]
)
def test_partial_date_refuses_a_day_that_never_was(value):
    with pytest.raises(ValidationError):
        field.clean(value, None)


@pytest.mark.parametrize("value", ["", "   ", "1", "yesterday", "2016/06"])
def test_partial_date_is_never_a_crash_in_a_models_check(value):
    with pytest.raises(ValidationError) as refusal:
        FormerName(name_uk="Назва", until=value or "x").clean_fields()

    assert "until" in refusal.value.message_dict


# FoldedField and SortKeyField


def stored(city):
    return City.objects.values("search_text", "sort_uk", "sort_en").get(pk=city.pk)


def derived(name_uk, name_en):
    """What the columns of a city without a name of its hromada should hold."""
    return {
        "search_text": " ".join(fold(name) for name in (name_uk, name_en) if name),
        "sort_uk": sort_key(name_uk),
        "sort_en": sort_key(name_en or name_uk),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name_en", ["Kam’ianka", "", None])
def test_derived_columns_are_filled_on_create(name_en):
    city = make_city(name_uk="Кам’янка", name_en=name_en)

    assert stored(city) == derived("Кам’янка", name_en)
    assert (city.search_text, city.sort_uk) == (stored(city)["search_text"], stored(city)["sort_uk"])


@pytest.mark.django_db
def test_derived_columns_follow_on_save():
    city = City.objects.get(pk=make_city().pk)
    city.name_uk, city.name_en = "Ґлибока", "Hlyboka"

    city.save()

    assert stored(city) == derived("Ґлибока", "Hlyboka")


@pytest.mark.django_db
def test_derived_columns_follow_when_only_some_fields_are_saved():
    city = make_city(name_uk="Стара", name_en="Old")
    city.name_uk = "Нова"

    city.save(update_fields=["name_uk"])

    assert stored(city) == derived("Нова", "Old")


@pytest.mark.django_db
def test_derived_columns_stay_when_other_fields_are_saved():
    city = make_city(name_uk="Львів", name_en="Lviv")
    before = stored(city)
    city.name_uk, city.summary_uk = "Не збережено", "Збережено"

    city.save(update_fields=["summary_uk"])

    assert stored(city) == before


@pytest.mark.django_db
def test_derived_columns_are_filled_by_bulk_create():
    cities = [
        City(katottg=f"UA4606025000002504{number}", oblast="UA-46", name_uk=f"Місто {number}", name_en=f"City {number}")
        for number in range(3)
    ]

    City.objects.bulk_create(cities)

    assert [stored(city) for city in City.objects.order_by("pk")] == [
        derived(f"Місто {number}", f"City {number}") for number in range(3)
    ]


@pytest.mark.django_db
def test_derived_columns_do_not_depend_on_the_language_of_the_page():
    with translation.override("en"):
        city = make_city(name_uk="Львів", name_en="Lviv")

    assert stored(city) == derived("Львів", "Lviv")


@pytest.mark.django_db
def test_sort_key_of_a_long_name_fits_its_column():
    city = make_city(name_uk="щ" * 120)

    assert len(stored(city)["sort_uk"]) <= City._meta.get_field("sort_uk").max_length
