"""The data for programs: lists, records, filters, pages, refusals."""

import json

import pytest
from django.conf import settings

from cities.oblasts import Oblast
from portal.opendata.datasets import DATASETS
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
    make_network,
    make_partner,
    make_sdg,
    make_target_group,
    make_task,
    make_theme,
    make_user,
    make_war_status,
)
from tests.opendata.reading import body_of, data_of, table_of

pytestmark = pytest.mark.django_db


def make_one_of_each():
    """A row of every list, joined to those of others."""
    city = make_city(latitude="49.84", longitude="24.03")
    make_membership(city=city, network=make_network())
    make_award(city=city)
    make_indicator(city=city)
    make_war_status(city=city, kind="possible_hostilities")
    partner = make_partner(cities=[city])
    task = make_task()
    initiative = make_initiative(
        city=city,
        organisation=partner,
        areas=[make_area()],
        tasks=[task],
        sdgs=[make_sdg()],
        target_groups=[make_target_group()],
        themes=[make_theme()],
        partner_cities=[make_city()],
    )
    initiative.partner_roles.create(partner=partner)
    initiative.results.create(kind="participants", value=12, year=2025)
    initiative.links.create(source_url="https://example.org/")
    initiative.exchanges.create(direction="offer", kind="advice")
    initiative.transfer_needs.create(kind="premises")
    make_article(cities=[city], initiatives=[initiative], tasks=[task])
    make_event(city=city, initiative=initiative)


@pytest.fixture(params=DATASETS)
def dataset(request):
    return DATASETS[request.param]


def test_every_list_gives_records_with_all_its_columns(client, dataset):
    make_one_of_each()

    answer = data_of(client.get(f"/api/v1/{dataset.name}"))

    assert answer["data"]
    assert answer["total"] == len(answer["data"])
    assert answer["next"] is None
    assert answer["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {tuple(record) for record in answer["data"]} == {tuple(dataset.names)}


def test_every_record_is_found_by_its_key(client, dataset):
    make_one_of_each()
    listed = data_of(client.get(f"/api/v1/{dataset.name}"))["data"][0]

    if dataset.key:
        assert data_of(client.get(f"/api/v1/{dataset.name}/{listed[dataset.key]}"))["data"] == listed
    else:
        assert client.get(f"/api/v1/{dataset.name}/1").status_code == 404


def test_every_table_says_what_the_list_says(client, dataset):
    make_one_of_each()
    records = data_of(client.get(f"/api/v1/{dataset.name}"))["data"]

    rows = table_of(client.get(f"/api/v1/{dataset.name}.csv"))

    assert [[*row] for row in rows] == [dataset.names] * len(records)
    for row, record in zip(rows, records, strict=True):
        for name, value in record.items():
            if isinstance(value, list):
                assert row[name] == ";".join(map(str, value))
            elif isinstance(value, bool) or value is None:
                assert row[name] == {True: "true", False: "false", None: ""}[value]
            else:
                assert row[name] == str(value)


def test_every_list_costs_the_same_for_one_and_many(client, dataset, django_assert_max_num_queries):
    """The number of rows of all kinds trebles; the number of queries stays."""
    make_one_of_each()
    for address in (f"/api/v1/{dataset.name}", f"/api/v1/{dataset.name}.csv"):
        with django_assert_max_num_queries(30) as once:
            body_of(client.get(address))
        few = len(once)
        make_one_of_each()
        make_one_of_each()
        with django_assert_max_num_queries(few):
            body_of(client.get(address))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN])
def test_what_is_not_public_is_in_no_list(client, status):
    city = make_city(status=status)
    make_partner(status=status, cities=[city])
    initiative = make_initiative(status=status, city=city)
    initiative.results.create(kind="participants", value=1)
    make_article(status=status)
    make_event(status=status)
    make_membership(city=city)
    make_award(city=city)
    make_indicator(city=city)
    make_war_status(city=city)

    for dataset in DATASETS.values():
        assert data_of(client.get(f"/api/v1/{dataset.name}"))["data"] == []


def test_records_do_not_name_what_is_not_public(client):
    hidden = make_city(status=Status.WITHDRAWN)
    partner = make_partner(status=Status.DRAFT)
    secret = make_initiative(status=Status.DRAFT)
    initiative = make_initiative(city=hidden, partner_cities=[hidden], organisation=partner)
    initiative.partner_roles.create(partner=partner)
    make_partner(cities=[hidden])
    make_article(cities=[hidden], initiatives=[secret])
    make_event(city=hidden, initiative=secret)

    [found] = data_of(client.get("/api/v1/initiatives"))["data"]
    assert (found["city_katottg"], found["oblast"], found["organisation"]) == (None, None, None)
    assert (found["partner_cities"], found["partners"]) == ([], [])
    assert data_of(client.get("/api/v1/partners"))["data"][0]["cities"] == []
    [article] = data_of(client.get("/api/v1/news"))["data"]
    assert (article["cities"], article["initiatives"]) == ([], [])
    [event] = data_of(client.get("/api/v1/events"))["data"]
    assert (event["city_katottg"], event["initiative"]) == (None, None)


def test_a_record_holds_both_languages_at_one_address(client):
    city = make_city(name_uk="Львів", name_en="Lviv", summary_en="", slug="lviv", oblast=Oblast.LVIVSKA)

    record = data_of(client.get(f"/api/v1/cities/{city.katottg}"))["data"]

    assert (record["name_uk"], record["name_en"], record["summary_en"]) == ("Львів", "Lviv", None)
    assert record["url_uk"] == f"{settings.SITE_URL}/cities/lviv/"
    assert record["url_en"] == f"{settings.SITE_URL}/en/cities/lviv/"
    assert (record["oblast"], record["oblast_katottg"]) == ("UA-46", "UA46000000000026241")
    assert client.get(f"/en/api/v1/cities/{city.katottg}").status_code == 404


# Filters


def test_lists_are_narrowed_as_their_pages_are(client):
    lviv, sumy = make_city(oblast=Oblast.LVIVSKA), make_city(oblast=Oblast.SUMSKA)
    make_partner(slug="one", kind="business", cities=[lviv])
    make_partner(slug="two", kind="culture")
    make_initiative(slug="here", city=lviv)
    make_initiative(slug="there", city=sumy)
    make_article(slug="near", cities=[lviv])
    make_article(slug="far")

    def slugs(address):
        return [record["slug"] for record in data_of(client.get(f"/api/v1/{address}"))["data"]]

    assert slugs("partners?kind=business") == slugs(f"partners?city={lviv.slug}") == ["one"]
    assert slugs("initiatives?oblast=lvivska") == slugs(f"initiatives?city={lviv.slug}") == ["here"]
    assert slugs(f"news?city={lviv.slug}") == ["near"]
    assert [record["katottg"] for record in data_of(client.get("/api/v1/cities?oblast=sumska"))["data"]] == [
        sumy.katottg
    ]


@pytest.mark.parametrize("query", ["city=nowhere", "oblast=%00", "stage=x", "area='; DROP TABLE--", "nothing=1"])
def test_what_is_not_understood_is_ignored_and_named_in_both_languages(client, query):
    make_initiative()

    answer = data_of(client.get(f"/api/v1/initiatives?{query}"))

    assert len(answer["data"]) == 1
    [notice] = answer["notices"]
    assert notice["uk"] != notice["en"]
    assert "ignored" in notice["en"]


def test_tables_and_maps_name_what_is_not_understood_too(client):
    strange = "/api/v1/cities{}?oblast=x&%0a%D1%97=1"

    notices = json.loads(client.get(strange.format(".csv")).headers["X-Notices"])
    assert len(notices) == 2
    assert len(json.loads(body_of(client.get(strange.format(".geojson"))))["notices"]) == 2


# Pages


def test_pages_follow_each_other_without_gap_or_double(client):
    made = {make_initiative().pk for _ in range(7)}

    address, seen = "/api/v1/initiatives?limit=3", []
    while address:
        answer = data_of(client.get(address))
        assert answer["total"] == 7
        seen += [record["number"] for record in answer["data"]]
        address = (answer["next"] or "").removeprefix(settings.SITE_URL)

    assert seen == sorted(made, reverse=True)


def test_pages_by_title_follow_each_other_too_though_titles_are_alike(client):
    made = {make_initiative(title_uk="Однакова").pk for _ in range(5)}

    address, seen = "/api/v1/initiatives?limit=2&sort=title", []
    while address:
        answer = data_of(client.get(address))
        seen += [record["number"] for record in answer["data"]]
        address = (answer["next"] or "").removeprefix(settings.SITE_URL)

    assert sorted(seen) == sorted(made)


def test_a_row_that_is_added_meanwhile_moves_nothing(client):
    for _ in range(4):
        make_initiative()
    first = data_of(client.get("/api/v1/initiatives?limit=2"))
    make_initiative()

    second = data_of(client.get(first["next"].removeprefix(settings.SITE_URL)))

    assert not {record["number"] for record in first["data"]} & {record["number"] for record in second["data"]}
    assert len(second["data"]) == 2


def test_the_next_page_stands_in_the_link_header_as_well(client):
    make_city()
    make_city()

    response = client.get("/api/v1/cities?limit=1")

    assert response.headers["Link"] == f'<{data_of(response)["next"]}>; rel="next"'


@pytest.mark.parametrize("cursor", ["x", "%00", "W10:1:abc", "a" * 5000, "кириця"])
def test_a_wrong_cursor_is_refused_in_json(client, cursor):
    response = client.get(f"/api/v1/initiatives?cursor={cursor}")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["title"], problem["status"]) == ("Wrong cursor", 400)
    assert problem["detail"] != problem["detail_uk"]


def test_a_cursor_of_another_list_or_filter_is_refused(client):
    for _ in range(2):
        make_initiative(stage="ongoing")
        make_city()
    cursor = data_of(client.get("/api/v1/initiatives?limit=1"))["next"].partition("cursor=")[2]

    for other in ("cities?limit=1&", "initiatives?limit=1&stage=ongoing&", "initiatives?sort=title&"):
        assert client.get(f"/api/v1/{other}cursor={cursor}").status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "", "٣", "99999999999999999999"])
def test_a_wrong_limit_is_refused_in_json(client, limit):
    response = client.get(f"/api/v1/cities?limit={limit}")

    assert response.status_code == 400
    assert json.loads(response.content)["detail"] == "The limit is a whole number from 1 to 200."


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "nothing",
        "cities/",
        "cities/UA0",
        "initiatives/x",
        f"initiatives/{'9' * 30}",
        "news.geojson",
        "cities.xml",
        "%00",
    ],
)
def test_unknown_addresses_are_refused_in_json(client, address):
    response = client.get(f"/api/v1/{address}")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_withdrawn_record_is_gone(client):
    initiative = make_initiative()
    initiative.withdraw(by=make_user())

    response = client.get(f"/api/v1/initiatives/{initiative.number}")

    assert (response.status_code, json.loads(response.content)["title"]) == (410, "Gone")


def test_a_renamed_record_has_moved(client):
    partner = make_partner(slug="old")
    partner.rename("new")

    response = client.get("/api/v1/partners/old")

    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/partners/new")


def test_other_sites_may_read_everything_and_nobody_may_write(client):
    make_city()

    answers = [client.get("/api/v1/cities"), client.get("/api/v1/x"), client.post("/api/v1/cities")]
    asked_first = client.options("/api/v1/cities", headers={"Access-Control-Request-Method": "GET"})

    assert [answer.headers["Access-Control-Allow-Origin"] for answer in [*answers, asked_first]] == ["*"] * 4
    assert (answers[2].status_code, answers[2].headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answers[2].headers["Content-Type"] == "application/problem+json"
    assert (asked_first.status_code, asked_first.headers["Access-Control-Allow-Headers"]) == (204, "If-None-Match")
    assert not any(answer.cookies for answer in answers)


# Conditional requests


def test_whoever_has_the_answer_gets_none_until_something_changes(client, django_assert_num_queries):
    city = make_city()
    addresses = ["/api/v1/cities", "/api/v1/cities.csv", "/api/v1/cities.geojson", f"/api/v1/cities/{city.katottg}"]
    etags = {address: client.get(address).headers["ETag"] for address in addresses}

    for address, etag in etags.items():
        with django_assert_num_queries(1):
            unchanged = client.get(address, headers={"If-None-Match": etag})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["Access-Control-Allow-Origin"] == "*"

    make_war_status(city=city)

    for address, etag in etags.items():
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda initiative: initiative.areas.add(make_area()),
        lambda initiative: initiative.withdraw(by=make_user()),
        lambda initiative: initiative.partner_roles.create(partner=make_partner()),
        lambda initiative: initiative.results.create(kind="participants", value=1).delete(),
    ],
)
def test_any_change_makes_another_answer(client, change):
    initiative = make_initiative()
    etag = client.get("/api/v1/initiatives").headers["ETag"]

    change(initiative)

    assert client.get("/api/v1/initiatives").headers["ETag"] != etag


# Tables and maps


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_is_a_formula(client, sign):
    make_partner(name_uk=f'{sign}HYPERLINK("http://evil.example")', name_en="Fine - as it is")

    [row] = table_of(client.get("/api/v1/partners.csv"))

    assert row["name_uk"] == f'\'{sign}HYPERLINK("http://evil.example")'
    assert row["name_en"] == "Fine - as it is"


def test_numbers_below_zero_would_stay_numbers_and_texts_keep_their_lines(client):
    make_partner(description_uk='Рядок "один";\r\nрядок, два')

    [row] = table_of(client.get("/api/v1/partners.csv"))

    assert row["description_uk"] == 'Рядок "один";\r\nрядок, два'


def test_a_table_may_have_a_byte_order_mark(client):
    assert body_of(client.get("/api/v1/cities.csv?bom=1")).startswith(b"\xef\xbb\xbfkatottg")
    assert body_of(client.get("/api/v1/cities.csv")).startswith(b"katottg")


def test_a_map_has_longitude_first(client):
    make_city(latitude="49.84", longitude="24.03")

    features = data_of(client.get("/api/v1/cities.geojson"))

    assert features["type"] == "FeatureCollection"
    assert features["features"][0]["geometry"] == {"type": "Point", "coordinates": [24.03, 49.84]}


@pytest.mark.parametrize(
    ("precision", "occupied", "point"),
    [
        ("exact", False, [24.02345, 49.81234]),
        ("district", False, [24.03111, 49.84111]),
        ("city", False, [24.03111, 49.84111]),
        ("hidden", False, None),
        ("exact", True, [24.0, 49.8]),
        ("hidden", True, None),
    ],
)
def test_a_place_is_as_exact_as_readers_may_know_it(client, precision, occupied, point):
    city = make_city(latitude="49.84111", longitude="24.03111")
    if occupied:
        make_war_status(city=city, kind="occupied")
    make_initiative(
        city=city,
        latitude="49.81234",
        longitude="24.02345",
        place_uk="вул. Таємна, 7",
        location_precision=precision,
    )

    [feature] = data_of(client.get("/api/v1/initiatives.geojson"))["features"]
    record = feature["properties"]

    assert (feature["geometry"] and feature["geometry"]["coordinates"]) == point
    assert (record["latitude"] is not None) == (precision == "exact" and not occupied)
    assert (record["place_uk"] is not None) == (precision in ("exact", "district") and not occupied)


def test_an_occupied_city_stands_on_the_map_without_its_exact_place(client):
    city = make_city(latitude="46.84891", longitude="35.36533")
    make_war_status(city=city, kind="occupied")
    make_partner(cities=[city])
    make_event(city=city)

    for name in ("cities", "partners", "events"):
        [feature] = data_of(client.get(f"/api/v1/{name}.geojson"))["features"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [35.4, 46.8]}
    assert "46.84891" not in body_of(client.get("/api/v1/cities.csv")).decode()


@pytest.mark.parametrize(
    "page", ["/initiatives/?stage=ongoing&page=1", "/cities/?oblast=lvivska", "/partners/?kind=culture"]
)
def test_pages_offer_what_they_show_to_take_away(client, prefix, page):
    city = make_city(oblast=Oblast.LVIVSKA)
    make_initiative(city=city)
    make_partner(kind="culture")
    name = page.split("/")[1]
    query = page.partition("?")[2].removesuffix("&page=1")

    html = client.get(prefix + page).content.decode().replace("&amp;", "&")

    for address in (f"/api/v1/{name}?{query}", f"/api/v1/{name}.csv?{query}&bom=1", f"/api/v1/{name}.geojson?{query}"):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200
