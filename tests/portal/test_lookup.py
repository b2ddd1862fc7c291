"""From a slug to its page: found, moved, gone or unknown."""

import pytest
from django.http import Http404
from django.utils import translation

from cities.models import City
from initiatives.models import Initiative
from portal.lookup import Gone, Moved, answer_moved_and_gone, find_published
from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_partner, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.urls_with_a_lookup")]


def look_up(slug):
    return find_published(City.objects.all(), slug=slug)


def test_lookup_finds_what_is_published():
    city = make_city(slug="lviv")

    assert look_up("lviv") == city


def test_lookup_uses_the_queryset_that_it_is_given(django_assert_num_queries):
    make_city(slug="lviv")

    with django_assert_num_queries(1):
        city = find_published(City.objects.only("slug"), slug="lviv")

    assert "name_uk" in city.get_deferred_fields()


@pytest.mark.parametrize(
    "status", [Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.CHANGES_ASKED, Status.DECLINED]
)
def test_lookup_does_not_know_what_was_never_published(status):
    make_initiative(slug="library", status=status)

    with pytest.raises(Http404):
        find_published(Initiative.objects.all(), slug="library")


def test_lookup_of_an_unknown_slug_is_not_found():
    with pytest.raises(Http404):
        look_up("atlantis")


def test_lookup_of_what_was_withdrawn_is_gone():
    make_city(slug="lviv", status=Status.WITHDRAWN)

    with pytest.raises(Gone):
        look_up("lviv")


def test_lookup_of_an_old_slug_tells_where_it_went(language, prefix):
    make_city(slug="lemberg").rename("lviv")

    with translation.override(language), pytest.raises(Moved) as moved:
        look_up("lemberg")

    assert moved.value.url == f"{prefix}/cities/lviv/"


def test_lookup_of_an_old_slug_tells_where_another_page_of_the_row_went():
    make_city(slug="lemberg").rename("lviv")

    with pytest.raises(Moved) as moved:
        find_published(City.objects.all(), page_of=lambda city: f"/sheets/{city.slug}/", slug="lemberg")

    assert moved.value.url == "/sheets/lviv/"


def test_lookup_of_every_older_slug_leads_to_the_present_one():
    city = make_city(slug="leopolis")
    city.rename("lemberg")
    city.rename("lviv")

    for old in ("leopolis", "lemberg"):
        with pytest.raises(Moved) as moved:
            look_up(old)
        assert moved.value.url == "/cities/lviv/"


def test_lookup_after_renaming_back_finds_and_moves():
    city = make_city(slug="lviv")
    city.rename("lemberg")
    city.rename("lviv")

    assert look_up("lviv") == city
    with pytest.raises(Moved):
        look_up("lemberg")


def test_lookup_of_an_old_slug_of_what_was_withdrawn_is_gone():
    city = make_city(slug="lemberg")
    city.rename("lviv")
    city.withdraw(by=make_staff())

    with pytest.raises(Gone):
        look_up("lemberg")


def test_lookup_of_an_old_slug_of_what_was_deleted_is_not_found():
    city = make_city(slug="lemberg")
    city.rename("lviv")
    city.delete()

    with pytest.raises(Http404):
        look_up("lemberg")


def test_lookup_keeps_the_kinds_apart():
    make_partner(slug="library").rename("city-library")

    with pytest.raises(Http404):
        look_up("library")


# What readers get


def test_a_moved_page_is_redirected_for_good_but_not_for_ever(client, prefix):
    make_city(slug="lemberg").rename("lviv")

    response = client.get(f"{prefix}/look-up/lemberg/")

    assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/cities/lviv/")
    assert response.headers["Cache-Control"] == "max-age=3600"


def test_a_withdrawn_page_is_gone_and_says_so_in_the_readers_language(client, language, prefix):
    make_city(slug="lviv", status=Status.WITHDRAWN, name_uk="Таємне місто")

    response = client.get(f"{prefix}/look-up/lviv/")

    assert response.status_code == 410
    assert f'<html lang="{language}">' in response.text
    assert "Таємне місто" not in response.text


def test_an_unknown_page_is_not_found(client, prefix):
    make_city(slug="lviv", status=Status.DRAFT)

    assert client.get(f"{prefix}/look-up/lviv/").status_code == 404


def test_other_errors_are_not_touched():
    assert answer_moved_and_gone(lambda _request: None).process_exception(None, ValueError()) is None
