"""What tests of feeds and data ask for, and how they read the answer."""

import csv
import io
import json
import xml.etree.ElementTree as ET

from icalendar import Calendar

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def data_of(response):
    """The JSON of an answer that is what was asked for."""
    assert response.status_code == 200
    return json.loads(body_of(response))


def table_of(response) -> list[dict]:
    """The rows of a CSV answer by their column names."""
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(body_of(response).decode())))


def feed_of(response):
    """The root element of an Atom answer."""
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 – what it reads we wrote


def entries_of(response):
    return feed_of(response).findall(f"{ATOM}entry")


def titles_of(response):
    return [entry.findtext(f"{ATOM}title") for entry in entries_of(response)]


def events_of(response):
    """The events of a calendar."""
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content.decode()).walk("VEVENT")
