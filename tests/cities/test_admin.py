import pytest
from django.urls import reverse

from cities.models import City, Network, NetworkMembership, Representative, WarStatus
from portal.publishing.models import Origin
from tests.factories import (
    make_city,
    make_membership,
    make_network,
    make_partner,
    make_representative,
    make_staff,
    make_user,
    make_war_status,
)
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db

SOURCE = {"source_url": "https://example.org/rada", "checked_on": "2026-11-01"}


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def change_url(row):
    return reverse(f"admin:cities_{row._meta.model_name}_change", args=[row.pk])


def confirm_url(row):
    return reverse(f"admin:cities_{row._meta.model_name}_confirm", args=[row.pk])


def save(client, row, **changes):
    page = client.get(change_url(row))
    return client.post(change_url(row), form_data(page, f"{row._meta.model_name}_form") | changes)


def inline_row(prefix, number=0, **fields):
    """The data of one new row of an inline."""
    return {f"{prefix}-TOTAL_FORMS": number + 1} | {
        f"{prefix}-{number}-{name}": value for name, value in fields.items()
    }


def test_city_can_be_added_with_the_english_name_left_empty(client, staff):
    address = reverse("admin:cities_city_add")
    codes = {"katottg": "UA61040490000035010", "oblast": "UA-61"}

    response = client.post(address, form_data(client.get(address), "city_form") | codes | {"name_uk": "Тернопіль"})

    city = City.objects.get()
    assert response.status_code == 302
    assert (city.name_en, city.status, city.slug) == ("Ternopil", "draft", None)


def test_city_of_another_oblast_is_an_error_at_the_field(client, staff):
    city = make_city(oblast="UA-61", katottg="UA61040490000035010")

    response = save(client, city, oblast="UA-46")

    assert list(response.context["adminform"].form.errors) == ["oblast"]


def test_city_with_one_coordinate_is_an_error_and_no_crash(client, staff):
    city = make_city()

    response = save(client, city, latitude="49.5")

    assert response.status_code == 200
    assert response.context["errors"]


def test_cities_are_listed_in_the_alphabet_of_the_page(client, staff):
    for name_uk, name_en in [("Ґонта", "Gonta"), ("Яготин", "Yahotyn"), ("Ізмаїл", "Izmail"), ("Гадяч", "Hadiach")]:
        make_city(name_uk=name_uk, name_en=name_en)

    ukrainian = client.get("/admin/cities/city/").context["cl"].result_list
    english = client.get("/en/admin/cities/city/").context["cl"].result_list

    assert [city.name_uk for city in ukrainian] == ["Гадяч", "Ґонта", "Ізмаїл", "Яготин"]
    assert [city.name_en for city in english] == ["Gonta", "Hadiach", "Izmail", "Yahotyn"]


def test_claim_without_source_is_an_error_and_no_crash(client, staff):
    city, network = make_city(), make_network()

    response = save(client, city, **inline_row("memberships", network=network.pk, since="2020"))

    assert response.status_code == 200
    assert not city.memberships.exists()


def test_claim_with_source_is_saved_with_its_city(client, staff):
    city, network = make_city(), make_network()

    response = save(client, city, **inline_row("memberships", network=network.pk, since="2020-09", **SOURCE))

    assert response.status_code == 302
    assert city.memberships.get().network == network


def test_second_membership_in_one_network_is_an_error_and_no_crash(client, staff):
    membership = make_membership()
    row = inline_row("memberships", number=1, network=membership.network.pk, since="2021", **SOURCE)

    response = save(client, membership.city, **row)

    assert response.status_code == 200
    assert membership.city.memberships.count() == 1


def test_same_membership_twice_in_one_form_is_an_error_and_no_crash(client, staff):
    city, network = make_city(), make_network()
    rows = inline_row("memberships", 0, network=network.pk, since="2020", **SOURCE)
    rows |= inline_row("memberships", 1, network=network.pk, since="2021", **SOURCE)

    response = save(client, city, **rows)

    assert response.status_code == 200
    assert not city.memberships.exists()


def test_city_may_leave_a_network_and_join_it_again(client, staff):
    membership = make_membership(since="2016", until="")
    row = inline_row("memberships", number=1, network=membership.network.pk, since="2024", **SOURCE)

    response = save(client, membership.city, **row | {"memberships-0-until": "2020"})

    assert response.status_code == 302
    assert membership.city.memberships.count() == 2


def test_english_of_a_claim_cannot_stand_alone(client, staff):
    city, network = make_city(), make_network()
    row = inline_row("memberships", network=network.pk, since="2020", note_en="In English only.", **SOURCE)

    response = save(client, city, **row)

    assert response.status_code == 200
    assert not city.memberships.exists()


def test_stale_claims_of_all_cities_stand_in_one_list(client, staff):
    stale, fresh = make_war_status(checked_on="2020-01-01"), make_war_status()
    WarStatus.objects.filter(pk=fresh.pk).update(checked_on=fresh.city.created_at.date())

    response = client.get(reverse("admin:cities_warstatus_changelist"), {"attention": "stale"})

    assert list(response.context["cl"].result_list) == [stale]


def test_network_keeps_the_name_that_addresses_use(client, staff):
    network = make_network(slug=Network.GNLC)

    save(client, network, slug="other", short_name_uk="Інша")

    network.refresh_from_db()
    assert (network.slug, network.short_name_uk) == (Network.GNLC, "Інша")


# Confirmation


@pytest.mark.parametrize("make", [make_city, make_partner])
def test_staff_confirm_on_behalf_of_the_city(client, staff, make):
    row = make(origin=Origin.SOURCES)

    response = client.post(confirm_url(row))

    row.refresh_from_db()
    assert response.status_code == 302
    assert (row.is_unconfirmed, row.confirmed_by) == (False, staff)


def test_looking_at_the_button_confirms_nothing(client, staff):
    city = make_city(origin=Origin.SOURCES)

    response = client.get(confirm_url(city))

    city.refresh_from_db()
    assert (response.status_code, city.is_unconfirmed) == (405, True)


@pytest.mark.parametrize(("make_person", "status_code"), [(make_user, 302), (lambda: make_user(is_staff=True), 403)])
def test_confirmation_is_for_those_who_may_change_the_row(client, make_person, status_code):
    city = make_city(origin=Origin.SOURCES)
    client.force_login(make_person())

    response = client.post(confirm_url(city))

    city.refresh_from_db()
    assert (response.status_code, city.is_unconfirmed) == (status_code, True)


def test_words_of_the_city_itself_need_no_confirmation(client, staff):
    city = make_city(origin=Origin.CITY)

    client.post(confirm_url(city))
    response = client.get(change_url(city))

    city.refresh_from_db()
    assert city.confirmed_at is None
    assert confirm_url(city) not in [decision.url for decision in response.context["decisions"]]


def test_bulk_confirms_what_waits(client, staff):
    waiting, own = make_city(origin=Origin.SOURCES), make_city(origin=Origin.CITY)

    data = {"action": "confirm_selected", "_selected_action": [waiting.pk, own.pk]}
    client.post(reverse("admin:cities_city_changelist"), data)

    waiting.refresh_from_db()
    own.refresh_from_db()
    assert (waiting.confirmed_by, own.confirmed_by) == (staff, None)


# Representatives


def test_representative_is_confirmed_by_the_one_who_pressed_the_button(client, staff):
    representative = make_representative()

    client.post(confirm_url(representative))

    representative.refresh_from_db()
    assert representative.confirmed_by == staff
    assert list(Representative.objects.confirmed()) == [representative]


def test_confirmed_representative_stays_with_person_and_city(client, staff):
    representative = make_representative()
    representative.confirm(by=staff)

    save(client, representative, city=make_city().pk, role="lead")

    now = Representative.objects.get()
    assert (now.city, now.role) == (representative.city, "lead")


@pytest.mark.parametrize(("confirmed", "expected"), [("yes", True), ("no", False)])
def test_representatives_are_listed_by_confirmation(client, staff, confirmed, expected):
    done, waiting = make_representative(), make_representative()
    done.confirm(by=staff)

    response = client.get(reverse("admin:cities_representative_changelist"), {"confirmed": confirmed})

    assert list(response.context["cl"].result_list) == [done if expected else waiting]


@pytest.mark.parametrize("words", ["ОЛЕНА", "львів", "олена ЛЬВІВ", "lviv"])
def test_representative_is_found_by_person_and_city(client, staff, words):
    lviv = make_city(name_uk="Львів", name_en="Lviv")
    representative = make_representative(city=lviv, user=make_user(name="Олена"))
    make_representative()

    response = client.get(reverse("admin:cities_representative_changelist"), {"q": words})

    assert list(response.context["cl"].result_list) == [representative]


def test_membership_may_be_replaced_while_another_row_is_wrong(client, staff):
    membership = make_membership()
    row = {"network": membership.network.pk, "since": "2020", **SOURCE}

    response = save(
        client,
        membership.city,
        **{"memberships-0-DELETE": "on"}
        | inline_row("memberships", 1, **row)
        | inline_row("memberships", 2, **row | {"network": make_network().pk, "since": "yesterday"}),
    )

    forms = next(
        inline.formset for inline in response.context["inline_admin_formsets"] if inline.opts.model == NetworkMembership
    )
    assert [list(form.errors) for form in forms][:3] == [[], [], ["since"]]
