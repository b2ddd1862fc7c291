"""Whole lists as CSV (RFC 4180) and GeoJSON (RFC 7946), written row by row."""

import csv
import json

# Spreadsheets that know no better take a file without it for one in the code page of their country.
BOM = "\ufeff"
# Rows that are fetched, with all that belongs to them, at a time.
CHUNK = 500


class _Echo:
    """What the writer of CSV takes for a file: it gives each line back."""

    def write(self, line):
        return line


def csv_lines(dataset, rows, *, bom=False):
    """The lines of a table, its head first."""
    writer = csv.writer(_Echo())
    yield (BOM if bom else "") + writer.writerow(dataset.names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield writer.writerow(dataset.cells(row))


def geojson_pieces(dataset, rows, *, members):
    """The text of a FeatureCollection; ``members`` stand beside its features."""
    head = {"type": "FeatureCollection", **members}
    yield f'{_json(head)[:-1]}, "features": ['
    for number, row in enumerate(rows.iterator(chunk_size=CHUNK)):
        yield f"{',' if number else ''}\n{_json(dataset.feature(row))}"
    yield "\n]}\n"


def _json(value):
    return json.dumps(value, ensure_ascii=False)
