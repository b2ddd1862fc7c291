"""Spreadsheets as files: written so that no program takes a text for a formula, read so that no file does harm."""

import codecs
import csv
import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from tempfile import TemporaryFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.media.uploads import BROKEN, MEGABYTE, clean_document

MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED = 50 * MEGABYTE
MAX_ROWS = 1000  # filled ones; each is saved and taken back once for the preview
MAX_LINES = 5000  # with empty ones between them
MAX_COLUMNS = 60
LONGEST_CELL = 32_767  # of a spreadsheet; openpyxl would cut off the rest
CHUNK = 500
BOM = "\ufeff"

# What spreadsheets take for the beginning of a formula (OWASP: CSV injection). An apostrophe before it makes it text;
# so that the apostrophe can be taken off again, texts that begin with one and such a sign get another.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_DISARMED = re.compile(r"'+[=+\-@\t\r\n]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_OURS = b"\xd0\xcf\x11\xe0"  # the old XLS


# Writing


def write_csv(table, queryset):
    """The lines of a CSV file (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([column.column_name for column in table.columns])
    yield BOM + lines.getvalue()
    for row in table.rows(queryset).iterator(chunk_size=CHUNK):
        lines.seek(0)
        lines.truncate()
        writer.writerow([_disarm(column.export(row)) for column in table.columns])
        yield lines.getvalue()


def _disarm(text):
    return f"'{text}" if _FORMULA.match(text) else text


def write_xlsx(table, queryset):
    """A file with the table and a sheet that explains its columns. Raises ValidationError for a text no cell holds."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Table"))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(column.column_name) + 2)
    sheet.append([_head(sheet, column.column_name) for column in table.columns])
    try:
        for row in table.rows(queryset).iterator(chunk_size=CHUNK):
            sheet.append([_cell(sheet, column, column.export(row)) for column in table.columns])
    except ValidationError:
        book.save(BytesIO())  # closes the files that it has begun
        raise
    _explain(book, table)
    file = TemporaryFile()  # noqa: SIM115 – the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _head(sheet, text):
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet, column, text):
    if column.widget.is_number and text:
        return WriteOnlyCell(sheet, float(text) if "." in text else int(text))
    if len(text) > LONGEST_CELL:
        raise ValidationError(
            _("A text in “%(column)s” is longer than a cell of a spreadsheet holds. Take the CSV file.")
            % {"column": column.column_name}
        )
    # A program may show a text as it stands and still change it where it reads like a day: "2016-06".
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", f"'{text}" if _DISARMED.match(text) else text) or None
    if cell.value:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = bool(_FORMULA.match(text))
    return cell


def _explain(book, table):
    sheet = book.create_sheet(_("Columns"))
    for letter, width in {"A": 24, "B": 40, "C": 70, "D": 50}.items():
        sheet.column_dimensions[letter].width = width
    sheet.append([_head(sheet, text) for text in (_("Column"), _("What it is"), _("What may stand there"), _("Help"))])
    for column in table.explained():
        cells = [WriteOnlyCell(sheet) for _text in range(4)]
        for cell, text in zip(cells, (column.name, column.label, column.holds, column.help), strict=True):
            cell.value = text
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


# Reading


@dataclass(frozen=True)
class Problem:
    """Something to mend: the line as spreadsheets count, the name of the column ("" for the whole line)."""

    line: int
    column: str
    text: str


@dataclass
class Sheet:
    """What a file says: the names in its first line, and the texts of each filled line by its number."""

    columns: list[str]
    lines: dict[int, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_sheet(content: bytes, name: str) -> Sheet:
    """The table in a CSV or XLSX file. Raises ValidationError with a sentence for the person who sent it."""
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("This file has %(size)s; at most %(limit)s are accepted. Divide the table.")
            % {"size": filesizeformat(len(content)), "limit": filesizeformat(MAX_BYTES)},
            code="too_big",
        )
    if content.startswith((b"PK", _NOT_OURS, b"%PDF")):
        return _sheet_of(_lines_of_xlsx(content, name))
    return _sheet_of(_lines_of_csv(content))


def _sheet_of(lines) -> Sheet:
    """Put together what the lines say; each is a list of texts and of complaints, by place."""
    sheet, names = None, []
    for number, (texts, complaints) in enumerate(lines, start=1):
        is_filled = any(text.strip() for text in texts) or bool(complaints)
        if number > MAX_LINES or (is_filled and sheet and len(sheet.lines) == MAX_ROWS):
            raise ValidationError(
                _("The table is too long: at most %(rows)s rows, in the first %(lines)s lines. Divide it.")
                % {"rows": MAX_ROWS, "lines": MAX_LINES},
                code="too_long",
            )
        if not is_filled:
            continue
        if sheet is None:
            names = _names(texts)
            sheet = Sheet([name for name in names if name])
            continue
        sheet.lines[number] = {
            name: _armed(text) for name, text in zip(names, [*texts, *[""] * len(names)], strict=False) if name
        }
        for place, complaint in complaints.items():
            if place < len(names) and names[place]:
                sheet.problems.append(Problem(number, names[place], complaint))
        if any(text.strip() for text in texts[len(names) :]):
            sheet.problems.append(Problem(number, "", _("There are more cells in this line than columns have names.")))
    if sheet is None:
        raise ValidationError(_("This file is empty."), code="empty")
    return sheet


def _names(texts):
    while texts and not texts[-1].strip():
        texts = texts[:-1]
    if len(texts) > MAX_COLUMNS:
        raise ValidationError(_("The table has more than %(number)s columns.") % {"number": MAX_COLUMNS})
    names = [text.strip().lower() for text in texts]
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise ValidationError(_("Two columns have the same name: %(names)s.") % {"names": ", ".join(twice)[:200]})
    return names


def _armed(text):
    text = _UNREADABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if _DISARMED.match(text) else text


def _complaints(texts):
    return {
        place: _("There are signs here that no text has. Write the cell anew.")
        for place, text in enumerate(texts)
        if _UNREADABLE.search(text)
    }


def _lines_of_csv(content):
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ValidationError(
            _("The letters of this file cannot be read. Save it as XLSX or as “CSV UTF-8”."), code="encoding"
        ) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        for texts in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield texts, _complaints(texts)
    except csv.Error:
        raise ValidationError(
            _("This file is neither XLSX nor CSV, or a quotation mark in it has no pair."), code="broken"
        ) from None


def _lines_of_xlsx(content, name):
    document = clean_document(ContentFile(content, name=name))
    broken = ValidationError(_("This table cannot be read. Open it, save it as XLSX and send it again."), code="broken")
    if document.kind != "xlsx":
        raise ValidationError(_("Send a table: an XLSX or CSV file."), code="kind")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
                raise ValidationError(_("This document is too big when unpacked."), code="too_big_unpacked")
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        # Far beyond what is read: without it, the file itself would say where it ends.
        for cells in book.worksheets[0].iter_rows(max_row=1_048_576, max_col=MAX_COLUMNS + 1):
            yield _texts_and_complaints(cells)
    except (zipfile.BadZipFile, *BROKEN):
        raise broken from None


def _texts_and_complaints(cells):
    texts, complaints = [], {}
    for place, cell in enumerate(cells):
        texts.append(_text(cell.value))
        if cell.value is not None and cell.data_type in ("f", "e"):
            complaints[place] = _("A formula or an error stands here. Put its value in its place.")
    return texts, complaints | _complaints(texts)


def _text(value):
    """A cell as somebody would type it: whole numbers without a point, days without midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "date"):
        return str(value).removesuffix(" 00:00:00").removesuffix(":00")
    return str(value)
