"""The writing form as a spreadsheet, to be filled in without a network and read back.

A sheet for each step, a sheet for each of its repeated parts. The first two columns, hidden, name the form fields that
the Ukrainian and the English cell answer, so that sheets may be reordered and words around the answers changed.
"""

import zipfile
from dataclasses import dataclass, field
from io import BytesIO

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from initiatives.drafts import Conflict, save_step, step_as_kept
from initiatives.forms.writing import StepForms
from initiatives.models import SavedStep, Step
from portal.languages import fold
from portal.media.uploads import clean_document

FORM_EDITION = "1"
MAX_BYTES = 2 * 1024 * 1024
# What a filled form may have at most; what is beyond was not made by us.
MAX_ROWS, MAX_COLUMNS = 200, 20
ROWS_OF_A_PART = 15
META, LISTS = "portal", "lists"
YES, NO = "1", ""

HEAD = PatternFill("solid", fgColor="0F1B3A")
ANSWER = PatternFill("solid", fgColor="FFFDF8")
WRAP = Alignment(wrap_text=True, vertical="top")


def choices_of(form_field) -> dict[str, str]:
    """Label by value of a field that offers a choice; empty for every other."""
    if isinstance(form_field, forms.BooleanField):
        return {YES: _("yes"), NO: _("no")}
    if not isinstance(form_field, forms.ChoiceField | forms.ModelMultipleChoiceField):
        return {}
    return {str(value): str(label) for value, label in form_field.choices if str(value)}


def takes_several(form_field) -> bool:
    return isinstance(form_field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


# Writing


def write_form(initiative, *, hides_people=False) -> bytes:
    """The form of an initiative, with what was written so far, in the active language."""
    book = Workbook()
    book.remove(book.active)
    lists = Lists(book)
    versions = {}
    for step in Step:
        versions[step.value] = SavedStep.objects.of(initiative, step).version
        data = step_as_kept(step, initiative, hides_people=hides_people)
        _write_step(book, lists, StepForms(step, initiative, data, hides_people=hides_people), data)
    meta = book.create_sheet(META)
    meta.sheet_state = "veryHidden"
    for pair in {"edition": FORM_EDITION, "number": initiative.number, **versions}.items():
        meta.append(pair)
    lists.finish()
    content = BytesIO()
    book.save(content)
    return content.getvalue()


class Lists:
    """The sheet from which cells offer their choices."""

    def __init__(self, book):
        self.sheet = book.create_sheet(LISTS)
        self.columns = {}

    def offer(self, cell, labels):
        """Let a cell be chosen from these labels."""
        labels = tuple(labels)
        if labels not in self.columns:
            column = self.columns[labels] = get_column_letter(len(self.columns) + 1)
            for row, label in enumerate(labels, start=1):
                self.sheet[f"{column}{row}"] = label
        column = self.columns[labels]
        choice = DataValidation("list", formula1=f"{LISTS}!${column}$1:${column}${len(labels)}", allow_blank=True)
        choice.add(cell)
        cell.parent.add_data_validation(choice)

    def finish(self):
        self.sheet.sheet_state = "veryHidden"
        book = self.sheet.parent
        book.move_sheet(self.sheet, offset=len(book.sheetnames))


def _write_step(book, lists, step_forms, data):
    sheet = book.create_sheet(_title(book, step_forms.step.label))
    _head(sheet, ["", "", _("Question"), _("Ukrainian"), _("English"), _("Help")], [0, 0, 34, 60, 60, 50])
    for asked in step_forms.asked():
        answers = [bound for bound in asked.fields if not bound.name.startswith(("shown", "consents"))]
        answers = [bound for bound in answers if not bound.html_name.startswith("consents-")]
        if asked.is_hidden or not (answers or asked.rows):
            continue
        question = asked.question
        if asked.rows:
            title = _write_part(book, lists, question, asked.rows, data)
            sheet.append(["", "", str(question.label), _("See the sheet “%(title)s”.") % {"title": title}])
            sheet.cell(sheet.max_row, 3).alignment = WRAP
            continue
        names = [bound.html_name for bound in answers]
        if len(names) == 2 and names[0].removesuffix("_uk") == names[1].removesuffix("_en"):
            _write_row(sheet, lists, question.label, answers, data, question, is_pair=True)
        else:
            for bound in answers:
                label = question.label if len(answers) == 1 else f"{question.label}: {bound.label}"
                _write_row(sheet, lists, label, [bound], data, question)


def _write_row(sheet, lists, label, answers, data, question, *, is_pair=False):
    names = [bound.html_name for bound in answers]
    choices = choices_of(answers[0].field)
    several = takes_several(answers[0].field)
    help_texts = [question.help, answers[0].field.help_text]
    if several:
        help_texts.append(
            _("One or more of these, each on a line of its own: %(all)s") % {"all": "; ".join(choices.values())}
        )
    star = " *" if question.required else ""
    row = [
        names[0],
        names[1] if is_pair else "",
        f"{label}{star}",
        "",
        "",
        "\n".join(str(text) for text in help_texts if text),
    ]
    sheet.append(row)
    number = sheet.max_row
    for column in range(3, 7):
        sheet.cell(number, column).alignment = WRAP
    for column, bound in zip((4, 5), answers, strict=False):
        cell = sheet.cell(number, column)
        _answer(cell, _shown(bound.field, data.getlist(bound.html_name)))
        if choices and not several:
            lists.offer(cell, choices.values())


def _write_part(book, lists, question, rows, data):
    """A sheet of its own for a repeated part; gives its title."""
    empty = rows.empty_form
    bounds = [bound for bound in empty if bound.name != "DELETE"]
    sheet = book.create_sheet(_title(book, str(question.label)))
    _head(sheet, ["", "", *(str(bound.label) for bound in bounds)], [0, 0, *(28 for _bound in bounds)])
    sheet.append([rows.prefix, "", *(bound.name for bound in bounds)])
    sheet.row_dimensions[2].hidden = True
    sheet.freeze_panes = "C3"
    filled = int(data.get(f"{rows.prefix}-TOTAL_FORMS") or 0)
    for number in range(max(ROWS_OF_A_PART, filled)):
        for column, bound in enumerate(bounds, start=3):
            cell = sheet.cell(number + 3, column)
            _answer(cell, _shown(bound.field, data.getlist(f"{rows.prefix}-{number}-{bound.name}")))
            if choices := choices_of(bound.field):
                lists.offer(cell, choices.values())
    return sheet.title


def _shown(form_field, sent):
    choices = choices_of(form_field)
    return "\n".join(choices.get(value, value) for value in sent if value)


def _answer(cell, text):
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"  # what begins with "=" is a text of the writer's, not a formula
    cell.number_format = "@"
    cell.alignment = WRAP
    cell.fill = ANSWER
    cell.protection = Protection(locked=False)


def _head(sheet, titles, widths):
    sheet.append(titles)
    for number, width in enumerate(widths, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.hidden = width or 1, not width
        cell = sheet.cell(1, number)
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), HEAD, WRAP
    sheet.freeze_panes = "C2"


def _title(book, label):
    """A title that a sheet may bear: 31 characters, none of seven signs, once in the book."""
    short = "".join(char for char in label if char not in r"[]:*?/\\")[:28].strip()
    return short if short not in book.sheetnames else f"{short} {len(book.sheetnames)}"


# Reading


@dataclass(frozen=True)
class Brought:
    """What came of one step of a form that was brought back."""

    step: Step
    complaints: list[tuple[str, str]]  # the cell and what to mend in it
    conflict: SavedStep | None = None


def bring_in(reading, initiative, *, by, over_others=False, hides_people=False) -> list[Brought]:
    """Save what a filled form says, step by step; what cannot be stored waits in its step, as if typed there.

    A step that somebody saved since the form was downloaded stays as it is, unless ``over_others``.
    """
    brought = []
    for step, data in reading.data.items():
        seen = SavedStep.objects.of(initiative, step).version if over_others else reading.versions[step]
        try:
            save_step(initiative, step, data, seen=seen, by=by, quietly=False, hides_people=hides_people)
        except Conflict as conflict:
            brought.append(Brought(step, [], conflict.saved))
            continue
        forms_as_read = StepForms(step, initiative, data, hides_people=hides_people)
        complaints = [
            (reading.cells.get(field_id.removeprefix("id_"), ""), sentence)
            for field_id, sentence in forms_as_read.error_list()
        ]
        brought.append(Brought(step, complaints))
    return brought


@dataclass
class Reading:
    """What a filled form says: by step what a browser would send and the version it began from; each field’s cell."""

    data: dict[str, MultiValueDict] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)


def read_form(upload, initiative, *, hides_people=False) -> Reading:
    """Read a filled form. Raises ValidationError where the file is not the form of this initiative."""
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("A filled form has less than 2 MB. Send the file that you downloaded here."), code="too_big"
        )
    document = clean_document(upload)
    if document.kind != "xlsx":
        raise _not_the_form()
    try:
        book = load_workbook(document, data_only=True, keep_links=False)
        meta = {str(name): value for name, value in book[META].iter_rows(max_row=10, max_col=2, values_only=True)}
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError):
        raise _not_the_form() from None
    if str(meta.get("edition")) != FORM_EDITION:
        raise ValidationError(
            _("The form has changed since. Download it again and copy your answers over."), code="old"
        )
    if str(meta.get("number")) != str(initiative.number):
        raise ValidationError(
            _("This is the form of initiative № %(number)s. Open that one to read it back.")
            % {"number": str(meta.get("number"))[:20]},
            code="other",
        )
    reading = Reading()
    answers = _answers(book, reading.cells)
    for step in Step:
        seen = meta.get(step.value)
        reading.versions[step] = int(seen) if str(seen).isdecimal() else 0
        step_forms = StepForms(step, initiative, hides_people=hides_people)
        reading.data[step] = _as_sent(step_forms, answers)
    return reading


def _not_the_form():
    return ValidationError(_("This is not the form that you downloaded here, saved as XLSX."), code="not_the_form")


def _answers(book, cells) -> dict[str, str]:
    """The text of each answer, by the name of its form field; where it stands goes into ``cells``."""
    found = {}

    def note(name, cell):
        found[name] = "" if cell.value is None else _text(cell.value)
        cells[name] = f"{cell.parent.title}!{cell.coordinate}"

    for sheet in book:
        if sheet.title in (META, LISTS):
            continue
        rows = list(sheet.iter_rows(min_row=2, max_row=MAX_ROWS, max_col=MAX_COLUMNS))
        part, names = _part_of(rows)
        if part:
            for number, row in enumerate(rows[1:]):
                for name, cell in zip(names, row[2:], strict=False):
                    note(f"{part}-{number}-{name}", cell)
            found[f"{part}-TOTAL_FORMS"] = str(len(rows) - 1)
            continue
        for row in rows:
            for name, cell in zip((row[0].value, row[1].value), row[3:5], strict=False):
                if name:
                    note(str(name), cell)
    return found


def _part_of(rows):
    """The prefix of a repeated part and the names of its columns, if the sheet holds one."""
    if not rows or not rows[0][0].value or rows[0][1].value:
        return None, []
    names = [cell.value for cell in rows[0][2:] if cell.value]
    is_part = len(names) > 1 and all(str(name).isidentifier() for name in names)
    return (str(rows[0][0].value), names) if is_part else (None, [])


def _text(value):
    """A cell as somebody would type it: whole numbers without a point, dates as the form reads them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "date"):
        value = value.date()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _as_sent(step_forms, answers) -> MultiValueDict:
    """The answers of a step as a browser would send them."""
    sent = MultiValueDict()
    for asked in step_forms.asked():
        for bound in asked.fields:
            if bound.html_name in answers:
                sent.setlist(bound.html_name, _values(bound.field, answers[bound.html_name]))
        if asked.rows:
            _rows_as_sent(asked.rows, answers, sent)
    if any(name.startswith("ticks-") for name in sent):
        sent["ticks-shown"] = "1"
    return sent


def _rows_as_sent(rows, answers, sent):
    prefix, fields = rows.prefix, rows.empty_form.fields
    total = int(answers.get(f"{prefix}-TOTAL_FORMS", 0))
    filled = [
        number
        for number in range(total)
        if any(answers.get(f"{prefix}-{number}-{name}", "").strip() for name in fields if name != "DELETE")
    ]
    if f"{prefix}-TOTAL_FORMS" not in answers:
        return
    sent[f"{prefix}-TOTAL_FORMS"] = str((filled[-1] + 1) if filled else 0)
    sent[f"{prefix}-INITIAL_FORMS"] = "0"
    for number in filled:
        for name, form_field in fields.items():
            text = answers.get(f"{prefix}-{number}-{name}")
            if text is not None:
                sent.setlist(f"{prefix}-{number}-{name}", _values(form_field, text))


def _values(form_field, text) -> list[str]:
    """What a browser would send for an answer; what is none of the choices is passed on, for the form to complain."""
    by_label = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            by_label |= {fold(label): value for value, label in choices_of(form_field).items()}
    if takes_several(form_field):
        parts = text.replace(";", "\n").split("\n")
        return [by_label.get(fold(part), part.strip()) for part in parts if part.strip()]
    return [by_label.get(fold(text), text)]
