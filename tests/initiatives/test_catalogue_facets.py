"""The facets of the catalogue: what they offer, and that each number is what the click gives."""

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.utils import timezone

from cities.models.sectors import Sector
from initiatives.forms import InitiativeFilterForm
from initiatives.models import Area, Exchange, Initiative, InitiativePartner
from portal.facets import census
from portal.publishing.generation import Generation
from portal.publishing.models import Origin, Status
from tests.factories import (
    make_area,
    make_city,
    make_initiative,
    make_partner,
    make_sdg,
    make_target_group,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

ADDRESS = "/initiatives/"


def shown(response):
    return [initiative.title_uk for initiative in response.context["page"]]


def offered(response, name):
    """The values of a facet with the numbers beside them, in the page's order."""
    return response.context["panel"].numbers(name)


def group(response, name):
    return next(group for group in response.context["panel"].groups if group.name == name)


def chips(response):
    return [(chip.label, chip.value) for chip in response.context["panel"].chips]


# Each facet narrows


def test_stage_narrows_to_any_of_the_chosen_stages(client, prefix):
    for stage in ("planned", "ongoing", "completed"):
        make_initiative(title_uk=stage, stage=stage)

    assert {*shown(client.get(f"{prefix}{ADDRESS}?stage=planned&stage=completed"))} == {"completed", "planned"}


def test_form_of_learning_narrows(client):
    make_initiative(title_uk="Онлайн", delivery="online")
    make_initiative(title_uk="У класі", delivery="on_site")

    assert shown(client.get(ADDRESS, {"form": "online"})) == ["Онлайн"]


def test_works_without_power_narrows(client):
    make_initiative(title_uk="Зі свічкою", works_without_power=True)
    make_initiative(title_uk="З розеткою", works_without_power=False)
    make_initiative(title_uk="Невідомо", works_without_power=None)

    assert shown(client.get(ADDRESS, {"works": "without-power"})) == ["Зі свічкою"]
    assert offered(client.get(ADDRESS), "works") == {"without-power": 1}


def test_offers_and_seeks_narrow(client):
    for title, direction in [("Дає", "offer"), ("Шукає", "seek")]:
        initiative = make_initiative(title_uk=title)
        for kind in ("advice", "materials"):
            Exchange.objects.create(initiative=initiative, direction=direction, kind=kind)
    make_initiative(title_uk="Мовчить")

    response = client.get(ADDRESS, {"exchange": "offers"})

    assert shown(response) == ["Дає"]
    assert offered(client.get(ADDRESS), "exchange") == {"offers": 1, "seeks": 1}


def test_kind_of_partner_narrows_by_who_leads_and_who_takes_part(client):
    school = make_partner(kind="education")
    make_initiative(title_uk="Веде школа", organisation=school)
    InitiativePartner.objects.create(initiative=make_initiative(title_uk="Зі школою"), partner=school)
    make_initiative(title_uk="Веде музей", organisation=make_partner(kind="culture"))

    response = client.get(ADDRESS, {"partner": "education"})

    assert set(shown(response)) == {"Веде школа", "Зі школою"}
    assert offered(response, "partner") == {"education": 2, "culture": 1}


def test_hidden_partner_and_hidden_city_are_hinted_at_by_no_number(client):
    hidden = make_city(slug="hidden", oblast="UA-46", status=Status.WITHDRAWN)
    initiative = make_initiative(
        city=hidden, partner_cities=[hidden], organisation=make_partner(kind="business", status=Status.DRAFT)
    )
    InitiativePartner.objects.create(
        initiative=initiative, partner=make_partner(kind="culture", status=Status.WITHDRAWN)
    )

    response = client.get(ADDRESS)

    assert [offered(response, name) for name in ("city", "oblast", "partner")] == [{}, {}, {}]
    assert shown(client.get(ADDRESS, {"oblast": "lvivska"})) == []
    assert shown(client.get(ADDRESS, {"partner": "business"})) == []


def test_unpublished_initiatives_are_not_counted(client):
    city, area = make_city(slug="lviv"), make_area(slug="families")
    for status in set(Status.values) - {Status.ACCEPTED}:
        make_initiative(city=city, areas=[area], stage="ongoing", start="2023", status=status)

    response = client.get(ADDRESS)

    assert [offered(response, name) for name in ("city", "area", "stage", "year")] == [
        {"lviv": 1}, {"families": 1}, {"ongoing": 1}, {"2023": 1},
    ]  # fmt: skip


def test_year_is_that_of_the_beginning_the_latest_first(client):
    for start in ("2021", "2023-05", "2023-11-02", ""):
        make_initiative(title_uk=f"Від {start}", start=start)

    response = client.get(ADDRESS, {"year": "2023"})

    assert set(shown(response)) == {"Від 2023-05", "Від 2023-11-02"}
    assert list(offered(client.get(ADDRESS), "year").items()) == [("2023", 2), ("2021", 1)]


def test_language_tells_what_is_there_in_english(client, prefix):
    make_initiative(title_uk="Обома", title_en="Both")
    make_initiative(title_uk="Українською", title_en="")

    assert shown(client.get(prefix + ADDRESS, {"language": "en"})) == ["Обома"]
    assert shown(client.get(prefix + ADDRESS, {"language": "uk"})) == ["Українською"]


def test_origin_tells_what_cities_stand_behind(client):
    make_initiative(title_uk="Місто")
    make_initiative(title_uk="Підтверджене", origin=Origin.SOURCES, confirmed_at=timezone.now())
    make_initiative(title_uk="З джерел", origin=Origin.SOURCES)

    assert set(shown(client.get(ADDRESS, {"origin": "confirmed"}))) == {"Місто", "Підтверджене"}
    assert shown(client.get(ADDRESS, {"origin": "sources"})) == ["З джерел"]


def test_facets_narrow_together(client):
    area = make_area(slug="families")
    make_initiative(title_uk="Обидва", areas=[area], stage="ongoing")
    make_initiative(title_uk="Лише напрям", areas=[area], stage="planned")
    make_initiative(title_uk="Лише стадія", stage="ongoing")

    assert shown(client.get(ADDRESS, {"area": "families", "stage": "ongoing"})) == ["Обидва"]


# What is offered


def test_goals_come_first_among_the_areas(client):
    areas = [
        make_area(slug=slug, number=number, group=group)
        for slug, number, group in [("growth", 1, "benefits"), ("schools", 4, "blocks"), ("will", 10, "conditions")]
    ]
    make_initiative(areas=areas)

    response = client.get(ADDRESS)

    assert list(offered(response, "area")) == ["schools", "growth", "will"]
    assert group(response, "area").values[0].heading == Area.Group.BLOCKS.label


def test_value_that_leads_nowhere_is_not_offered(client):
    make_area(slug="empty")
    make_initiative(areas=[make_area(slug="families")], stage="ongoing")
    make_initiative(stage="planned")

    assert offered(client.get(ADDRESS), "area") == {"families": 1}
    assert offered(client.get(ADDRESS, {"stage": "planned"}), "area") == {}


def test_chosen_value_stays_though_it_leads_nowhere(client):
    make_area(slug="empty")
    make_initiative()

    response = client.get(ADDRESS, {"area": "empty"})

    assert shown(response) == []
    assert offered(response, "area") == {"empty": 0}
    assert group(response, "area").is_open


def test_number_of_a_further_value_tells_what_comes_on_top(client):
    first, second = make_area(slug="first"), make_area(slug="second")
    make_initiative(areas=[first])
    make_initiative(areas=[first, second])
    make_initiative(areas=[second])

    response = client.get("/en/initiatives/?area=first")

    assert offered(response, "area") == {"first": 2, "second": 1}
    assert re.search(r'<span class="facet__number">\+1</span>', response.text)


def test_only_the_most_frequent_cities_are_offered_until_all_are_asked_for(client):
    for number in range(10):
        city = make_city(slug=f"c{number}")
        for _ in range(number + 1):
            make_initiative(city=city)

    short, whole = client.get(ADDRESS), client.get(ADDRESS, {"more": "city"})

    assert set(offered(short, "city")) == {f"c{number}" for number in range(2, 10)}
    assert "?more=city#facet-city" in short.text
    assert len(offered(whole, "city")) == 10
    assert "more=city#facet-city" not in whole.text


def test_rare_city_is_offered_where_it_is_chosen(client):
    for number in range(10):
        city = make_city(slug=f"c{number}")
        for _ in range(number + 1):
            make_initiative(city=city)

    assert "c0" in offered(client.get(ADDRESS, {"city": "c0"}), "city")


def test_cities_stand_in_the_order_of_the_language(client):
    for uk, en in [("Ґоща", "Alpha"), ("Гадяч", "Gamma"), ("Єланець", "Beta")]:
        make_initiative(city=make_city(name_uk=uk, name_en=en, slug=en.lower()))

    assert list(offered(client.get(ADDRESS), "city")) == ["gamma", "alpha", "beta"]
    assert list(offered(client.get("/en/initiatives/"), "city")) == ["alpha", "beta", "gamma"]


def test_facets_have_names_in_the_language_of_the_page(client):
    make_initiative(stage="ongoing", areas=[make_area(name_uk="Родини", name_en="Families")])

    ukrainian, english = client.get(ADDRESS).text, client.get("/en/initiatives/").text

    assert "Родини" in ukrainian
    assert "Families" not in ukrainian
    assert "Families" in english
    assert "Родини" not in english


# What is chosen


def test_chip_removes_its_value_and_keeps_the_rest(client):
    lviv, kyiv = make_city(slug="lviv", name_en="Lviv"), make_city(slug="kyiv", name_en="Kyiv")
    make_initiative(city=lviv, stage="ongoing")
    make_initiative(city=kyiv, stage="ongoing")

    response = client.get("/en/initiatives/?city=lviv&city=kyiv&stage=ongoing&sort=title&q=initiative")

    assert chips(response) == [
        ("What you look for", "initiative"), ("City", "Kyiv"), ("City", "Lviv"), ("Stage", "ongoing"),
    ]  # fmt: skip
    lviv_chip = next(chip for chip in response.context["panel"].chips if chip.value == "Lviv")
    assert parse_qs(lviv_chip.query[1:]) == {
        "q": ["initiative"], "city": ["kyiv"], "stage": ["ongoing"], "sort": ["title"],
    }  # fmt: skip


def test_page_without_choices_has_no_chips(client):
    make_initiative()

    assert chips(client.get(ADDRESS, {"sort": "title"})) == []
    assert 'class="chips"' not in client.get(ADDRESS).text


def test_everything_can_be_cleared_at_once(client, prefix):
    make_initiative(stage="ongoing")

    assert (
        f'<a class="chips__clear" href="{prefix}/initiatives/">' in client.get(f"{prefix}{ADDRESS}?stage=ongoing").text
    )


def test_order_keeps_the_choices_and_goes_back_to_the_first_page(client):
    for _ in range(30):
        make_initiative(stage="ongoing")

    orders = client.get("/en/initiatives/?stage=ongoing&page=2").context["panel"].orders

    assert [(query, is_current) for _label, query, is_current in orders] == [
        ("?stage=ongoing", True), ("?stage=ongoing&sort=title", False),
    ]  # fmt: skip


def test_language_switch_keeps_every_choice(client):
    make_initiative(stage="ongoing")

    page = client.get("/initiatives/?stage=ongoing&stage=planned").text

    assert 'href="/en/initiatives/?stage=ongoing&amp;stage=planned"' in page


# Hostile addresses


@pytest.mark.parametrize(
    "query",
    [
        "stage=ongoing&stage=dead", "stage=ongoing&city=%00", "stage=ongoing&area=%27%20OR%201=1",
        "stage=ongoing&year=20x3",
        "stage=ongoing&year=٢٠٢٣", "stage=ongoing&works=True", "stage=ongoing&more=stage", "stage=ongoing&more=%00",
        "stage=ongoing&more=__class__", "stage=ongoing&partner=%E2%80%AE", "stage=ongoing&exchange=offer",
        "stage=ongoing&" + "&".join(f"city=c{number}" for number in range(900)),
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_ignored_with_a_notice_and_the_others_hold(client, prefix, query):
    make_initiative(title_uk="Триває", stage="ongoing")
    make_initiative(stage="planned")

    response = client.get(f"{prefix}{ADDRESS}?{query}")

    assert response.status_code == 200
    assert shown(response) == ["Триває"]
    assert len(response.context["notices"]) == 1


def test_typed_words_are_shown_as_text(client):
    make_initiative()

    response = client.get(ADDRESS, {"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in response.text
    assert chips(response)[0][1] == '"><script>alert(1)</script>'


# The numbers are true


def make_catalogue(dice):
    """Cities, partners and initiatives at random, some of each hidden, all facets in use."""
    some = lambda rows, most: dice.sample(rows, dice.randint(0, min(most, len(rows))))  # noqa: E731
    status = lambda: dice.choice([Status.PUBLISHED] * 4 + [Status.WITHDRAWN])  # noqa: E731
    oblasts = ["UA-46", "UA-59", "UA-30"]
    cities = [make_city(oblast=dice.choice(oblasts), status=status()) for _ in range(6)]
    partners = [make_partner(kind=dice.choice(Sector.values[:3]), status=status()) for _ in range(5)]
    lists = {
        "areas": [make_area() for _ in range(3)],
        "tasks": [make_task() for _ in range(2)],
        "sdgs": [make_sdg() for _ in range(3)],
        "target_groups": [make_target_group() for _ in range(3)],
    }
    for _ in range(25):
        initiative = make_initiative(
            title_en=dice.choice(["", "Learning"]),
            status=status(),
            city=dice.choice([None, *cities]),
            organisation=dice.choice([None, *partners]),
            partner_cities=some(cities, 3),
            stage=dice.choice(["", "planned", "ongoing"]),
            delivery=dice.choice(["", "online", "mixed"]),
            works_without_power=dice.choice([None, True, False]),
            start=dice.choice(["", "2022", "2023-04"]),
            origin=dice.choice(Origin.values),
            **{name: some(entries, 2) for name, entries in lists.items()},
        )
        for partner in some(partners, 2):
            InitiativePartner.objects.create(initiative=initiative, partner=partner)
        for direction in some(["offer", "seek"], 2):
            for kind in some(["advice", "materials"], 2):
                Exchange.objects.create(initiative=initiative, direction=direction, kind=kind)


def number_of(query):
    return InitiativeFilterForm(QueryDict(query.removeprefix("?"))).narrow(Initiative.objects.published()).count()


@pytest.mark.parametrize("seed", range(3))
def test_every_number_is_what_the_click_gives(seed):
    dice = random.Random(seed)  # noqa: S311 – no secret
    make_catalogue(dice)
    published = Initiative.objects.published()
    query = ""
    for choices in range(3):
        form = InitiativeFilterForm(QueryDict(query.removeprefix("?")))
        assert not form.ignored
        values = [(group, value) for group in form.panel(published).groups for value in group.values]
        found = form.narrow(published).count()
        for facet, value in values:
            if value.is_chosen:
                alone = form.query(**{facet.name: value.text})
                assert (facet.name, value.text, value.number) == (facet.name, value.text, number_of(alone))
            else:
                on_top = found if value.is_further else 0
                clicked = number_of(form.query(toggle=(facet.name, value.text))) - on_top
                assert (facet.name, value.text, value.number) == (facet.name, value.text, clicked)
        assert choices or len({facet.name for facet, _value in values}) == len(form.facets)
        query = form.query(
            toggle=dice.choice([(facet.name, value.text) for facet, value in values if not value.is_chosen])
        )


def test_every_value_of_every_facet_can_be_chosen_in_the_page(client):
    make_catalogue(random.Random(1))  # noqa: S311 – no secret

    response = client.get(ADDRESS)

    for facet in response.context["panel"].groups:
        for value in facet.values:
            narrowed = client.get(ADDRESS + response.context["form"].query(toggle=(facet.name, value.text)))
            assert narrowed.context["page"].paginator.count == value.number, (facet.name, value.text)
            assert not narrowed.context["notices"]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("stage", lambda initiative: initiative.withdraw(by=None)),
        ("city", lambda initiative: initiative.city.withdraw(by=None)),
        ("partner", lambda initiative: initiative.organisation.withdraw(by=None)),
        ("area", lambda initiative: initiative.areas.clear()),
        ("exchange", lambda initiative: initiative.exchanges.get().delete()),
        ("works", lambda initiative: Initiative.objects.get(pk=initiative.pk).delete()),
    ],
)
def test_numbers_are_true_again_at_once_after_a_change(client, name, change):
    initiative = make_initiative(
        city=make_city(),
        organisation=make_partner(),
        areas=[make_area()],
        stage="ongoing",
        works_without_power=True,
    )
    Exchange.objects.create(initiative=initiative, direction="offer", kind="advice")
    assert offered(client.get(ADDRESS), name)

    change(initiative)

    assert offered(client.get(ADDRESS), name) == {}


def test_census_is_not_taken_again_while_nothing_changes(client, django_assert_num_queries):
    make_initiative(stage="ongoing", areas=[make_area()])
    client.get(ADDRESS)

    with django_assert_num_queries(5):
        client.get(ADDRESS)


def test_census_is_taken_once_for_all_who_come_at_once(monkeypatch):
    taken = []

    def take(*_args):
        time.sleep(0.2)
        taken.append(object())
        return taken[-1]

    monkeypatch.setattr("portal.facets.Census", take)
    monkeypatch.setattr(Generation.objects, "current", lambda: 1)
    form_class = type("Form", (), {})

    with ThreadPoolExecutor(4) as readers:
        got = list(readers.map(lambda _reader: census(form_class, None, {}), range(4)))

    assert got == taken * 4


# Queries


@pytest.mark.parametrize("rows", [1, 3])
def test_facets_ask_as_often_for_many_rows_and_values_as_for_one(client, prefix, django_assert_num_queries, rows):
    for _ in range(rows):
        city, partner = make_city(), make_partner()
        initiative = make_initiative(
            city=city,
            partner_cities=[make_city()],
            organisation=partner,
            areas=[make_area()],
            sdgs=[make_sdg()],
            tasks=[make_task()],
            target_groups=[make_target_group()],
            start="2023",
            delivery="online",
            works_without_power=True,
        )
        InitiativePartner.objects.create(initiative=initiative, partner=make_partner(kind="culture"))
        Exchange.objects.create(initiative=initiative, direction="offer", kind="advice")

    with django_assert_num_queries(28):
        client.get(prefix + ADDRESS)


@pytest.mark.parametrize("values", [1, 3])
def test_facets_ask_as_often_for_many_chosen_values_as_for_one(client, django_assert_num_queries, values):
    cities = [make_city(slug=f"c{number}") for number in range(values)]
    areas = [make_area(slug=f"a{number}") for number in range(values)]
    for city, area in zip(cities, areas, strict=True):
        make_initiative(city=city, areas=[area], stage="ongoing")

    with django_assert_num_queries(27):
        client.get(ADDRESS, {"city": [c.slug for c in cities], "area": [a.slug for a in areas], "stage": "ongoing"})
