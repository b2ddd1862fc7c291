"""What every column means, for people: a page and, in both languages, a part of each release."""

from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.opendata.columns import Column, Kind
from portal.opendata.datasets import DATASETS, Dataset


class Entry(NamedTuple):
    """A column as the code book tells of it; ``meanings`` pairs codes with what they mean."""

    column: Column
    kind: str
    meanings: list[tuple[str, str]]


class Chapter(NamedTuple):
    """A list as the code book tells of it."""

    dataset: Dataset
    entries: list[Entry]


def kind_names() -> dict[Kind, str]:
    """What each kind of value is called in the active language."""
    return {
        Kind.TEXT: _("text"),
        Kind.HTML: _("text with HTML"),
        Kind.URL: _("web address"),
        Kind.INTEGER: _("whole number"),
        Kind.NUMBER: pgettext("kind of value", "number"),
        Kind.BOOLEAN: _("true or false"),
        Kind.DATE: _("day"),
        Kind.MOMENT: _("moment in UTC"),
        Kind.PARTIAL_DATE: _("year, month or day"),
        Kind.LIST: _("list"),
    }


def chapters() -> list[Chapter]:
    """The whole book in the active language."""
    names = kind_names()
    return [
        Chapter(
            dataset,
            [
                Entry(column, names[column.kind], [(code, str(label)) for code, label in column.choices])
                for column in dataset.columns
            ],
        )
        for dataset in DATASETS.values()
    ]


def as_markdown(language) -> str:
    """The whole book as a text for those who have the files alone."""
    with translation.override(language):
        lines = [f"# {_('Code book')}", "", *rules()]
        for chapter in chapters():
            lines += [
                "",
                f"## {chapter.dataset.name}.csv – {chapter.dataset.title}",
                "",
                str(chapter.dataset.about),
                "",
            ]
            for entry in chapter.entries:
                about = f"- `{entry.column.name}` ({entry.kind}"
                if entry.column.refers_to:
                    about += f" → {entry.column.refers_to}.csv"
                lines.append(f"{about}): {entry.column.about}")
                lines += [f"  - `{code}`: {label}" for code, label in entry.meanings]
        return "\n".join(lines) + "\n"


def rules() -> list[str]:
    """What holds for all tables."""
    return [
        _("Text in both languages: a column that ends in _uk is Ukrainian, one in _en English; empty where missing."),
        _("Empty: not known, or not told. A list in one cell has semicolons between its parts."),
        _(
            "A text that begins with =, +, −, @ or a blank sign has an apostrophe before it, so that no spreadsheet "
            "takes it for a formula."
        ),
        _("Communities bear KATOTTG codes, oblasts ISO 3166-2 codes, initiatives public numbers: these never change."),
        _(
            "Where exactness could endanger people, coordinates are rounded to a tenth of a degree or left out; names "
            "and contacts of people are never part of the data."
        ),
    ]
