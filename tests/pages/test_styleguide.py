"""The living style page, for staff only."""

import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

from cities.models import WarStatus
from initiatives.models import Initiative
from portal.pages.styleguide import PAIRS, colours
from tests.factories import make_city, make_staff, make_user

pytestmark = pytest.mark.django_db

TEMPLATES = settings.BASE_DIR / "templates"
DESIGN = (settings.BASE_DIR / "docs/design.md").read_text(encoding="utf-8")
# Rooms whose partials are components; those of pages and of the admin belong to one page each.
ROOMS = ["cities", "embroidery", "initiatives", "media", "news"]


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


@pytest.fixture
def response(staff, prefix):
    return staff.get(f"{prefix}/styleguide/")


@pytest.fixture
def places(response):
    """The paths and selectors that stand above the samples."""
    heads = "".join(re.findall(r'<p class="guide-places">(.*?)</p>', response.text, re.DOTALL))
    return set(re.findall(r"<code>(.*?)</code>", heads))


def paths(pattern):
    return {f"templates/{path.relative_to(TEMPLATES)}" for path in TEMPLATES.glob(pattern)}


def listed_components():
    """What the column "template" of docs/design.md names: patterns of paths and selectors."""
    table = DESIGN.split("## Components")[1].split("\n## ")[0]
    for row in re.findall(r"^\| .*\| (.*) \| .* \|$", table, re.MULTILINE):
        yield from re.findall(r"`([^`]+)`", row)


# Who may come


def test_style_page_asks_visitors_to_sign_in(client, prefix):
    response = client.get(f"{prefix}/styleguide/")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"{prefix}/admin/login/?next={prefix}/styleguide/",
    )


def test_style_page_is_not_for_people_who_are_not_staff(client, prefix):
    client.force_login(make_user())

    response = client.get(f"{prefix}/styleguide/")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"{prefix}/admin/login/?next={prefix}/styleguide/",
    )


def test_desk_leads_staff_to_the_style_page(staff, prefix):
    assert f'href="{prefix}/styleguide/"' in staff.get(f"{prefix}/admin/").text


def test_style_page_is_kept_out_of_search_engines(response):
    assert '<meta name="robots" content="noindex">' in response.text


def test_style_page_leads_to_itself_in_the_other_language(response, language):
    other = {"uk": "/en/styleguide/", "en": "/styleguide/"}[language]

    assert f'<a href="{other}" hreflang=' in response.text


# What it shows


def test_style_page_asks_only_for_the_session_and_the_person(staff, prefix, django_assert_num_queries):
    make_city(name_uk="Справжнє місто", name_en="Real city")

    with django_assert_num_queries(2):
        response = staff.get(f"{prefix}/styleguide/")

    assert response.status_code == 200
    assert "Справжнє місто" not in response.text
    assert "Real city" not in response.text


def test_every_shared_component_has_a_sample_under_its_path(places):
    assert paths("components/*.html") - places == set()


def test_every_component_of_the_design_has_a_sample_under_its_path(places):
    listed = list(listed_components())
    known = {name: paths(name) if name.endswith(".html") else {name} for name in listed}

    assert len(listed) > 20
    assert [name for name, files in known.items() if not files or files - places] == []


def test_every_partial_of_the_rooms_is_drawn(response):
    found = {path for room in ROOMS for path in paths(f"{room}/_*.html")}
    partials = {path.removeprefix("templates/") for path in found}

    assert partials - {template.name for template in response.templates} == set()


def test_every_path_above_a_sample_leads_to_a_file(places):
    files = [place for place in places if "/" in place]

    assert len(files) > 20
    assert [file for file in files if not (settings.BASE_DIR / file).exists()] == []


def test_contents_lead_to_every_group_and_component(response):
    contents = response.text.split('class="guide-contents"')[1].split("</nav>")[0]
    heads = re.findall(r'<h[23] id="([\w-]+)"', response.text.split("</nav>", 2)[-1])

    linked = re.findall(r'href="#([\w-]+)"', contents)
    assert len(linked) > 30
    assert [link for link in linked if f'id="{link}"' not in response.text] == []
    assert {component["id"] for group in response.context["groups"] for component in group["components"]} < set(linked)
    assert {group["id"] for group in response.context["groups"]} <= set(linked) & set(heads)


def test_every_stage_has_a_card(response, language):
    cards = re.findall(r'<article class="card">.*?</article>', response.text, re.DOTALL)
    stages = {stage for card in cards for stage in re.findall(r'<span class="stage" data-stage="(.*?)">(.*?)<', card)}

    with translation.override(language):
        assert stages == {(stage.value, str(stage.label)) for stage in Initiative.Stage}


def test_every_kind_of_war_status_has_a_line_and_a_card(response, language):
    cards = re.findall(r'<article class="card">.*?</article>', response.text, re.DOTALL)
    line = r'<span class="war-status__kind">(.*?)</span>'

    with translation.override(language):
        kinds = {capfirst(str(kind.label)) for kind in WarStatus.Kind}
    assert {kind for card in cards for kind in re.findall(line, card)} == kinds
    assert set(re.findall(line, response.text)) == kinds


def test_texts_in_ukrainian_only_are_marked_on_the_english_page(staff):
    english, ukrainian = staff.get("/en/styleguide/").text, staff.get("/styleguide/").text

    assert '<span lang="uk">Місто-зразок</span>' in english
    assert "This text exists in Ukrainian only" in english
    assert 'lang="uk">Місто-зразок' not in ukrainian


def test_ids_are_there_once_and_labels_lead_to_them(response):
    ids = re.findall(r'\sid="([^"]+)"', response.text)
    named = re.findall(r'\s(?:for|popovertarget|aria-describedby)="([^"]+)"', response.text)

    assert sorted(ids) == sorted(set(ids))
    assert [name for names in named for name in names.split() if name not in ids] == []


def test_pairs_of_colours_are_those_that_the_design_documents():
    documented = re.findall(r"^\| ([\w-]+) on ([\w-]+)[^|]* \| [\d.]+ \| [\d.]+ \|$", DESIGN, re.MULTILINE)

    assert documented == PAIRS
    assert {name for pair in PAIRS for name in pair} <= set(colours())
