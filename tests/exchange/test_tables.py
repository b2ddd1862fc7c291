"""Lists of the admin that go out and come in as spreadsheets."""

import datetime
import zipfile
from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from cities.models import City, Indicator, NetworkMembership, Partner
from initiatives.models import Area, Initiative
from news.models import Article, Event
from portal.exchange import sheets
from portal.publishing.models import Status, Transition
from portal.search.models import Entry
from tests.exchange.spreadsheets import (
    agree,
    bring,
    csv_of,
    problems,
    send,
    sheet_in,
    taken_csv,
    taken_xlsx,
    url,
    xlsx_of,
)
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_event,
    make_indicator,
    make_initiative,
    make_membership,
    make_network,
    make_partner,
    make_sdg,
    make_staff,
    make_target_group,
    make_task,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

MAKERS = {
    Area: make_area,
    Article: make_article,
    City: make_city,
    Event: make_event,
    Indicator: make_indicator,
    Initiative: make_initiative,
    NetworkMembership: make_membership,
    Partner: make_partner,
}
each_model = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
HEAD = ["slug", "kind", "name_uk", "name_en"]


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def make_editor(model, *actions):
    editor = make_user(is_staff=True)
    names = [f"{action}_{model._meta.model_name}" for action in actions]
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    return editor


# Out


def test_export_has_both_languages_and_never_the_bare_column(client, staff):
    make_partner(name_uk="Бібліотека", name_en="Library")

    (row,) = taken_csv(client, Partner)

    assert (row["name_uk"], row["name_en"]) == ("Бібліотека", "Library")
    assert "name" not in row


def test_export_names_other_rows_by_code_and_address_or_number(client, staff):
    city, other = make_city(), make_city()
    make_initiative(
        city=city,
        partner_cities=[other],
        areas=[make_area(slug="health"), make_area(slug="green")],
        organisation=make_partner(status=Status.DRAFT, slug=None),
    )

    (row,) = taken_csv(client, Initiative)

    assert (row["city"], row["partner_cities"], row["areas"]) == (city.katottg, other.katottg, "green; health")
    assert row["organisation"] == f"#{Partner.objects.get().pk}"


def test_export_keeps_filter_and_search_of_the_list(client, staff):
    make_partner(name_uk="Школа сорока", kind="education")
    make_partner(name_uk="Школа ворона", kind="business")
    make_partner(name_uk="Музей", kind="education")

    rows = taken_csv(client, Partner, "?kind__exact=education&q=школа")

    assert [row["name_uk"] for row in rows] == ["Школа сорока"]


def test_export_with_a_filter_that_is_none_leads_back_to_the_list(client, staff):
    response = client.get(url(Partner, "export_csv") + "?nonsense=1")

    assert (response.status_code, response.headers["Location"]) == (302, url(Partner, "changelist"))


@pytest.mark.parametrize("text", ["=1+1", "+380 44", "-5", "@SUM(A1)", "'=x", "\t=1"])
def test_no_text_becomes_a_formula_and_comes_back_as_it_was(client, staff, text):
    partner = make_partner(description_uk=text)

    (row,) = taken_csv(client, Partner)
    content = taken_xlsx(client, Partner)

    cells = load_workbook(BytesIO(content)).worksheets[0][2]
    cell = next(cell for cell in cells if text.strip("\t'") in str(cell.value))
    assert row["description_uk"] == f"'{text}"
    assert cell.data_type == "s"
    for sent, name in ((csv_of(list(row), list(row.values())), "a.csv"), (content, "a.xlsx")):
        outcome = send(client, Partner, sent, name).context["outcome"]
        assert (outcome.problems, [line.pk for line in outcome.unchanged]) == ([], [partner.pk])


def test_xlsx_explains_its_columns(client, staff):
    response = client.get(url(Partner, "import_empty"))

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    explained = {row[0]: row[2] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert [cell.value for cell in book.worksheets[0][1]][:4] == ["id", "slug", "status", "kind"]
    assert book.worksheets[0].max_row == 1
    assert "culture – Культура" in explained["kind"]


def test_a_text_that_no_cell_holds_is_not_cut_off(client, staff):
    make_article(body_uk=f"<p>{'слово ' * 6000}</p>")

    response = client.get(url(Article, "export_xlsx"), follow=True)

    assert "CSV" in str(next(iter(response.context["messages"])))


@each_model
@pytest.mark.parametrize(("extension", "language"), [("csv", "uk"), ("xlsx", "en")])
def test_what_goes_out_comes_in_without_a_change(client, staff, model, extension, language):
    row = MAKERS[model]()
    MAKERS[model]()
    with translation.override(language):
        answer = client.get(url(model, f"export_{extension}"))
        outcome = send(client, model, b"".join(answer.streaming_content), f"a.{extension}").context["outcome"]

    assert (outcome.problems, outcome.written, outcome.unknown_columns) == ([], [], [])
    assert row.pk in [line.pk for line in outcome.unchanged]


@each_model
def test_export_asks_as_often_for_three_rows_as_for_one(client, staff, model, django_assert_max_num_queries):
    MAKERS[model]()
    taken_csv(client, model)
    with CaptureQueriesContext(connection) as one:
        taken_csv(client, model)
    MAKERS[model]()
    MAKERS[model]()

    with django_assert_max_num_queries(len(one)):
        taken_csv(client, model)


# In


def test_fifty_partners_come_in_as_drafts(client, staff):
    city = make_city()
    rows = [["", "Культура", f"Музей № {number}", f"Museum {number}", city.katottg] for number in range(50)]

    shown = send(client, Partner, xlsx_of([*HEAD, "cities"], *rows), "partners.xlsx")
    before = Partner.objects.count()
    response = agree(client, Partner, shown)

    assert (before, len(shown.context["outcome"].new)) == (0, 50)
    assert response.headers["Location"] == url(Partner, "changelist")
    assert {(p.status, p.kind, p.slug) for p in Partner.objects.all()} == {("draft", "culture", None)}
    assert list(Partner.objects.order_by("pk").last().cities.all()) == [city]


def test_preview_shows_old_and_new_and_stores_nothing(client, staff):
    partner = make_partner(slug="museum", name_en="Museum")

    shown = send(client, Partner, csv_of(["slug", "name_en"], ["museum", "The Museum"]))

    partner.refresh_from_db()
    (line,) = shown.context["outcome"].written
    assert [(change.column, change.old, change.new) for change in line.changes] == [("name_en", "Museum", "The Museum")]
    assert (partner.name_en, partner.history.count()) == ("Museum", 1)
    assert "<del>Museum</del>" in shown.content.decode()


def test_who_brought_a_table_in_is_in_the_history_and_in_the_log(client, staff):
    partner = make_partner(slug="museum")

    bring(client, Partner, ["slug", "name_en"], ["museum", "The Museum"])

    version = partner.history.latest()
    assert (version.history_user, version.history_change_reason, version.name_en) == (
        staff,
        "Таблиця «table.csv»",
        "The Museum",
    )
    assert LogEntry.objects.get().user == staff


@pytest.mark.indexed
def test_readers_find_the_new_words(client, staff):
    partner = make_partner(slug="museum")

    bring(client, Partner, ["slug", "name_uk"], ["museum", "Музей хліба"])

    assert Entry.objects.get(object_id=partner.pk).title_uk == "Музей хліба"


def test_a_row_is_found_by_number_before_its_address(client, staff):
    draft = make_partner(status=Status.DRAFT, slug=None)

    bring(client, Partner, ["id", "slug", "name_uk"], [draft.pk, "with-an-address", "Нова назва"])

    draft.refresh_from_db()
    assert (draft.slug, draft.name_uk, Partner.objects.count()) == ("with-an-address", "Нова назва", 1)


def test_a_city_is_found_by_its_code(client, staff):
    city = make_city()

    bring(client, City, ["katottg", "vision_uk"], [city.katottg, "Мрія"])

    city.refresh_from_db()
    assert city.vision_uk == "Мрія"


def test_an_indicator_is_found_by_city_figure_and_year(client, staff):
    indicator = make_indicator(value=100)

    bring(client, Indicator, ["city", "kind", "year", "value"], [indicator.city.slug, "population", 2021, "101,5"])

    indicator.refresh_from_db()
    assert float(indicator.value) == 101.5


def test_membership_comes_in(client, staff):
    city, network = make_city(), make_network(slug="gnlc")
    row = [city.katottg, "gnlc", "2019", "https://example.org/list", "31.10.2026"]

    bring(client, NetworkMembership, ["city", "network", "since", "source_url", "checked_on"], row)

    membership = NetworkMembership.objects.get()
    assert (membership.city, membership.network) == (city, network)
    assert membership.checked_on == datetime.date(2026, 10, 31)


def test_an_empty_cell_empties_and_a_missing_column_does_not(client, staff):
    partner = make_partner(slug="museum", description_uk="Опис", website="https://example.org/")

    bring(client, Partner, ["slug", "website"], ["museum", ""])

    partner.refresh_from_db()
    assert (partner.website, partner.description_uk) == ("", "Опис")


def test_in_the_english_admin_no_language_writes_into_the_other(client, staff):
    make_partner(slug="museum", name_uk="Музей", name_en="", description_uk="Опис")

    with translation.override("en"):
        bring(client, Partner, ["slug", "website"], ["museum", "https://example.org/"])

    partner = Partner.objects.get()
    assert (partner.name_uk, partner.name_en or "") == ("Музей", "")
    assert partner.description_en is None


@pytest.mark.parametrize("column", ["status", "published_at", "updated_at"])
def test_what_the_portal_keeps_itself_is_not_read(client, staff, column):
    partner = make_partner(slug="museum", status=Status.DRAFT)

    shown = send(client, Partner, csv_of(["slug", column], ["museum", "published"]))

    assert shown.context["outcome"].unread_columns == [column]
    assert (shown.context["outcome"].written, partner.status) == ([], Status.DRAFT)


def test_new_row_with_a_status_stays_a_draft(client, staff):
    bring(client, Partner, [*HEAD, "status"], ["museum", "culture", "Музей", "", "published"])

    assert Partner.objects.get().status == Status.DRAFT
    assert not Transition.objects.exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.WITH_CITY, Status.CHANGES_ASKED])
def test_what_is_being_reviewed_is_not_touched(client, staff, status):
    initiative = make_initiative(status=status)

    shown = send(client, Initiative, csv_of(["id", "title_uk"], [initiative.pk, "Інша назва"]))

    assert shown.status_code == 422
    assert problems(shown) == [(2, "")]


def test_a_draft_of_a_city_is_not_touched(client, staff):
    draft = make_initiative(status=Status.DRAFT, slug=None, author=make_user())

    shown = send(client, Initiative, csv_of(["id", "title_uk"], [draft.pk, "Інша назва"]))

    assert problems(shown) == [(2, "")]


def test_new_initiative_is_its_editors(client, staff):
    bring(client, Initiative, ["title_uk", "areas"], ["Читальня", make_area(slug="health").slug])

    initiative = Initiative.objects.get()
    assert (initiative.author, initiative.status) == (staff, Status.DRAFT)
    assert initiative.areas.get().slug == "health"

    bring(client, Initiative, ["id", "title_uk"], [initiative.pk, "Читальня просто неба"])

    assert Initiative.objects.get().title_uk == "Читальня просто неба"


# What is wrong is said where it is


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "zoo"),
        ("name_uk", ""),
        ("name_uk", "я" * 251),
        ("website", "no address"),
        ("checked_on", "32.10.2026"),
        ("checked_on", "2999-01-01"),
        ("cities", "UA00000000000000000"),
        ("cities", "#999999999999999999"),
        ("slug", "не адреса"),
        ("id", "999"),
        ("id", "9" * 30),
        ("id", "²"),
        ("name_uk", "я\x00"),
        ("cities", "#1\x00"),
        ("kind", "cul\x00ture"),
    ],
)
def test_problem_stands_at_its_line_and_column(client, staff, column, value):
    names = ["kind", "name_uk", *({column} - {"kind", "name_uk"})]
    good = {"kind": "culture", "name_uk": "Музей"}
    rows = [[good.get(name, "") for name in names], [(good | {column: value}).get(name, "") for name in names]]

    shown = send(client, Partner, csv_of(names, *rows))

    assert (shown.status_code, shown.context["key"]) == (422, "")
    assert problems(shown) == [(3, column)]
    assert not Partner.objects.exists()


def test_english_never_stands_alone(client, staff):
    make_partner(slug="museum", description_uk="")

    shown = send(client, Partner, csv_of(["slug", "description_en"], ["museum", "Only English."]))

    assert problems(shown) == [(2, "description_en")]


def test_english_of_a_claim_never_stands_alone(client, staff):
    membership = make_membership()

    shown = send(client, NetworkMembership, csv_of(["id", "note_en"], [membership.pk, "Only English."]))

    assert problems(shown) == [(2, "note_en")]


def test_problems_are_in_the_language_of_the_reader(client, staff, language):
    with translation.override(language):
        shown = send(client, Partner, csv_of(HEAD, ["", "zoo", "Музей", ""]))

    (problem,) = shown.context["outcome"].problems
    assert ("is not known" in problem.text) == (language == "en")


def test_the_same_row_twice_is_a_problem(client, staff):
    make_partner(slug="museum")

    shown = send(client, Partner, csv_of(["slug", "name_en"], ["museum", "One"], ["museum", "Two"]))

    assert problems(shown) == [(3, "")]


def test_rules_of_the_database_are_problems_of_a_line(client, staff):
    membership = make_membership()
    row = [membership.city.katottg, membership.network.slug, "2020", "https://example.org/", "2026-10-31"]

    shown = send(client, NetworkMembership, csv_of(["city", "network", "since", "source_url", "checked_on"], row))

    assert problems(shown) == [(2, "")]


def test_what_only_the_database_refuses_is_a_problem_of_its_line(client, staff, monkeypatch):
    monkeypatch.setattr(Partner, "full_clean", lambda *_args, **_kwargs: None)

    shown = send(client, Partner, csv_of(HEAD, ["one", "culture", "Музей", ""], ["two", "culture", "", ""]))

    assert problems(shown) == [(3, "")]


def test_the_address_that_readers_know_stays(client, staff):
    partner = make_partner(slug="museum")

    shown = send(client, Partner, csv_of(["id", "slug"], [partner.pk, "another"]))

    assert problems(shown) == [(2, "slug")]


def test_new_row_of_a_known_name_is_pointed_out(client, staff):
    known = make_partner(name_uk="Музей")

    shown = send(client, Partner, csv_of(HEAD, ["", "culture", "Музей", ""]))

    (line,) = shown.context["outcome"].new
    assert f"№ {known.pk}" in line.notice


def test_unknown_columns_are_named(client, staff):
    make_partner(slug="museum")

    shown = send(client, Partner, csv_of(["slug", "name_eng"], ["museum", "x"]))

    assert shown.context["outcome"].unknown_columns == ["name_eng"]


def test_rich_text_is_cleaned(client, staff):
    bring(client, Article, ["title_uk", "body_uk"], ["Новина", "<p>Текст<script>alert(1)</script></p>"])

    assert Article.objects.get().body_uk == "<p>Текст</p>"


# Agreeing


def test_all_or_nothing(client, staff, monkeypatch):
    shown = send(client, Partner, csv_of(HEAD, ["one", "culture", "Музей", ""], ["two", "culture", "Театр", ""]))
    make_partner(slug="two", name_uk="Хтось встиг раніше")

    again = agree(client, Partner, shown)

    assert Partner.objects.count() == 1
    assert again.status_code == 200
    assert [line.kind for line in again.context["outcome"].written] == ["new", "update"]


def test_a_table_is_stored_once(client, staff):
    shown = send(client, Partner, csv_of(HEAD, ["", "culture", "Музей", ""]))
    agree(client, Partner, shown)

    response = agree(client, Partner, shown)

    assert Partner.objects.count() == 1
    assert response.headers["Location"] == url(Partner, "import")


def test_nobody_agrees_to_the_table_of_somebody_else(client, staff):
    shown = send(client, Partner, csv_of(HEAD, ["", "culture", "Музей", ""]))
    client.force_login(make_staff())

    agree(client, Partner, shown)

    assert not Partner.objects.exists()


# Who


@pytest.mark.parametrize("actions", [("view", "add"), ("view", "change"), ("view",)])
def test_only_who_may_add_and_change_takes_and_brings(client, actions):
    client.force_login(make_editor(Partner, *actions))

    names = ("export_csv", "export_xlsx", "import", "import_empty")
    assert [client.get(url(Partner, name)).status_code for name in names] == [403] * 4
    assert send(client, Partner, b"slug\n").status_code == 403
    assert client.post(url(Partner, "import_confirm"), {"key": "x"}).status_code == 403
    assert url(Partner, "import") not in client.get(url(Partner, "changelist")).content.decode()


def test_who_may_add_and_change_finds_the_buttons(client):
    client.force_login(make_editor(Partner, "view", "add", "change"))

    content = client.get(url(Partner, "changelist") + "?kind__exact=culture").content.decode()

    assert f'href="{url(Partner, "export_xlsx")}?kind__exact=culture"' in content
    assert f'href="{url(Partner, "import")}"' in content


def test_all_lists_have_tables(client, staff):
    for maker in (make_task, make_sdg, make_target_group, make_theme, make_network):
        row = maker()
        assert row.slug in [found["slug"] for found in taken_csv(client, type(row))]


# Files


def bomb():
    """An XLSX whose table unpacks to far more than it may."""
    content = BytesIO(xlsx_of(["slug"]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.bin", b"\0" * (sheets.MAX_UNPACKED + 1))
    return content.getvalue()


def with_sheet(xml):
    """An XLSX of which the first sheet is this."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx_of(["slug"]))) as good, zipfile.ZipFile(content, "w") as bad:
        for entry in good.namelist():
            bad.writestr(entry, xml if entry == "xl/worksheets/sheet1.xml" else good.read(entry))
    return content.getvalue()


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{{}}</sheetData></worksheet>'
HEAD_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n,,\n"),
        ("windows.csv", "slug,name_uk\nmuseum,Музей\n".encode("cp1251")),
        ("quote.csv", b'slug,name_uk\n"museum,x\n'),
        ("strange.csv", b"what,is,this\n1,2,3\n"),
        ("twice.csv", b"slug,slug\na,b\n"),
        ("long.csv", b"slug\n" + b"x\n" * (sheets.MAX_ROWS + 1)),
        ("wide.csv", ",".join(f"c{number}" for number in range(100)).encode()),
        ("field.csv", b"slug\n" + b"x" * 200_000),
        ("big.csv", b"slug\n" + b"x" * sheets.MAX_BYTES),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x01\xff"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.pdf", b"%PDF-1.7 ..."),
        ("broken.xlsx", xlsx_of(["slug"])[:-200]),
        ("bomb.xlsx", bomb()),
        ("far.xlsx", with_sheet(SHEET.format(f'{HEAD_ROW}<row r="1048576"/>'))),
        ("laughs.xlsx", with_sheet(f"<!DOCTYPE x [{LAUGHS}]>{SHEET.format(HEAD_ROW.replace('slug', '&l8;'))}")),
        ("nonsense.xlsx", with_sheet("<worksheet>")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_answered_kindly(client, staff, name, content):
    shown = send(client, Partner, content, name)

    assert shown.status_code == 422
    assert shown.context["form"].errors["file"]
    assert not Partner.objects.exists()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_common_programs_is_read(delimiter, encoding):
    content = csv_of(["Slug ", "name_uk"], ["museum", "Музей;, і"], delimiter=delimiter).decode().encode(encoding)

    assert sheets.read_sheet(content, "a.csv").lines == {2: {"slug": "museum", "name_uk": "Музей;, і"}}


def test_cells_of_a_spreadsheet_are_read_as_people_see_them():
    evening = datetime.datetime(2026, 10, 31, 18, 30)  # noqa: DTZ001 – cells have no time zone
    row = [7, 50.45, True, evening, datetime.date(2026, 10, 31), None]

    sheet = sheets.read_sheet(xlsx_of(["a", "b", "c", "d", "e", "f"], row), "a.xlsx")

    assert list(sheet.lines[2].values()) == ["7", "50.45", "yes", "2026-10-31 18:30", "2026-10-31", ""]


def test_a_formula_is_a_problem_of_its_cell(client, staff):
    shown = send(client, Partner, xlsx_of(["kind", "name_uk"], ["culture", "=A1"]), "a.xlsx")

    assert (2, "name_uk") in problems(shown)


def test_a_file_of_another_kind_says_which_is_wanted():
    with pytest.raises(ValidationError, match="XLSX"):
        sheets.read_sheet("slug\nмузей".encode("cp1251"), "a.csv")


def test_event_hours_are_kyiv_hours(client, staff):
    bring(client, Event, ["title_uk", "starts_at", "ends_at"], ["Лекція", "31.07.2026 18:30", "2026-07-31 20:00"])

    assert Event.objects.get().starts_at == datetime.datetime(2026, 7, 31, 15, 30, tzinfo=datetime.UTC)
    assert sheet_in(taken_xlsx(client, Event))[0]["starts_at"] == "2026-07-31 18:30"
