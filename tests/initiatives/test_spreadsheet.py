"""The writing form as a spreadsheet: taken away, filled in without a network, read back cell by cell."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from initiatives.models import Initiative, SavedStep
from tests.factories import (
    make_area,
    make_complete_draft,
    make_initiative,
    make_partner,
    make_representative,
    make_target_group,
)
from tests.media.samples import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    draft = make_initiative(status="draft", slug=None, summary_en="", title_en="")
    client.force_login(make_representative(city=draft.city, confirmed=True).user)
    return draft


def take(client, draft, prefix=""):
    response = client.get(f"{prefix}/workspace/initiatives/{draft.pk}/spreadsheet/download/")
    return load_workbook(BytesIO(response.content))


def bring(client, draft, book, prefix="", **more):
    content = BytesIO()
    book.save(content)
    upload = SimpleUploadedFile("form.xlsx", content.getvalue())
    return client.post(f"{prefix}/workspace/initiatives/{draft.pk}/spreadsheet/", {"file": upload} | more)


def cell_of(book, name):
    """The cell that answers a field."""
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            for key, column in ((row[0].value, 3), (row[1].value, 4)):
                if key == name:
                    return row[column]
    raise AssertionError(name)


def part_sheet(book, prefix):
    return next(sheet for sheet in book if sheet["A2"].value == prefix and sheet["C2"].value)


def fill_part(book, prefix, *rows):
    sheet = part_sheet(book, prefix)
    names = [cell.value for cell in sheet[2]][2:]
    for number, row in enumerate(rows, start=3):
        for name, value in row.items():
            sheet.cell(number, names.index(name) + 3).value = value


def test_form_that_was_filled_in_comes_back_whole(client, draft, prefix):
    area, group = make_area(), make_target_group()
    partner = make_partner(name_uk="Бібліотека імені Лесі Українки", name_en="Lesia Ukrainka Library")
    book = take(client, draft, prefix)
    is_english = bool(prefix)
    cell_of(book, "title_uk").value = "Школа «Третій вік» у селі Прип’ять"
    cell_of(book, "title_en").value = "School of the third age"
    cell_of(book, "summary_uk").value = "Рядок перший\nрядок другий"
    cell_of(book, "stage").value = "ongoing" if is_english else "триває"
    cell_of(book, "start").value = 2024
    cell_of(book, "areas").value = area.name_en if is_english else area.name_uk
    cell_of(book, "target_groups").value = group.name_uk
    cell_of(book, "organisation-name").value = partner.name_uk
    transfer = cell_of(book, "transfer_uk")
    transfer.value, transfer.data_type = "=1+1 приміщення", "s"  # as a cell keeps it that holds text
    cell_of(book, "works_without_power").value = "yes" if is_english else "так"
    fill_part(
        book,
        "results",
        {"kind": "participants" if is_english else "учасники", "value": 640, "year": 2025, "method_uk": "за списками"},
    )

    response = bring(client, draft, book, prefix)

    assert [each.complaints for each in response.context["brought"]] == [[], [], [], []]
    draft = Initiative.objects.get(pk=draft.pk)
    result = draft.results.get()
    assert (draft.title_uk, draft.title_en) == ("Школа «Третій вік» у селі Прип’ять", "School of the third age")
    assert draft.summary_uk == "Рядок перший\nрядок другий"
    assert (draft.stage, draft.start, draft.works_without_power) == ("ongoing", "2024", True)
    assert (list(draft.areas.all()), list(draft.target_groups.all())) == ([area], [group])
    assert draft.organisation == partner
    assert draft.transfer_uk == "=1+1 приміщення"
    assert (result.value, result.year, result.method_uk) == (640, 2025, "за списками")


def test_form_taken_and_brought_back_untouched_changes_nothing(client):
    draft = make_complete_draft(title_en="")
    client.force_login(make_representative(city=draft.city, confirmed=True).user)
    before = Initiative.objects.filter(pk=draft.pk).values().get()

    response = bring(client, draft, take(client, draft))

    after = Initiative.objects.filter(pk=draft.pk).values().get()
    assert [each.complaints for each in response.context["brought"]] == [[], [], [], []]
    assert {name for name in before if before[name] != after[name]} <= {"updated_at"}
    assert draft.results.get().value == 120


def test_form_shows_what_was_written_and_formulas_stay_text(client, draft):
    Initiative.objects.filter(pk=draft.pk).update(problem_uk='=HYPERLINK("https://evil.example")')

    cell = cell_of(take(client, draft), "problem_uk")

    assert (cell.value, cell.data_type) == ('=HYPERLINK("https://evil.example")', "s")


def test_what_cannot_be_stored_is_named_by_its_cell_and_kept(client, draft):
    book = take(client, draft)
    cell = cell_of(book, "summary_uk")
    cell.value = "я" * 500
    area = cell_of(book, "areas")
    area.value = "Немає такого напряму"

    response = bring(client, draft, book)

    (what, *_others) = response.context["brought"]
    assert {where for where, _sentence in what.complaints} == {
        f"{cell.parent.title}!{cell.coordinate}",
        f"{area.parent.title}!{area.coordinate}",
    }
    assert SavedStep.objects.get(initiative=draft, step="what").leftover["summary_uk"] == ["я" * 500]
    assert "я" * 500 in client.get(reverse("initiatives:write", args=[draft.pk, "what"])).content.decode()


def test_step_saved_since_the_form_was_taken_stays_until_the_writer_says_otherwise(client, draft):
    book = take(client, draft)
    cell_of(book, "problem_uk").value = "З таблиці"
    address = reverse("initiatives:write", args=[draft.pk, "story"])
    client.post(address, {"version": 0, "problem_uk": "З форми"})

    response = bring(client, draft, book)
    draft.refresh_from_db()
    kept = draft.problem_uk
    bring(client, draft, book, over_others="on")
    draft.refresh_from_db()

    assert [each.step for each in response.context["brought"] if each.conflict] == ["story"]
    assert (kept, draft.problem_uk) == ("З форми", "З таблиці")


def hostile_books():
    empty = Workbook()
    other = Workbook()
    sheet = other.create_sheet("portal")
    for row in (("edition", "1"), ("number", 999_999)):
        sheet.append(row)
    old = Workbook()
    old.create_sheet("portal").append(("edition", "0"))
    return {"not_the_form": empty, "other": other, "old": old}


@pytest.mark.parametrize("code", ["not_the_form", "other", "old"])
def test_file_that_is_not_this_form_is_refused_with_a_reason(client, draft, code):
    response = bring(client, draft, hostile_books()[code])

    assert response.status_code == 422
    assert [error.code for error in response.context["form"].errors.as_data()["file"]] == [code]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.xlsx", b""),
        ("form.xlsx", b"PK\x03\x04 broken"),
        ("form.pdf", PDF),
        ("form.xlsx", b"x" * (2 * 1024**2 + 1)),
    ],
)
def test_broken_or_foreign_file_is_refused_at_the_field(client, draft, name, content):
    upload = SimpleUploadedFile(name, content)

    response = client.post(reverse("initiatives:spreadsheet", args=[draft.pk]), {"file": upload})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]
