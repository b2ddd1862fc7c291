import datetime
import json
import re

import pytest
from django.utils import timezone

from initiatives.models import (
    Contact,
    Exchange,
    Initiative,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    TransferNeed,
)
from portal.publishing.models import Status
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_initiative,
    make_partner,
    make_sdg,
    make_staff,
    make_target_group,
    make_task,
    make_theme,
    make_war_status,
)
from tests.media.samples import make_document, make_photo

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def page_of(client, initiative, prefix=""):
    return client.get(f"{prefix}/initiatives/{initiative.slug}/")


def headings(response):
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", response.text, re.DOTALL)
    return [heading.strip() for heading in found]


def structured_data(response):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)
    return [json.loads(data) for data in found]


def make_full_initiative(rows=1, **overrides):
    """One with everything that the page can show, ``rows`` of each part."""
    city, organisation = make_city(), make_partner()
    initiative = make_initiative(
        **{
            "city": city,
            "organisation": organisation,
            "partner_cities": [make_war_status(kind="active_hostilities").city for _ in range(rows)],
            "areas": [make_area() for _ in range(rows)],
            "themes": [make_theme() for _ in range(rows)],
            "sdgs": [make_sdg() for _ in range(rows)],
            "tasks": [make_task() for _ in range(rows)],
            "target_groups": [make_target_group() for _ in range(rows)],
            "start": "2024-09",
            "end": "2025",
            "education_kind": "non_formal",
            "delivery": "mixed",
            "learning_language": "uk",
            "problem_uk": "Проблема.",
            "problem_en": "Problem.",
            "objectives_uk": "Мета.",
            "objectives_en": "Aim.",
            "activities_uk": "Заняття.",
            "activities_en": "Classes.",
            "evaluation_uk": "Оцінювання.",
            "evaluation_en": "Evaluation.",
            "innovation_uk": "Новизна.",
            "innovation_en": "Novelty.",
            "lessons_uk": "Уроки.",
            "lessons_en": "Lessons.",
            "transfer_uk": "Кімната і стільці.",
            "transfer_en": "A room and chairs.",
            "works_without_power": True,
            "works_without_internet": False,
            "works_in_shelter": True,
            "resilience_note_uk": "Ліхтарі.",
            "resilience_note_en": "Lanterns.",
            "accessibility": "partial",
            "accessibility_note_uk": "Є пандус.",
            "accessibility_note_en": "There is a ramp.",
            "location_precision": "exact",
            "place_uk": "Бібліотека",
            "place_en": "Library",
            "latitude": "49.84000",
            "longitude": "24.03000",
        }
        | overrides
    )
    for number in range(rows):
        InitiativePartner.objects.create(
            initiative=initiative, partner=make_partner(), role_uk="Дає зал", role_en="Gives a hall"
        )
        Result.objects.create(
            initiative=initiative,
            kind="participants",
            value=1200,
            year=2025,
            description_uk="Слухачі",
            description_en="Learners",
            method_uk="За списками",
            method_en="From lists",
        )
        Resource.objects.create(
            initiative=initiative,
            kind="money",
            amount=50_000,
            currency="UAH",
            source_uk="Бюджет міста",
            source_en="City budget",
            note_uk="На рік",
            note_en="A year",
        )
        InitiativeLink.objects.create(
            initiative=initiative, source_url=f"https://example.org/{number}", checked_on=datetime.date(2026, 11, 1)
        )
        TransferNeed.objects.create(initiative=initiative, kind=TransferNeed.Kind.values[number])
        Exchange.objects.create(initiative=initiative, direction="offer", kind=Exchange.Kind.values[number])
        InitiativePhoto.objects.create(initiative=initiative, photo=make_photo())
        InitiativeDocument.objects.create(initiative=initiative, document=make_document(is_public=True))
        make_article(initiatives=[initiative], cities=[city])
    Contact.objects.create(initiative=initiative, name="Олена", email="olena@example.org", is_public=True)
    return initiative


# What it shows


def test_page_begins_with_what_another_city_needs_and_goes_on_as_the_form_does(client):
    response = page_of(client, make_full_initiative(), "/en")

    assert headings(response) == [
        "What another city needs",
        "Problem and context",
        "Objectives",
        "Activities and methodology",
        "Results",
        "Monitoring and evaluation",
        "What is new about it",
        "Difficulties and lessons learned",
        "Partners",
        "Photos",
        "Documents",
        "Areas, goals and target groups",
        "Links and sources",
        "In short",
        "Whom to ask",
        "News about this initiative",
    ]


def test_page_of_a_bare_initiative_has_no_empty_sections(client):
    response = page_of(client, make_initiative(city=None, stage="", summary_uk="", summary_en=""), "/en")

    assert headings(response) == ["What another city needs", "In short", "Whom to ask"]
    assert re.findall(r"<dt>(.*?)</dt>", response.text) == ["Public number"]
    assert 'class="lead"' not in response.text


def test_page_begins_with_the_summary_and_what_another_city_needs(client):
    initiative = make_initiative(transfer_uk="Кімната і стільці.", summary_uk="Коротко про головне.")

    page = page_of(client, initiative).text

    assert page.index('<p class="lead">Коротко про головне.') < page.index("<h2") < page.index("Кімната і стільці.")


@pytest.mark.parametrize("field", ["problem", "objectives", "activities", "evaluation", "innovation", "lessons"])
def test_page_shows_each_text_in_the_language_of_the_page(client, field):
    initiative = make_initiative(**{f"{field}_uk": "Перший.\n\nДругий.", f"{field}_en": "First.\n\nSecond."})

    ukrainian, english = page_of(client, initiative).text, page_of(client, initiative, "/en").text

    assert "<p>Перший.</p>\n\n<p>Другий.</p>" in ukrainian
    assert "First." not in ukrainian
    assert "<p>First.</p>\n\n<p>Second.</p>" in english
    assert "Перший." not in english


def test_page_escapes_what_people_typed(client):
    initiative = make_initiative(title_uk="<b>Назва</b>", problem_uk="<script>alert(1)</script>")

    page = page_of(client, initiative).text

    assert "<b>Назва" not in page
    assert "<script>alert" not in page


def test_page_has_one_main_heading_and_its_number(client, prefix):
    initiative = make_full_initiative()

    page = page_of(client, initiative, prefix).text

    assert page.count("<h1") == 1
    assert f"№ {initiative.pk}" in page


@pytest.mark.parametrize("name", ["areas", "themes", "sdgs", "tasks", "target_groups"])
def test_page_links_each_entry_it_is_sorted_under(client, prefix, name):
    initiative = make_full_initiative()
    entry = getattr(initiative, name).get()

    page = page_of(client, initiative, prefix).text

    assert f'<a href="{prefix}{entry.get_absolute_url()}">' in page


def test_page_links_its_cities_organisation_and_partners(client, prefix):
    initiative = make_full_initiative()
    neighbours = [
        initiative.city,
        initiative.partner_cities.get(),
        initiative.organisation,
        initiative.partners.get(),
    ]

    page = page_of(client, initiative, prefix).text

    for neighbour in neighbours:
        assert f'<a href="{prefix}{neighbour.get_absolute_url()}">' in page


@pytest.mark.parametrize(
    ("dates", "facts"),
    [
        ({"start": "2024-09", "end": "2025"}, {"Start": "September 2024", "End": "2025"}),
        ({"start": "2024-09-01"}, {"Start": "1 September 2024"}),
        ({"end": "2025"}, {"End": "2025"}),
        ({"start": "2018-10", "end": "2018-10"}, {"When": "October 2018"}),
    ],
)
def test_page_shows_dates_as_exactly_as_they_are_known(client, dates, facts):
    response = page_of(client, make_initiative(city=None, stage="", **dates), "/en")

    shown = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*</dd>", response.text, re.DOTALL))
    del shown["Public number"]
    assert shown == facts


@pytest.mark.parametrize("stage", Initiative.Stage.values)
def test_page_shows_the_stage(client, stage):
    initiative = make_initiative(stage=stage)

    assert f'data-stage="{stage}">{initiative.get_stage_display()}<' in page_of(client, initiative).text


def test_page_shows_results_in_a_table(client):
    response = page_of(client, make_full_initiative(), "/en")

    rows = re.findall(r"<tr>(.*?)</tr>", response.text, re.DOTALL)
    assert [re.findall(r"<t[hd][^>]*>(.*?)</t", row) for row in rows] == [
        ["Number", "What was reached", "Year", "How it was counted"],
        ["1,200", "Learners", "2025", "From lists"],
    ]


def test_results_of_which_nobody_told_how_they_were_counted_lack_that_column(client):
    initiative = make_initiative()
    Result.objects.create(initiative=initiative, kind="participants")

    response = page_of(client, initiative, "/en")

    assert re.findall(r"<td>(.*?)</td>", response.text) == ["", "Participants", ""]


def test_page_tells_how_it_works_in_the_dark_and_for_whom(client):
    response = page_of(client, make_full_initiative(), "/en")

    facts = dict(
        re.findall(r"<dt>\s*(?:<svg.*?</svg>)?\s*([^<]*?)\s*</dt>\s*<dd>\s*(.*?)\s*</dd>", response.text, re.DOTALL)
    )
    assert facts["Works without power"] == "yes"
    assert facts["Works without internet"] == "no"
    assert facts["Works in a shelter"] == "yes"
    assert facts["During blackouts and alarms"] == "Lanterns."
    assert facts["We offer"] == "advice"
    assert "There is a ramp." in facts["For participants with disabilities"]


def test_page_says_nothing_where_nobody_told_whether_it_works_without_power(client):
    initiative = make_initiative(works_in_shelter=True)

    page = page_of(client, initiative, "/en").text

    assert "Works in a shelter" in page
    assert "Works without power" not in page


def test_page_lists_resources_with_their_source(client):
    page = page_of(client, make_full_initiative(), "/en").text

    assert "Money: 50,000 UAH – City budget" in page


def test_page_shows_links_with_the_day_they_were_checked(client):
    page = page_of(client, make_full_initiative(), "/en").text

    assert '<a href="https://example.org/0" rel="noopener external">example.org</a>' in page
    assert "checked on 1 November 2026" in page


def test_page_shows_photos_with_description_and_author(client, prefix):
    page = page_of(client, make_full_initiative(), prefix).text

    assert 'alt="People read in a library"' in page or 'alt="Люди читають у бібліотеці"' in page
    assert "Олена Ґудзь" in page


def test_page_offers_public_documents_only(client):
    initiative = make_initiative()
    public, private = make_document(title_uk="Звіт", is_public=True), make_document(title_uk="Кошторис")
    for document in (public, private):
        InitiativeDocument.objects.create(initiative=initiative, document=document)

    page = page_of(client, initiative).text

    assert public.get_absolute_url() in page
    assert "Кошторис" not in page
    assert str(private.uuid) not in page


def test_page_with_private_documents_alone_has_no_heading_for_them(client):
    initiative = make_initiative()
    InitiativeDocument.objects.create(initiative=initiative, document=make_document())

    assert "Documents" not in headings(page_of(client, initiative, "/en"))


def test_page_tells_when_it_was_published_and_changed(client):
    initiative = make_initiative(published_at=datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC))
    Initiative.objects.update(updated_at=datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC))

    page = page_of(client, initiative, "/en").text

    assert "Published on 2 March 2026." in page  # in Kyiv it was past midnight
    assert "Last changed on 4 May 2026." in page


def test_page_that_was_never_changed_tells_one_date(client):
    assert "Last changed" not in page_of(client, make_initiative(published_at=timezone.now()), "/en").text


def test_page_from_public_sources_says_so_until_the_city_confirms_it(client):
    initiative = make_initiative(origin="sources")
    assert "label--unconfirmed" in page_of(client, initiative).text

    initiative.confirm(by=make_staff())
    assert "label--unconfirmed" not in page_of(client, initiative).text


def test_page_shows_published_news_about_it(client):
    initiative = make_initiative()
    make_article(title_uk="Новина про школу", initiatives=[initiative])
    make_article(title_uk="Чернетка про школу", initiatives=[initiative], status=Status.DRAFT)

    page = page_of(client, initiative).text

    assert "Новина про школу" in page
    assert "Чернетка" not in page


# What it keeps to itself


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_page_does_not_name_neighbours_that_readers_may_not_see(client, status):
    initiative = make_initiative(
        city=make_city(status=status, name_uk="Таємне місто"),
        partner_cities=[make_city(status=status, name_uk="Таємний сусід")],
        organisation=make_partner(status=status, name_uk="Таємна установа"),
    )
    InitiativePartner.objects.create(
        initiative=initiative, partner=make_partner(status=status, name_uk="Таємний партнер")
    )

    assert "Таємн" not in page_of(client, initiative).text


@pytest.mark.parametrize(
    ("precision", "place", "coordinates"),
    [("exact", True, True), ("district", True, False), ("city", False, False), ("hidden", False, False)],
)
def test_page_shows_the_place_as_exactly_as_allowed(client, precision, place, coordinates):
    page = page_of(client, make_full_initiative(location_precision=precision)).text

    assert ("Бібліотека" in page) == place
    assert ("49.84" in page, "24.03" in page) == (coordinates, coordinates)


def test_page_of_an_occupied_city_shows_no_place_and_no_person(client, prefix):
    initiative = make_full_initiative(
        city=make_war_status(kind="occupied").city, place_uk="Вулиця Тиха", place_en="Quiet Street"
    )

    page = page_of(client, initiative, prefix).text

    for secret in ("Вулиця Тиха", "Quiet Street", "49.84", "24.03", "olena@example.org"):
        assert secret not in page
    assert f'href="{prefix}/contact/"' in page


def test_page_shows_the_contact_who_agreed_without_telephone(client):
    initiative = make_initiative()
    Contact.objects.create(
        initiative=initiative, name="Олена Коваль", email="olena@example.org", phone="+380441234567", is_public=True
    )

    page = page_of(client, initiative).text

    assert "Олена Коваль" in page
    assert 'href="mailto:olena@example.org"' in page
    assert "1234567" not in page


def test_page_leads_to_the_contact_form_where_the_contact_did_not_agree(client, prefix):
    initiative = make_initiative()
    Contact.objects.create(initiative=initiative, name="Олена Коваль", email="olena@example.org")

    page = page_of(client, initiative, prefix).text

    assert "Олена Коваль" not in page
    assert "olena@example.org" not in page
    assert re.search(rf'<a href="{prefix}/contact/">[^<]+</a>\s*</p>\s*<p>[^<]*№ {initiative.pk}', page)


# Languages


def test_english_page_marks_ukrainian_text_and_says_so(client):
    initiative = make_initiative(title_en="", summary_en="", title_uk="Школа", summary_uk="Школа для всіх.")

    response = page_of(client, initiative, "/en")

    assert '<h1 lang="uk">Школа</h1>' in response.text
    assert '<span lang="uk">Школа для всіх.</span>' in response.text
    assert "exists in Ukrainian only" in response.text


def test_english_page_says_so_where_only_a_long_text_is_missing(client):
    initiative = make_initiative(activities_uk="Заняття.")

    page = page_of(client, initiative, "/en").text

    assert '<div lang="uk"><p>Заняття.</p></div>' in page
    assert "exists in Ukrainian only" in page


def test_complete_pages_carry_no_notice(client):
    initiative = make_full_initiative()

    assert 'class="notice"' not in page_of(client, initiative).text
    assert 'class="notice"' not in page_of(client, initiative, "/en").text


def test_ukrainian_page_has_no_english_text(client):
    initiative = make_full_initiative(title_en="Unseen title", summary_en="Unseen summary")

    page = page_of(client, initiative).text

    for english in ("Unseen", "Problem.", "A room and chairs.", "Gives a hall", "From lists", "City budget"):
        assert english not in page


def test_head_of_the_page_describes_it(client):
    initiative = make_initiative(title_uk="Школа", summary_uk="Довгий опис. " * 25)

    page = page_of(client, initiative).text

    assert re.search(r"<title>\s*Школа", page)
    assert len(re.search(r'<meta name="description" content="([^"]*)"', page)[1]) == 160


# Structured data


def test_search_engines_get_the_work_and_the_way_to_it(client):
    initiative = make_full_initiative()

    work, breadcrumbs = structured_data(page_of(client, initiative, "/en"))

    address = f"http://127.0.0.1:8000/en/initiatives/{initiative.slug}/"
    assert (work["@type"], work["url"], work["name"]) == ("CreativeWork", address, initiative.title_en)
    assert work["identifier"] == str(initiative.pk)
    assert work["creator"]["name"] == initiative.organisation.name_en
    assert [step["name"] for step in breadcrumbs["itemListElement"]] == ["Home", "Initiatives", initiative.title_en]


def test_search_engines_get_neither_place_nor_person(client):
    response = page_of(client, make_full_initiative())

    data = json.dumps(structured_data(response), ensure_ascii=False)
    for secret in ("Бібліотека", "49.84", "olena"):
        assert secret not in data


def test_search_engines_get_no_empty_words(client):
    work, _breadcrumbs = structured_data(page_of(client, make_initiative(city=None, summary_uk="", summary_en="")))

    assert all(work.values())


# Addresses


@pytest.mark.parametrize("slug", ["nothing", "x" * 300])
def test_unknown_address_is_not_found(client, prefix, slug):
    assert client.get(f"{prefix}/initiatives/{slug}/").status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.DECLINED])
def test_unpublished_initiative_is_not_found(client, prefix, status):
    initiative = make_initiative(status=status, title_uk="Таємниця", title_en="Secret")

    response = page_of(client, initiative, prefix)

    assert response.status_code == 404
    assert "Таємниця" not in response.text
    assert "Secret" not in response.text


def test_withdrawn_initiative_is_gone(client, prefix):
    initiative = make_initiative(status=Status.WITHDRAWN, title_uk="Таємниця", title_en="Secret")

    response = page_of(client, initiative, prefix)

    assert response.status_code == 410
    assert "Таємниця" not in response.text


def test_old_address_leads_to_the_new_one(client, prefix):
    make_initiative(slug="old").rename("new")

    response = client.get(f"{prefix}/initiatives/old/")

    assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/initiatives/new/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_is_only_read(client, prefix, method):
    initiative = make_initiative()

    assert getattr(client, method)(f"{prefix}/initiatives/{initiative.slug}/").status_code == 405


# Queries


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_often_for_many_rows_as_for_one(client, prefix, django_assert_num_queries, rows):
    initiative = make_full_initiative(rows)

    with django_assert_num_queries(26):
        page_of(client, initiative, prefix)


def test_page_hides_place_and_contact_where_a_partner_city_is_occupied(client):
    initiative = make_initiative(
        partner_cities=[make_war_status().city], location_precision="exact", place_uk="Таємна адреса"
    )
    Contact.objects.create(initiative=initiative, name="Таємна особа", email="secret@example.org", is_public=True)

    page = page_of(client, initiative).text

    assert "Таємна" not in page
    assert "secret@" not in page
