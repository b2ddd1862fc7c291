import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from initiatives.models import Area, Contact, Initiative, InitiativeLink, InitiativePartner, Resource, Result
from portal.publishing.models import OldSlug, Status
from portal.publishing.workflow import EDITORIAL_MOVES, PROPOSAL_MOVES, REVIEWED_MOVES, InvalidTransition
from tests.factories import (
    CHECKED,
    make_area,
    make_city,
    make_complete_draft,
    make_initiative,
    make_partner,
    make_staff,
    make_user,
    make_war_status,
)

pytestmark = pytest.mark.django_db


def titles(initiatives):
    return [initiative.title_uk for initiative in initiatives]


def refuses(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()


# What the database holds


@pytest.mark.parametrize("title", [None, ""])
def test_title_is_required_in_ukrainian(title):
    refuses(lambda: make_initiative(title_uk=title, title_en="University of the Third Age"))


def test_english_alone_is_refused_at_its_field():
    initiative = make_initiative(origin="sources", summary_uk="", summary_en="In short.")

    with pytest.raises(ValidationError) as refused:
        initiative.full_clean()

    assert list(refused.value.error_dict) == ["summary_en"]


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": 49},
        {"longitude": 24},
        {"latitude": 55, "longitude": 24},
        {"latitude": 49, "longitude": 45},
    ],
)
def test_coordinates_are_both_given_and_inside_ukraine(place):
    refuses(lambda: make_initiative(**place))


def test_published_initiative_has_date_and_slug():
    refuses(lambda: make_initiative(slug=None))
    refuses(lambda: make_initiative(published_at=None))


def test_draft_has_no_date():
    refuses(lambda: make_initiative(status=Status.DRAFT, published_at=timezone.now()))


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
def test_proposal_is_never_public(status):
    initiative = make_initiative()

    refuses(lambda: make_initiative(replaces=initiative, based_on=initiative.updated_at, status=status))


def test_only_a_proposal_is_accepted():
    refuses(lambda: make_initiative(status=Status.ACCEPTED))


def test_proposal_knows_the_version_that_it_changes():
    initiative = make_initiative()

    refuses(lambda: make_initiative(replaces=initiative, status=Status.DRAFT, slug=None))
    refuses(lambda: make_initiative(based_on=initiative.updated_at, status=Status.DRAFT, slug=None))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.CHANGES_ASKED])
def test_initiative_has_one_open_proposal(status):
    initiative = make_initiative()
    base = {"replaces": initiative, "based_on": initiative.updated_at, "slug": None}
    make_initiative(status=status, **base)

    refuses(lambda: make_initiative(status=Status.DRAFT, **base))


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DECLINED])
def test_initiative_may_have_a_new_proposal_after_the_last_was_decided(status):
    initiative = make_initiative()
    base = {"replaces": initiative, "based_on": initiative.updated_at, "slug": None}
    make_initiative(status=status, **base)
    make_initiative(status=status, **base)

    make_initiative(status=Status.DRAFT, **base)

    assert initiative.proposals.count() == 3


def test_money_has_a_currency():
    initiative = make_initiative()

    refuses(lambda: Resource.objects.create(initiative=initiative, kind="money", amount=100))


@pytest.mark.parametrize("resource", [{"kind": "money"}, {"kind": "people", "amount": 3}])
def test_resource_without_money_needs_no_currency(resource):
    Resource.objects.create(initiative=make_initiative(), **resource)


def test_amount_is_not_negative():
    initiative = make_initiative()

    refuses(lambda: Resource.objects.create(initiative=initiative, kind="people", amount=-1))


def test_link_has_an_address_and_stands_once():
    initiative = make_initiative()
    InitiativeLink.objects.create(initiative=initiative, **CHECKED)

    refuses(lambda: InitiativeLink.objects.create(initiative=initiative, **CHECKED))
    refuses(lambda: InitiativeLink.objects.create(initiative=initiative, source_title="A book"))


def test_partner_takes_part_once():
    initiative, partner = make_initiative(), make_partner()
    InitiativePartner.objects.create(initiative=initiative, partner=partner)

    refuses(lambda: InitiativePartner.objects.create(initiative=initiative, partner=partner))


@pytest.mark.parametrize(
    ("start", "end"), [("2024", "2023"), ("2024-05", "2024-04"), ("2024-05-02", "2024-05-01"), ("2024-05", "2023")]
)
def test_end_before_start_is_refused(start, end):
    initiative = make_initiative(start=start, end=end, origin="sources")

    with pytest.raises(ValidationError) as refused:
        initiative.full_clean()

    assert list(refused.value.error_dict) == ["end"]


@pytest.mark.parametrize(("start", "end"), [("2024-05", "2024"), ("2024", "2024-01"), ("2024", ""), ("", "2024")])
def test_dates_of_different_precision_go_together(start, end):
    make_initiative(start=start, end=end, origin="sources").full_clean()


def test_edition_numbers_each_entry_once():
    make_area(edition="UNESCO 2015", number=4)

    refuses(lambda: make_area(edition="UNESCO 2015", number=4))
    make_area(edition="UNESCO 2030", number=4)


def test_area_belongs_to_a_known_group():
    refuses(lambda: make_area(group="roof"))


# Number and slug


def test_number_is_the_one_by_which_letters_name_it():
    initiative = make_initiative()

    assert initiative.number == initiative.pk


def published_from_draft(**fields):
    draft = make_initiative(status=Status.DRAFT, slug=None, origin="sources", **fields)
    draft.publish(by=make_staff())
    return draft


def test_slug_is_made_of_the_english_title():
    initiative = published_from_draft(title_uk="Університет третього віку", title_en="University of the Third Age")

    assert initiative.slug == "university-of-the-third-age"


def test_slug_is_romanised_where_there_is_no_english_title():
    initiative = published_from_draft(title_uk="Університет третього віку", title_en="")

    assert initiative.slug == "universytet-tretoho-viku"


def test_second_university_of_the_third_age_gets_its_city_in_the_slug():
    title = {"title_uk": "Університет третього віку", "title_en": "University of the Third Age"}
    published_from_draft(city=make_city(slug="lviv"), **title)
    second = published_from_draft(city=make_city(slug="kyiv"), **title)
    third = published_from_draft(city=second.city, **title)

    assert second.slug == "university-of-the-third-age-kyiv"
    assert third.slug == "university-of-the-third-age-kyiv-2"


@pytest.mark.parametrize("has_city", [True, False])
def test_second_slug_without_an_address_of_the_city_gets_a_number(has_city):
    city = make_city(slug=None, status=Status.DRAFT) if has_city else None
    published_from_draft(title_en="Open school")

    assert published_from_draft(title_en="Open school", city=city).slug == "open-school-2"


def test_slug_of_a_renamed_initiative_is_not_given_away():
    first = published_from_draft(title_en="Open school")
    first.rename("evening-school")

    assert published_from_draft(title_en="Open school", city=None).slug == "open-school-2"
    assert OldSlug.objects.get().slug == "open-school"


def test_slug_stays_when_the_title_changes():
    initiative = published_from_draft(title_en="Open school")
    initiative.title_en = "Closed school"
    initiative.save()
    initiative.withdraw(by=make_staff())
    initiative.publish(by=make_staff())

    initiative.refresh_from_db()
    assert initiative.slug == "open-school"


# Handing in


def test_complete_draft_misses_nothing():
    assert make_complete_draft().missing_for_submission() == []


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        ("city", None),
        ("summary_uk", ""),
        ("stage", ""),
        ("start", ""),
        ("organisation", None),
        ("problem_uk", ""),
        ("objectives_uk", ""),
        ("activities_uk", ""),
        ("transfer_uk", ""),
    ],
)
def test_submission_needs_each_bold_field(field, empty):
    draft = make_complete_draft()
    setattr(draft, field, empty)

    label = Initiative._meta.get_field(field.removesuffix("_uk")).verbose_name
    assert draft.missing_for_submission() == [label]


@pytest.mark.parametrize("name", ["areas", "target_groups"])
def test_submission_needs_each_bold_list(name):
    draft = make_complete_draft()
    getattr(draft, name).clear()

    assert draft.missing_for_submission() == [Initiative._meta.get_field(name).verbose_name]


def test_submission_needs_a_result():
    draft = make_complete_draft()
    draft.results.all().delete()

    with translation.override("en"):
        assert draft.missing_for_submission() == ["results"]


def test_english_does_not_stand_in_for_ukrainian():
    draft = make_complete_draft(problem_uk="", problem_en="Why it is needed.")

    with translation.override("en"):
        assert draft.missing_for_submission() == ["problem and context"]


def test_complete_draft_is_submitted():
    draft = make_complete_draft()

    draft.submit(by=make_user())

    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_incomplete_draft_stays_and_the_refusal_names_what_is_missing():
    draft = make_complete_draft(summary_uk="", summary_en="", stage="")

    with translation.override("en"), pytest.raises(InvalidTransition) as refused:
        draft.submit(by=make_user())

    draft.refresh_from_db()
    assert str(refused.value) == "Still missing: short summary, stage."
    assert draft.status == Status.DRAFT


def test_draft_with_english_alone_stays():
    draft = make_complete_draft(innovation_en="Something new.")

    with pytest.raises(InvalidTransition):
        draft.submit(by=make_user())

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_published_initiative_of_a_city_cannot_be_saved_incomplete():
    complete = make_complete_draft()
    complete.submit(by=make_user())
    complete.full_clean()
    complete.transfer_uk = ""

    with pytest.raises(ValidationError) as refused:
        complete.full_clean()

    assert refused.value.error_dict["__all__"][0].code == "incomplete"


@pytest.mark.parametrize("fields", [{"status": Status.DRAFT, "slug": None}, {"origin": "sources"}])
def test_draft_and_what_comes_from_public_sources_may_be_incomplete(fields):
    make_initiative(**fields).full_clean()


def test_who_wrote_it_decides_the_way_to_readers():
    initiative = make_initiative()
    proposal = Initiative(replaces=initiative, based_on=initiative.updated_at, origin="sources")

    assert initiative.moves == REVIEWED_MOVES
    assert make_initiative(origin="sources").moves == EDITORIAL_MOVES
    assert proposal.moves == PROPOSAL_MOVES


# Questions


def test_published_leaves_out_everything_else():
    for status in set(Status.values) - {Status.PUBLISHED, Status.ACCEPTED}:
        make_initiative(status=status)
    shown = make_initiative()

    assert list(Initiative.objects.published()) == [shown]


def test_of_city_gives_what_it_leads_and_joins_once():
    city = make_city()
    led = make_initiative(city=city, partner_cities=[make_city(), make_city()])
    joined = make_initiative(partner_cities=[city, make_city()])
    both = make_initiative(city=city, partner_cities=[city])
    make_initiative(partner_cities=[make_city()])

    assert list(Initiative.objects.of_city(city).order_by("pk")) == [led, joined, both]


def test_by_title_follows_the_alphabet_of_the_language():
    for title_uk, title_en in [("Ґанок", "Apple"), ("Гай", "Cherry"), ("Єдність", ""), ("Еней", "Banana")]:
        make_initiative(title_uk=title_uk, title_en=title_en)

    assert titles(Initiative.objects.by_title()) == ["Гай", "Ґанок", "Еней", "Єдність"]
    with translation.override("en"):
        assert titles(Initiative.objects.by_title()) == ["Єдність", "Ґанок", "Еней", "Гай"]


def test_cities_of_initiatives_come_once_and_only_published():
    lviv, kyiv = make_city(name_uk="Львів"), make_city(name_uk="Київ")
    hidden = make_city(name_uk="Гадяч", status=Status.DRAFT)
    make_initiative(city=lviv, partner_cities=[kyiv, hidden])
    make_initiative(city=lviv, partner_cities=[lviv])
    make_initiative(city=None)
    make_initiative(city=hidden)
    make_city()

    assert [city.name for city in Initiative.objects.newest_first().cities()] == ["Київ", "Львів"]


def test_entry_counts_published_initiatives_only():
    area = make_area()
    make_initiative(areas=[area, make_area()], partner_cities=[make_city(), make_city()])
    make_initiative(areas=[area])
    for status in (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN):
        make_initiative(areas=[area], status=status)

    assert Area.objects.with_counts().get(pk=area.pk).initiative_count == 2


@pytest.mark.parametrize(("days", "current"), [(None, True), (-1, False), (0, False), (1, True)])
def test_entry_is_current_until_the_day_it_is_retired(days, current):
    day = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
    area = make_area(retired_on=day)

    assert Area.objects.current().exists() == current
    assert area.is_retired != current


# What readers may see of it


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_unpublished_neighbours_are_not_shown(status):
    initiative = make_initiative(
        city=make_city(status=status),
        organisation=make_partner(status=status),
        partner_cities=[make_city(status=status)],
    )
    InitiativePartner.objects.create(initiative=initiative, partner=make_partner(status=status))

    assert initiative.shown_city is None
    assert initiative.shown_organisation is None
    assert initiative.shown_partner_cities == []
    assert initiative.shown_partner_roles == []


@pytest.mark.parametrize(
    ("precision", "place", "coordinates"),
    [("exact", True, True), ("district", True, False), ("city", False, False), ("hidden", False, False)],
)
def test_place_is_as_exact_as_the_city_allows(precision, place, coordinates):
    initiative = make_initiative(location_precision=precision, place_uk="Бібліотека", latitude=49, longitude=24)

    assert (initiative.shows_place, initiative.shows_coordinates) == (place, coordinates)


def occupied_city():
    return make_war_status(kind="occupied").city


@pytest.mark.parametrize(
    "cities",
    [
        lambda: {"city": occupied_city()},
        lambda: {"city": make_city(contacts_hidden=True)},
        lambda: {"city": None, "partner_cities": [make_city(), occupied_city()]},
    ],
)
def test_occupied_community_shows_no_place_and_no_person(cities):
    initiative = make_initiative(
        location_precision="exact", place_uk="Бібліотека", latitude=49, longitude=24, **cities()
    )
    Contact.objects.create(initiative=initiative, name="Олена", email="olena@example.org", is_public=True)

    assert not initiative.shows_place
    assert not initiative.shows_coordinates
    assert initiative.shown_contact is None


@pytest.mark.parametrize("status", [{"kind": "active_hostilities"}, {"kind": "occupied", "until": "2022-11-11"}])
def test_city_that_is_not_occupied_now_shows_them(status):
    initiative = make_initiative(city=make_war_status(**status).city, location_precision="exact", place_uk="Бібліотека")
    contact = Contact.objects.create(initiative=initiative, name="Олена", email="olena@example.org", is_public=True)

    assert initiative.shows_place
    assert initiative.shown_contact == contact


def test_contact_is_shown_only_with_consent():
    initiative = make_initiative()
    assert initiative.shown_contact is None

    Contact.objects.create(initiative=initiative, name="Олена", email="olena@example.org")
    assert initiative.shown_contact is None


def test_initiative_tells_how_to_repeat_it_once_there_is_anything_to_tell():
    initiative = make_initiative()
    assert not initiative.tells_how_to_repeat

    initiative.works_in_shelter = False
    assert initiative.tells_how_to_repeat


def test_result_without_words_is_called_by_its_kind():
    result = Result(initiative=make_initiative(), kind=Result.Kind.PARTICIPANTS)

    assert str(result) == result.get_kind_display()
