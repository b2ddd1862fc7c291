import datetime
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from cities.models import (
    Award,
    City,
    CityFocus,
    FormerName,
    Indicator,
    Network,
    NetworkMembership,
    Partner,
    PartnerWanted,
    Representative,
    WarStatus,
)
from cities.models.sectors import Sector
from cities.oblasts import Oblast
from cities.register import settlements
from portal.languages import fold
from portal.publishing.models import Origin, Status
from tests.factories import (
    CHECKED,
    make_award,
    make_city,
    make_indicator,
    make_initiative,
    make_membership,
    make_network,
    make_partner,
    make_representative,
    make_staff,
    make_user,
    make_war_status,
)

pytestmark = pytest.mark.django_db

MYKOLAIV_OF_LVIV_OBLAST = "UA46100110000018989"
MYKOLAIV = "UA48060150000071713"


def mykolaiv(code, oblast):
    return make_city(
        katottg=code, oblast=oblast, name_uk="Миколаїв", name_en="Mykolaiv", slug=None, status=Status.DRAFT
    )


def names(queryset):
    return [row.name_uk for row in queryset]


@contextmanager
def refuses():
    """The database refuses, and the test goes on."""
    with pytest.raises(IntegrityError), transaction.atomic():
        yield


# A city


def test_city_needs_a_ukrainian_name():
    with refuses():
        make_city(name_uk="")


def test_city_code_is_unique():
    make_city(katottg=MYKOLAIV, oblast="UA-48")

    with refuses():
        make_city(katottg=MYKOLAIV, oblast="UA-48")


def test_city_lies_in_an_oblast_of_ukraine():
    with refuses():
        make_city(oblast="UA-99")


@pytest.mark.parametrize(("latitude", "longitude"), [(50, None), (None, 30), (55.7, 37.6), (50, 12)])
def test_city_has_both_coordinates_inside_ukraine_or_none(latitude, longitude):
    with refuses():
        make_city(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(("latitude", "longitude"), [(None, None), (44.6, 33.5), (48.57, 39.31)])
def test_city_may_lie_anywhere_in_ukraine(latitude, longitude):
    assert make_city(latitude=latitude, longitude=longitude).pk


def test_city_without_english_name_is_romanised():
    city = make_city(name_uk="Згурівка", name_en="")

    city.full_clean()

    assert city.name_en == "Zghurivka"


def test_city_keeps_an_english_name_that_differs_from_the_rule():
    city = make_city(name_uk="Новояворівськ", name_en="Novoyavorivsk")

    city.full_clean()

    assert city.name_en == "Novoyavorivsk"


def test_city_in_the_wrong_oblast_is_refused():
    city = make_city(katottg=MYKOLAIV, oblast="UA-46")

    with pytest.raises(ValidationError) as refusal:
        city.full_clean()

    assert list(refusal.value.message_dict) == ["oblast"]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("katottg", "UA00000000000000000"),
        ("katottg", "UA48060150010035747"),  # the city, not the hromada
        ("katottg", "48060150000071713"),
        ("settlement_katottg", "UA48060150000071713"),
        ("settlement_katottg", "nonsense"),
    ],
)
def test_city_code_outside_the_register_is_refused(field, code):
    city = make_city(katottg=MYKOLAIV, oblast="UA-48")
    setattr(city, field, code)

    with pytest.raises(ValidationError) as refusal:
        city.full_clean()

    assert list(refusal.value.message_dict) == [field]


def test_city_text_in_english_alone_is_refused():
    city = make_city()
    city.vision_en = "A city where everybody learns."

    with pytest.raises(ValidationError) as refusal:
        city.full_clean()

    assert list(refusal.value.message_dict) == ["vision_en"]


def test_two_cities_of_one_name_get_the_oblast_in_the_second_address():
    staff = make_staff()
    first = mykolaiv(MYKOLAIV, Oblast.MYKOLAIVSKA)
    second = mykolaiv(MYKOLAIV_OF_LVIV_OBLAST, Oblast.LVIVSKA)

    first.publish(by=staff)
    second.publish(by=staff)

    assert (first.slug, second.slug) == ("mykolaiv", "mykolaiv-lvivska")


def test_names_that_occur_twice_in_the_register_differ_by_oblast():
    by_name = {}
    for settlement in settlements().values():
        by_name.setdefault(settlement.name_uk, []).append(settlement.oblast)

    repeated = {name: oblasts for name, oblasts in by_name.items() if len(oblasts) > 1}

    assert "Миколаїв" in repeated
    assert all(len(oblasts) == len(set(oblasts)) for oblasts in repeated.values())


def test_address_of_a_city_without_english_name_is_romanised():
    city = make_city(name_uk="Щасливе", name_en="", slug=None, status=Status.DRAFT)

    city.publish(by=None)

    assert city.slug == "shchaslyve"


def test_cities_stand_in_the_order_of_the_ukrainian_alphabet():
    for name in ["Яворів", "Ізюм", "Ґринява", "Єланець", "Гадяч", "Їжівці", "Енергодар", "Жмеринка", "Дубно"]:
        make_city(name_uk=name, name_en="")

    assert names(City.objects.by_name()) == [
        "Гадяч", "Ґринява", "Дубно", "Енергодар", "Єланець", "Жмеринка", "Ізюм", "Їжівці", "Яворів",
    ]  # fmt: skip


def test_cities_stand_in_the_order_of_the_english_alphabet_on_english_pages():
    for uk, en in [("Яворів", "Yavoriv"), ("Жмеринка", "Zhmerynka"), ("Щастя", "Shchastia")]:
        make_city(name_uk=uk, name_en=en)

    with translation.override("en"):
        assert [city.name for city in City.objects.by_name()] == ["Shchastia", "Yavoriv", "Zhmerynka"]


def test_initials_are_those_of_the_active_language():
    for uk, en in [("Ґринява", "Hryniava"), ("Щастя", "Shchastia"), ("Гадяч", "Hadiach"), ("Львів", "Lviv")]:
        make_city(name_uk=uk, name_en=en)

    ukrainian = City.objects.initials()
    with translation.override("en"):
        english = City.objects.initials()

    assert (ukrainian, english) == (["Г", "Ґ", "Л", "Щ"], ["H", "L", "S"])


def test_cities_starting_with_a_letter_are_told_from_its_neighbour():
    for name in ["Ґринява", "Гадяч"]:
        make_city(name_uk=name)

    assert names(City.objects.starting_with("Г")) == ["Гадяч"]


@pytest.mark.parametrize("typed", ["кам'янське", "КАМ’ЯНСЬ", "камянськ", "Kamianske", "кам'янська"])
def test_city_is_found_by_any_spelling_of_its_name(typed):
    make_city(name_uk="Кам’янське", name_en="Kamianske", hromada_uk="Кам’янська")
    make_city(name_uk="Львів", name_en="Lviv")

    assert names(City.objects.named(fold(typed))) == ["Кам’янське"]


def test_sign_that_means_anything_in_patterns_finds_nothing():
    make_city()

    assert not City.objects.named(fold("%")).exists()


def test_saving_a_stale_city_does_not_publish_it_again():
    city = make_city()
    stale = City.objects.get(pk=city.pk)
    city.withdraw(by=None)

    stale.save()

    assert City.objects.get(pk=city.pk).status == Status.WITHDRAWN


def test_city_from_public_sources_is_unconfirmed_until_the_city_confirms():
    city = make_city(origin=Origin.SOURCES)
    assert list(City.objects.unconfirmed()) == [city]

    city.confirm(by=make_user())

    assert not city.is_unconfirmed
    assert not City.objects.unconfirmed().exists()


def test_city_confirmed_twice_keeps_the_first_person():
    city, first = make_city(origin=Origin.SOURCES), make_user()

    city.confirm(by=first)
    city.confirm(by=make_user())

    assert City.objects.get(pk=city.pk).confirmed_by == first


# Claims


@pytest.mark.parametrize("make", [make_award, make_indicator, make_war_status, make_membership])
@pytest.mark.parametrize("missing", [{"source_url": ""}, {"checked_on": None}])
def test_claim_needs_its_source_and_the_day_it_was_checked(make, missing):
    with refuses():
        make(**missing)


@pytest.mark.parametrize("make", [make_award, make_indicator, make_war_status, make_membership])
def test_claim_may_name_a_source_without_address(make):
    assert make(source_url="", source_title="Рішення міської ради № 5").pk


def test_claim_cannot_be_checked_tomorrow():
    award = make_award(checked_on=datetime.date(2999, 1, 1))

    with pytest.raises(ValidationError) as refusal:
        award.full_clean()

    assert list(refusal.value.message_dict) == ["checked_on"]


@pytest.mark.parametrize(
    ("model", "days"), [(WarStatus, 92), (NetworkMembership, 730), (Award, 1095), (Indicator, 365)]
)
def test_claim_grows_stale_after_the_time_that_its_kind_allows(model, days):
    today = datetime.date(2026, 11, 22)
    make = {
        WarStatus: make_war_status, NetworkMembership: make_membership, Award: make_award, Indicator: make_indicator,
    }[model]  # fmt: skip
    make(checked_on=today - datetime.timedelta(days=days))
    old = make(checked_on=today - datetime.timedelta(days=days + 1))

    assert list(model.objects.stale(today)) == [old]


def test_figure_of_a_city_is_given_once_a_year():
    city = make_city()
    make_indicator(city=city, year=2020)
    make_indicator(city=city, year=2021)

    with refuses():
        make_indicator(city=city, year=2021)


def test_figure_is_not_negative():
    with refuses():
        make_indicator(value=-1)


def test_figures_stand_in_the_order_of_the_form_the_latest_first():
    for kind, year in [("area", 2020), ("schooling_men", 2020), ("population", 2019), ("population", 2021)]:
        make_indicator(kind=kind, year=year)

    assert [(row.kind, row.year) for row in Indicator.objects.as_in_form()] == [
        ("population", 2021), ("population", 2019), ("area", 2020), ("schooling_men", 2020),
    ]  # fmt: skip


@pytest.mark.parametrize("rating", [0, 6])
def test_challenge_is_rated_from_one_to_five(rating):
    with refuses():
        CityFocus.objects.create(city=make_city(), heading=CityFocus.Heading.DECENT_WORK, rating=rating)


def test_city_looks_for_a_sector_once():
    city = make_city()
    PartnerWanted.objects.create(city=city, kind=Sector.BUSINESS)

    with refuses():
        PartnerWanted.objects.create(city=city, kind=Sector.BUSINESS)


def test_former_names_stand_with_the_latest_first():
    city = make_city()
    for name, until in [("Катеринослав", "1926"), ("Новий Кодак", ""), ("Дніпропетровськ", "2016-05-19")]:
        FormerName.objects.create(city=city, name_uk=name, until=until)

    assert names(city.former_names.all()) == ["Дніпропетровськ", "Катеринослав", "Новий Кодак"]


# War


@pytest.mark.parametrize("today", [datetime.date(2026, 11, 22), datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)])
@pytest.mark.parametrize(
    "until",
    ["", "2025", "2026", "2027", "2026-01", "2026-10", "2026-11", "2026-12", "2026-11-21", "2026-11-22", "2026-11-23"],
)
def test_period_is_current_alike_in_a_row_and_in_a_query(until, today, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: today)
    status = make_war_status(until=until)

    assert WarStatus.objects.current().exists() == status.is_current


@pytest.mark.parametrize("until", ["2022-11", "2022-11-11", "2022"])
def test_liberated_city_is_not_occupied(until):
    city = make_city()
    make_war_status(city=city, since="2022-03", until=until)

    assert not city.is_occupied
    assert city.current_war_statuses == []


def test_occupied_city_is_occupied():
    city = make_city()
    make_war_status(city=city)

    assert city.is_occupied


def test_hostilities_are_no_occupation():
    city = make_city(contact_office="Відділ освіти")
    make_war_status(city=city, kind="active_hostilities")

    assert not city.is_occupied
    assert city.has_public_contact


def test_war_status_cannot_end_before_it_begins():
    status = make_war_status(since="2022-11", until="2022-03")

    with pytest.raises(ValidationError) as refusal:
        status.full_clean()

    assert list(refusal.value.message_dict) == ["until"]


def test_occupied_city_shows_no_contacts():
    city = make_city(contact_office="Відділ освіти", contact_email="office@example.org")
    make_war_status(city=city)

    assert not city.shows_contacts
    assert not city.has_public_contact


def test_liberated_city_shows_its_contacts():
    city = make_city(contact_office="Відділ освіти")
    make_war_status(city=city, until="2022-11")

    assert city.has_public_contact


def test_city_may_hide_its_contacts():
    city = make_city(contact_office="Відділ освіти", contacts_hidden=True)

    assert not city.has_public_contact


@pytest.mark.parametrize("is_public", [True, False])
def test_person_alone_is_a_public_contact_only_by_consent(is_public):
    city = make_city(contact_person="Ім’я Прізвище", contact_person_public=is_public)

    assert city.has_public_contact is is_public


# Networks


def test_city_in_a_network_is_found_by_it():
    network = make_network(slug="gnlc")
    member, former, other = make_city(), make_city(), make_city()
    make_membership(city=member, network=network, since="")
    make_membership(city=former, network=network, until="2020")
    make_membership(city=other)

    assert list(City.objects.in_network("gnlc")) == [member]
    assert set(City.objects.networked()) == {member, other}


def test_city_is_in_a_network_once_at_a_time():
    membership = make_membership()

    with refuses():
        make_membership(city=membership.city, network=membership.network, since="2022")


def test_city_may_return_to_a_network():
    before = make_membership(since="2016", until="2019")

    assert make_membership(city=before.city, network=before.network, since="2022").is_current


def test_network_with_members_cannot_be_deleted():
    membership = make_membership()

    with pytest.raises(ProtectedError):
        membership.network.delete()


def test_network_is_in_use_where_a_published_city_is_in_it_today():
    used = make_membership().network
    make_membership(until="2020")
    make_membership(city=make_city(status=Status.DRAFT))
    make_network()

    assert list(Network.objects.in_use()) == [used]


def test_membership_of_the_association_is_to_be_confirmed_until_a_source_says_it():
    association, city = make_network(slug=Network.ASSOCIATION), make_city()
    make_membership(city=city, network=make_network(slug="gnlc"))
    assert city.association_to_be_confirmed

    make_membership(city=city, network=association, since="")

    assert not city.association_to_be_confirmed


# The directory


def test_directory_has_networked_cities_and_those_with_initiatives():
    networked, leads, joins = make_city(name_uk="Ялта"), make_city(name_uk="Бар"), make_city(name_uk="Антрацит")
    make_membership(city=networked)
    make_initiative(city=leads, partner_cities=[joins])
    make_initiative(city=make_city(name_uk="Чернетка"), status=Status.DRAFT)
    make_city(name_uk="Нічого")

    listed = City.objects.in_directory().networked_first()

    assert [(city.name_uk, city.is_networked) for city in listed] == [
        ("Ялта", True), ("Антрацит", False), ("Бар", False),
    ]  # fmt: skip


def test_initiatives_are_counted_once_and_only_published_ones():
    city, other = make_city(), make_city()
    make_initiative(city=city, partner_cities=[city, other])
    make_initiative(city=city, partner_cities=[other])
    make_initiative(city=other, partner_cities=[city])
    make_initiative(city=None, partner_cities=[city])
    make_initiative(city=city, status=Status.DRAFT)
    make_initiative(city=other, partner_cities=[city], status=Status.WITHDRAWN)

    assert City.objects.with_initiative_count().get(pk=city.pk).initiative_count == 4


def test_sources_of_a_city_are_named_once_each():
    city = make_city(source_url="https://example.org/city", checked_on=datetime.date(2026, 1, 1))
    make_award(city=city)
    make_indicator(city=city, checked_on=datetime.date(2026, 11, 20))
    make_war_status(city=city, source_url="", source_title="Наказ № 1")

    assert [(claim.source_url or claim.source_title, claim.checked_on) for claim in city.sources] == [
        ("https://example.org/city", datetime.date(2026, 1, 1)),
        (CHECKED["source_url"], datetime.date(2026, 11, 20)),
        ("Наказ № 1", CHECKED["checked_on"]),
    ]


def test_city_without_a_source_names_none():
    assert make_city().sources == []


# Partners


def test_partner_sector_is_one_of_the_six():
    with refuses():
        make_partner(kind="army")


def test_partner_needs_a_ukrainian_name():
    with refuses():
        make_partner(name_uk="")


def test_sectors_group_rows_and_keep_the_empty_ones():
    school = make_partner(kind="education")

    groups = Sector.group(Partner.objects.all())

    assert list(groups) == list(Sector)
    assert {sector.value: rows for sector, rows in groups.items() if rows} == {"education": [school]}


def test_partners_of_one_name_get_different_addresses():
    partners = [make_partner(name_uk="Центр", name_en="Centre", slug=None, status=Status.DRAFT) for _ in range(3)]

    for partner in partners:
        partner.publish(by=None)

    assert [partner.slug for partner in partners] == ["centre", "centre-2", "centre-3"]


# Representatives


def test_representative_counts_once_confirmed():
    representative, lead = make_representative(), make_user()
    assert not Representative.objects.confirmed().exists()

    representative.confirm(by=lead)

    assert list(Representative.objects.confirmed()) == [representative]
    assert representative.confirmed_by == lead


def test_representative_confirmed_twice_keeps_the_first_confirmation():
    representative, first = make_representative(), make_user()
    representative.confirm(by=first)
    confirmed_at = representative.confirmed_at

    representative.confirm(by=make_user())

    representative.refresh_from_db()
    assert (representative.confirmed_by, representative.confirmed_at) == (first, confirmed_at)


def test_person_represents_a_city_once_and_several_cities():
    representative = make_representative()
    make_representative(user=representative.user)

    with refuses():
        make_representative(user=representative.user, city=representative.city)


def test_confirmation_has_a_date():
    with refuses():
        make_representative(confirmed_by=make_user())


def test_representative_begins_as_editor():
    assert make_representative().role == Representative.Role.EDITOR


@pytest.mark.parametrize(
    "create",
    [
        lambda: make_war_status(kind="liberated"),
        lambda: make_war_status(since=""),
        lambda: make_representative(role="owner"),
        lambda: make_city(oblast="UA-99"),
        lambda: make_partner(kind="unknown"),
    ],
)
def test_database_refuses_what_is_not_on_its_list(create):
    with pytest.raises(IntegrityError), transaction.atomic():
        create()
