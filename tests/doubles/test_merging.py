"""One row of two: nothing points at the double, nothing is lost, readers and search follow."""

import random

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models

from cities.models import City, NetworkMembership, Partner
from initiatives.models import Initiative, InitiativePartner
from portal.doubles import merging
from portal.doubles.merging import CannotMerge, merge, seen
from portal.doubles.models import Pair
from portal.doubles.relations import Relation, is_version, relations
from portal.doubles.sources import sources
from portal.publishing.models import OldSlug, Origin, Status
from portal.search.finding import search
from tests.doubles import pointing
from tests.factories import (
    make_city,
    make_complete_draft,
    make_initiative,
    make_membership,
    make_network,
    make_partner,
    make_representative,
    make_staff,
)

pytestmark = pytest.mark.django_db

MAKERS = {City: pointing.CITY, Partner: pointing.PARTNER, Initiative: pointing.INITIATIVE}
MAKE = {City: make_city, Partner: make_partner, Initiative: make_initiative}
each_model = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.label)


def make_two(model):
    return MAKE[model](), MAKE[model]()


def named(relation: Relation):
    return f"{relation.model._meta.label}.{relation.field.name}"


def of_name(model, name):
    return next(relation for relation in relations(model) if named(relation) == name)


def one(stays, double, **more):
    return merge(stays, double, **{"by": make_staff(), "reason": "Двічі внесено."} | more)


# The rule of the house: whoever adds a relation says here what becomes of it


def test_every_room_that_tells_of_doubles_is_tested_here():
    assert {source.model for source in sources()} == set(MAKERS)


@each_model
def test_every_relation_is_tested_here(model):
    assert {named(relation) for relation in relations(model)} == set(MAKERS[model])


def test_keys_of_rows_of_any_kind_are_known():
    """A model that names a row by kind and number does so by a generic foreign key, which merging finds."""
    # Made anew by signals, kept by Django for its own log, or about kinds and not rows.
    exempt = {"search.Entry", "admin.LogEntry", "auth.Permission"}
    unknown = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if not is_version(model)
        and any(field.related_model is ContentType for field in model._meta.concrete_fields)
        and not any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields)
    ]

    assert set(unknown) == exempt


@each_model
def test_relations_are_of_kinds_that_can_be_moved(model):
    for relation in relations(model):
        if isinstance(relation.field, models.ForeignKey):
            assert relation.field.target_field.primary_key, named(relation)
        if relation.list_field:
            assert relation.list_field.related_model is not relation.list_field.model, named(relation)


def test_what_may_give_way_is_kept_by_its_history_or_known_here():
    """Where two rows cannot both point at the one that stays, that of the double goes; its history tells of it."""
    # People, what they typed last, what they agreed to for the row that goes: none of it is a fact about the thing.
    without_history = {
        *("initiatives.Contact", "initiatives.Consent", "initiatives.GuestProposal", "initiatives.ReviewedText"),
        *("initiatives.SavedStep", "initiatives.Writer", "initiatives.FieldComment", "links.Use"),
        *("publishing.OldSlug", "publishing.Plan", "newsletter.DigestItem"),
    }
    giving_way = {
        relation.model
        for model in MAKERS
        for relation in relations(model)
        if relation.list_field is None and relation._is_unique
    }

    assert {
        model._meta.label for model in giving_way if not hasattr(model._meta, "simple_history_manager_attribute")
    } <= without_history


# Everything moves


@pytest.mark.parametrize(
    ("model", "name"),
    [pytest.param(model, name, id=f"{model._meta.label} – {name}") for model in MAKERS for name in MAKERS[model]],
)
def test_what_points_at_the_double_points_at_the_one_that_stays(model, name):
    stays, double = make_two(model)
    MAKERS[model][name](double)
    relation = of_name(model, name)
    number = relation.pointing_at(double).count()
    assert number

    one(stays, double)

    assert relation.pointing_at(stays).count() >= number
    assert not model.objects.filter(pk=double.pk).exists()


@each_model
@pytest.mark.parametrize("seed", range(3))
def test_no_fact_is_lost_whatever_points_at_both(model, seed):
    chance = random.Random(seed)  # noqa: S311 – a test that comes out alike each time
    stays, double = make_two(model)
    for row in (stays, double):
        for name in chance.sample(sorted(MAKERS[model]), k=len(MAKERS[model]) * 2 // 3):
            MAKERS[model][name](row)
    before = {
        (relation, row.pk): relation.pointing_at(row).count()
        for relation in relations(model)
        for row in (stays, double)
    }
    rows = {relation: list(relation.pointing_at(double)) for relation in relations(model)}
    key = double.pk

    gave_way = one(stays, double)

    double.pk = key
    for relation in relations(model):
        assert not relation.pointing_at(double).exists(), named(relation)
        there = relation.pointing_at(stays).count()
        if relation.list_field is None:
            lost = [row for row in rows[relation] if not relation.pointing_at(stays).filter(pk=row.pk).exists()]
            assert len(lost) <= gave_way[str(relation.label)], named(relation)
            for row in lost:
                rivals = relation.pointing_at(stays)
                assert rivals.exists(), named(relation)
                if hasattr(row, "history"):
                    assert type(row).history.filter(id=row.pk, history_type="-").exists(), named(relation)
        assert there >= max(before[relation, stays.pk], before[relation, key]), named(relation)


def test_lists_of_both_become_one():
    lviv, odesa, kyiv = make_city(), make_city(), make_city()
    stays, double = make_partner(cities=[lviv, odesa]), make_partner(cities=[odesa, kyiv])

    one(stays, double)

    assert set(stays.cities.all()) == {lviv, odesa, kyiv}


def test_row_that_both_have_stays_as_it_is_in_the_one_that_stays():
    network = make_network()
    stays, double = make_city(), make_city()
    kept = make_membership(city=stays, network=network, since="2019")
    lost = make_membership(city=double, network=make_network(), since="2024")
    NetworkMembership.objects.filter(pk=lost.pk).update(network=network, until="")
    Pair.objects.all().delete()

    with pytest.raises(CannotMerge):  # both are members
        one(stays, double)
    NetworkMembership.objects.filter(pk=kept.pk).update(until="2020")
    one(stays, double)

    assert set(stays.memberships.values_list("since", flat=True)) == {"2019", "2024"}


def test_role_of_a_partner_named_twice_is_kept_in_its_history():
    initiative, stays, double = make_initiative(), make_partner(), make_partner()
    InitiativePartner.objects.create(initiative=initiative, partner=stays, role_uk="Місце")
    lost = InitiativePartner.objects.create(initiative=initiative, partner=double, role_uk="Гроші")

    gave_way = one(stays, double)

    assert [role.role_uk for role in initiative.partner_roles.all()] == ["Місце"]
    assert sum(gave_way.values()) == 1
    assert InitiativePartner.history.filter(id=lost.pk, history_type="-").get().role_uk == "Гроші"


# Readers, search, history


@each_model
def test_address_of_the_double_leads_to_the_one_that_stays(client, model):
    stays, double = make_two(model)
    OldSlug.objects.create(publication=double, slug="still-older")
    address = double.get_absolute_url()

    one(stays, double)

    for old in (address, address.replace(double.slug, "still-older")):
        response = client.get(old)
        assert response.status_code == 301
        assert response.headers["Location"] == stays.get_absolute_url()


def test_code_of_the_double_leads_programs_to_the_city_that_stays(client):
    stays, double = make_two(City)
    address = f"/api/v1/cities/{double.katottg}"

    one(stays, double)

    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, f"/api/v1/cities/{stays.katottg}")


def test_row_that_readers_never_saw_leaves_no_address():
    stays, double = make_partner(), make_partner(status=Status.DRAFT, slug="draft")

    one(stays, double)

    assert not OldSlug.objects.exists()


@pytest.mark.indexed
def test_search_knows_one_of_them(language):
    stays = make_partner(name_uk="Освіторія", name_en="Osvitoria")
    double = make_partner(name_uk="Освіторія ГО", name_en="Osvitoria NGO")
    initiative = make_initiative(organisation=double)

    one(stays, double)

    found = {entry.address for entry in search("Освіторія").results()[:10]}
    assert stays.get_absolute_url() in found
    assert double.get_absolute_url() not in found
    assert initiative.get_absolute_url() in found


def test_history_tells_of_it_on_both_sides():
    stays, double = make_partner(), make_partner(name_uk="Двійник")
    key = double.pk

    one(stays, double, reason="Одна й та сама бібліотека.")

    assert "Одна й та сама бібліотека." in stays.history.first().history_change_reason
    last = Partner.history.filter(id=key).first()
    assert (last.history_type, last.name_uk) == ("-", "Двійник")
    assert "Одна й та сама бібліотека." in last.history_change_reason
    pair = Pair.objects.get()
    assert (pair.verdict, pair.stays_id, pair.double_title) == (Pair.Verdict.MERGED, stays.pk, "Двійник")


def test_what_was_told_apart_from_the_double_is_apart_from_the_one_that_stays():
    stays, double, third = make_partner(), make_partner(), make_partner()
    Pair.objects.tell_apart(double, [third], by=make_staff())

    one(stays, double)

    assert Pair.objects.told_apart_from(stays) == {third.pk}


def test_values_that_are_wanted_come_from_the_double():
    stays = make_partner(website="", description_uk="", description_en="")
    double = make_partner(website="https://double.example/", description_uk="Опис", description_en="Text")

    one(stays, double, take=["website", "description_uk"])

    stays.refresh_from_db()
    assert (stays.website, stays.description_uk, stays.description_en) == ("https://double.example/", "Опис", "")


def test_value_that_is_there_is_not_overwritten():
    stays, double = make_partner(website="https://stays.example/"), make_partner(website="https://double.example/")

    one(stays, double, take=["website"])

    stays.refresh_from_db()
    assert stays.website == "https://stays.example/"


def test_key_that_only_one_may_have_can_be_taken():
    code = "UA46060250010038950"
    stays, double = make_city(), make_city(settlement_katottg=code)

    one(stays, double, take=["settlement_katottg"])

    stays.refresh_from_db()
    assert stays.settlement_katottg == code


@pytest.mark.parametrize("take", [["description_en"], ["latitude"]])
def test_values_that_do_not_fit_undo_everything(take):
    where = {"latitude": "49.8", "longitude": "24.0"}
    stays, double = (
        (make_partner(description_uk="", description_en=""), make_partner(description_uk="Опис", description_en="Text"))
        if take == ["description_en"]
        else (make_city(), make_city(**where))
    )
    make_initiative(**{"organisation" if isinstance(double, Partner) else "city": double})

    with pytest.raises(ValidationError):
        one(stays, double, take=take)

    assert type(double).objects.filter(pk=double.pk).exists()
    assert not OldSlug.objects.exists()
    assert not Pair.objects.exists()


def test_failure_at_the_last_step_undoes_everything(monkeypatch):
    stays, double = make_city(), make_city()
    initiative = make_initiative(city=double)

    def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(merging.Pair.objects, "record_merge", fail, raising=False)
    monkeypatch.setattr(type(Pair.objects), "record_merge", fail)
    with pytest.raises(ZeroDivisionError):
        one(stays, double)

    initiative.refresh_from_db()
    assert initiative.city == double
    assert not OldSlug.objects.exists()


# What may not become one


def test_row_does_not_merge_with_itself():
    partner = make_partner()

    with pytest.raises(CannotMerge):
        one(partner, partner)


def test_the_published_one_stays():
    stays, double = make_partner(status=Status.WITHDRAWN), make_partner()

    with pytest.raises(CannotMerge):
        one(stays, double)


def test_row_that_vanished_meanwhile_is_told():
    stays, double = make_partner(), make_partner()
    Partner.objects.filter(pk=double.pk).delete()

    with pytest.raises(CannotMerge):
        one(stays, double)


def test_row_that_changed_meanwhile_is_looked_at_again():
    stays, double = make_partner(), make_partner()
    before = seen(stays, double)
    double.save()

    with pytest.raises(CannotMerge):
        one(stays, double, seen_before=before)


def test_two_members_of_networks_are_two_hromadas():
    stays, double = make_membership().city, make_membership().city

    with pytest.raises(CannotMerge, match="КАТОТТГ"):
        one(stays, double)


@pytest.mark.parametrize(
    "status", [Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.CHANGES_ASKED, Status.WITH_CITY]
)
@pytest.mark.parametrize("is_double", [True, False])
def test_initiative_that_somebody_works_on_is_left_alone(status, is_double):
    open_one, other = make_complete_draft(status=status), make_initiative(status=Status.WITHDRAWN)

    with pytest.raises(CannotMerge):
        one(*((other, open_one) if is_double else (open_one, other)))


def test_draft_of_staff_may_be_merged():
    one(make_initiative(), make_initiative(status=Status.DRAFT, slug=None, origin=Origin.SOURCES))

    assert Initiative.objects.count() == 1


def test_initiative_with_an_open_proposal_is_left_alone():
    stays, double = make_initiative(), make_initiative()
    make_initiative(replaces=double, based_on=double.updated_at, status=Status.DRAFT, slug=None)

    with pytest.raises(CannotMerge):
        one(stays, double)


def test_cities_and_organisations_of_both_initiatives_are_kept():
    first, second = make_initiative(organisation=make_partner()), make_initiative(organisation=make_partner())
    city, organisation = second.city, second.organisation

    one(first, second)

    assert city in first.partner_cities.all()
    assert organisation in [role.partner for role in first.partner_roles.all()]


def test_initiative_without_city_takes_that_of_the_double():
    stays, double = make_initiative(city=None), make_initiative()
    city = double.city

    one(stays, double)

    stays.refresh_from_db()
    assert stays.city == city


def test_who_may_speak_for_the_double_may_speak_for_the_one_that_stays():
    representative = make_representative(confirmed=True)
    stays, double = make_city(), representative.city

    one(stays, double)

    assert City.objects.represented_by(representative.user).get() == stays
