import json
import re

import pytest

from initiatives.models import InitiativePhoto
from portal.publishing.models import Status
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_initiative,
    make_sdg,
    make_target_group,
    make_task,
    make_theme,
)
from tests.media.samples import make_photo

pytestmark = pytest.mark.django_db

KINDS = {
    "areas": make_area,
    "tasks": make_task,
    "sdgs": make_sdg,
    "target-groups": make_target_group,
    "themes": make_theme,
}


@pytest.fixture(params=KINDS)
def kind(request):
    """The address of each list, also the name of the initiatives' field but for the hyphen."""
    return request.param


def field(kind):
    return kind.replace("-", "_")


def names(response):
    return [entry.name_uk for entry in response.context["entries"]]


def titles(response):
    return [initiative.title_uk for initiative in response.context["page"]]


def structured_data(response):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)
    return [json.loads(data) for data in found]


# The lists


def test_list_links_its_entries_by_number(client, prefix, kind):
    KINDS[kind](number=2, slug="second", name_uk="Другий", name_en="Second")
    KINDS[kind](number=1, slug="first", name_uk="Перший", name_en="First")

    response = client.get(f"{prefix}/{kind}/")

    assert names(response) == ["Перший", "Другий"]
    assert f'<a href="{prefix}/{kind}/first/">{"First" if prefix else "Перший"}</a>' in response.text


def test_list_counts_published_initiatives(client, kind):
    entry = KINDS[kind]()
    make_initiative(**{field(kind): [entry]})
    make_initiative(**{field(kind): [entry]})
    for status in (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN):
        make_initiative(status=status, **{field(kind): [entry]})

    assert re.findall(r"(\d+) initiatives?\b", client.get(f"/en/{kind}/").text) == ["2"]


def test_list_leaves_out_retired_entries(client, prefix, kind):
    KINDS[kind](name_uk="Теперішній")
    KINDS[kind](name_uk="Колишній", retired_on="2020-01-01")

    assert names(client.get(f"{prefix}/{kind}/")) == ["Теперішній"]


def test_list_marks_ukrainian_names_on_english_pages(client, kind):
    KINDS[kind](name_uk="Родини", name_en="", description_uk="Навчання вдома.")

    page = client.get(f"/en/{kind}/").text

    assert '<span lang="uk">Родини</span>' in page
    assert '<span lang="uk">Навчання вдома.</span>' in page


def test_ukrainian_list_has_no_english_text(client, kind):
    KINDS[kind](name_uk="Родини", name_en="Unseen", description_en="Unseen too")

    assert "Unseen" not in client.get(f"/{kind}/").text


def test_empty_list_is_a_page(client, prefix, kind):
    response = client.get(f"{prefix}/{kind}/")

    assert response.status_code == 200
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize("address", ["", "entry/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_lists_are_only_read(client, kind, address, method):
    KINDS[kind](slug="entry")

    assert getattr(client, method)(f"/{kind}/{address}").status_code == 405


def test_areas_stand_in_three_groups_goals_first(client):
    for number, group in [(1, "benefits"), (4, "blocks"), (5, "blocks"), (10, "conditions")]:
        make_area(number=number, group=group, name_uk=f"Напрям {number}")

    response = client.get("/en/areas/")

    assert names(response) == ["Напрям 4", "Напрям 5", "Напрям 1", "Напрям 10"]
    assert re.findall(r"<h2>(.*?)</h2>", response.text) == [
        "Building blocks",
        "Wider benefits",
        "Fundamental conditions",
    ]


def test_areas_name_the_goals_of_a_learning_city(client):
    make_area(group="blocks", goal_uk="Кожен може вчитися", goal_en="Everybody can learn")
    make_area(group="benefits")

    response = client.get("/en/areas/")

    assert response.text.count("goal of a learning city") == 1
    assert "Everybody can learn" in response.text
    assert "Кожен може вчитися" in client.get("/areas/").text


def test_themes_stand_under_their_edition_the_newest_first(client):
    make_theme(number=1, edition="UNESCO 2021", name_uk="Колишня")
    make_theme(number=1, edition="UNESCO 2025", name_uk="Теперішня")

    response = client.get("/en/themes/")

    assert names(response) == ["Теперішня", "Колишня"]
    assert re.findall(r"<h2>(.*?)</h2>", response.text) == ["Edition: UNESCO 2025", "Edition: UNESCO 2021"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_often_for_many_entries_as_for_one(client, prefix, kind, django_assert_num_queries, rows):
    for _ in range(rows):
        make_initiative(**{field(kind): [KINDS[kind]()]})

    with django_assert_num_queries(2):
        client.get(f"{prefix}/{kind}/")


# The entries


def test_entry_shows_its_name_number_description_and_edition(client, prefix, kind):
    entry = KINDS[kind](
        number=77, edition="UNESCO 2015", description_uk="Навчання вдома.", description_en="Learning at home."
    )

    page = client.get(f"{prefix}/{kind}/{entry.slug}/").text

    assert f"<h1>{entry.name_en if prefix else entry.name_uk}</h1>" in page
    assert "№ 77" in page
    assert "UNESCO 2015" in page
    assert ("Learning at home." if prefix else "Навчання вдома.") in page


def test_entry_lists_published_initiatives_newest_first(client, prefix, kind):
    entry = KINDS[kind]()
    make_initiative(title_uk="Перша", **{field(kind): [entry]})
    make_initiative(title_uk="Друга", **{field(kind): [entry, KINDS[kind]()]})
    make_initiative(title_uk="Чужа", **{field(kind): [KINDS[kind]()]})
    for status in (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN):
        make_initiative(title_uk="Таємниця", status=status, **{field(kind): [entry]})

    response = client.get(f"{prefix}/{kind}/{entry.slug}/")

    assert titles(response) == ["Друга", "Перша"]
    assert "Таємниця" not in response.text


def test_entry_without_initiatives_says_so(client, prefix, kind):
    entry = KINDS[kind]()

    response = client.get(f"{prefix}/{kind}/{entry.slug}/")

    assert response.status_code == 200
    assert 'class="empty"' in response.text


def test_retired_entry_keeps_its_page_and_says_so(client, kind):
    entry = KINDS[kind](retired_on="2020-01-01")
    make_initiative(title_uk="Школа", **{field(kind): [entry]})

    response = client.get(f"/en/{kind}/{entry.slug}/")

    assert "Not in use since 1 January 2020" in response.text
    assert titles(response) == ["Школа"]


def test_entry_in_use_says_nothing_of_the_kind(client, kind):
    page = client.get(f"/en/{kind}/{KINDS[kind](retired_on='2099-01-01').slug}/").text

    assert "Not in use" not in page


def test_english_entry_marks_ukrainian_text_and_says_so(client, kind):
    entry = KINDS[kind](name_uk="Родини", name_en="", description_uk="Навчання вдома.")

    page = client.get(f"/en/{kind}/{entry.slug}/").text

    assert '<h1 lang="uk">Родини</h1>' in page
    assert '<div lang="uk"><p>Навчання вдома.</p></div>' in page
    assert "exists in Ukrainian only" in page


def test_ukrainian_entry_has_no_english_text(client, kind):
    entry = KINDS[kind](name_en="Unseen", description_uk="Навчання вдома.", description_en="Unseen too")
    make_initiative(title_en="Unseen title", summary_en="Unseen summary", **{field(kind): [entry]})

    assert "Unseen" not in client.get(f"/{kind}/{entry.slug}/").text


def test_unknown_entry_is_not_found(client, prefix, kind):
    assert client.get(f"{prefix}/{kind}/nothing/").status_code == 404


@pytest.mark.parametrize(("page", "number"), [("abc", 1), ("2", 2), ("999", 2), ("-1", 2), ("%00", 1)])
def test_any_page_number_gives_a_page(client, page, number):
    area, city = make_area(), make_city()
    for _ in range(25):
        make_initiative(city=city, areas=[area])

    response = client.get(f"/areas/{area.slug}/?page={page}&page={page}")

    assert response.context["page"].number == number


def test_search_engines_get_the_term_and_the_way_to_it(client, kind):
    entry = KINDS[kind](name_en="Families")

    term, breadcrumbs = structured_data(client.get(f"/en/{kind}/{entry.slug}/"))

    assert (term["@type"], term["name"]) == ("DefinedTerm", "Families")
    assert term["inDefinedTermSet"] == f"http://127.0.0.1:8000/en/{kind}/"
    assert breadcrumbs["itemListElement"][-1]["name"] == "Families"


def test_area_shows_its_goal_and_group(client):
    area = make_area(group="blocks", goal_uk="Кожен може вчитися", goal_en="Everybody can learn")

    page = client.get(f"/en/areas/{area.slug}/").text
    facts = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*</dd>", page, re.DOTALL))

    assert '<p class="lead">Goal of a learning city: Everybody can learn</p>' in page
    assert facts["Group"] == "Building blocks"


def test_area_lists_each_city_that_works_on_it_once(client, prefix):
    area = make_area()
    lviv, kyiv = make_city(name_uk="Львів", name_en="Lviv"), make_city(name_uk="Київ", name_en="Kyiv")
    hidden = make_city(name_uk="Таємне", name_en="Secret", status=Status.DRAFT)
    make_initiative(areas=[area], city=lviv, partner_cities=[kyiv])
    make_initiative(areas=[area], city=lviv)
    make_initiative(areas=[area], city=hidden)
    make_initiative(areas=[area], status=Status.DRAFT)

    response = client.get(f"{prefix}/areas/{area.slug}/")

    assert [city.name_uk for city in response.context["cities"]] == ["Київ", "Львів"]
    assert f'<a href="{prefix}/cities/{lviv.slug}/">' in response.text
    assert "Таємне" not in response.text
    assert "Secret" not in response.text


def test_task_lists_published_news_newest_first(client, prefix):
    task = make_task()
    make_article(title_uk="Давня новина", title_en="Old news", tasks=[task], date="2026-01-01")
    make_article(title_uk="Свіжа новина", title_en="Fresh news", tasks=[task], date="2026-02-01")
    make_article(title_uk="Чернетка", title_en="Unfinished", tasks=[task], status=Status.DRAFT)
    make_article(title_uk="Чужа", title_en="Other", tasks=[make_task()])

    response = client.get(f"{prefix}/tasks/{task.slug}/")

    assert [article.title_uk for article in response.context["articles"]] == ["Свіжа новина", "Давня новина"]
    assert ("Fresh news" if prefix else "Свіжа новина") in response.text
    assert "Чернетка" not in response.text
    assert "Unfinished" not in response.text


def make_card(**overrides):
    initiative = make_initiative(**overrides)
    InitiativePhoto.objects.create(initiative=initiative, photo=make_photo())
    initiative.areas.add(make_area())


@pytest.mark.parametrize("rows", [1, 3])
def test_area_asks_as_often_for_many_rows_as_for_one(client, prefix, django_assert_num_queries, rows):
    area = make_area()
    for _ in range(rows):
        make_card(areas=[area])

    with django_assert_num_queries(8):
        client.get(f"{prefix}/areas/{area.slug}/")


@pytest.mark.parametrize("rows", [1, 3])
def test_task_asks_as_often_for_many_rows_as_for_one(client, prefix, django_assert_num_queries, rows):
    task = make_task()
    for _ in range(rows):
        make_card(tasks=[task])
        make_article(tasks=[task], cities=[make_city()])

    with django_assert_num_queries(9):
        client.get(f"{prefix}/tasks/{task.slug}/")


def test_entries_of_one_name_differ_in_the_title_of_their_pages(client):
    themes = [make_theme(name_uk="Інклюзія", edition=edition) for edition in ("UNESCO 2021", "UNESCO 2025")]
    areas = [make_area(name_uk="Інклюзія")]

    pages = [client.get(entry.get_absolute_url()).text for entry in themes + areas]

    assert len({re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1] for page in pages}) == 3
