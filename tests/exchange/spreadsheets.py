"""Tables as people send them and get them."""

import csv
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook


def url(model, name):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")


def csv_of(*rows, delimiter=","):
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def xlsx_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def send(client, model, content, name="table.csv"):
    """Shows what a table would do."""
    return client.post(url(model, "import"), {"file": SimpleUploadedFile(name, content)})


def agree(client, model, response):
    return client.post(url(model, "import_confirm"), {"key": response.context["key"]})


def bring(client, model, *rows):
    """Brings rows in, agreeing to what they do; gives what was shown before."""
    shown = send(client, model, csv_of(*rows))
    assert shown.context["outcome"].problems == []
    agree(client, model, shown)
    return shown


def problems(response):
    return [(problem.line, problem.column) for problem in response.context["outcome"].problems]


def taken_csv(client, model, query=""):
    """What an export says: a dictionary for each row."""
    response = client.get(url(model, "export_csv") + query)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def taken_xlsx(client, model, query=""):
    response = client.get(url(model, "export_xlsx") + query)
    return b"".join(response.streaming_content)


def sheet_in(content):
    head, *rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]
