"""What the rooms tell search: which of their rows are found, and what of each.

A room registers its sources in its own ``search.py``; the engine knows no room.
"""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import override


@dataclass
class Document:
    """What search keeps of a row. Only what every reader of its page sees may stand here.

    Texts are plain, without markup. ``names``: what it is called besides; found like a title. ``also``: names of what
    it is joined with, in both languages; found like a summary. ``tags``: what likens it to others, such as "area3".
    """

    title_uk: str
    title_en: str
    address: str
    date: datetime.date
    summary_uk: str = ""
    summary_en: str = ""
    text_uk: str = ""
    text_en: str = ""
    place_uk: str = ""
    place_en: str = ""
    names: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


class Source:
    """How the rows of one model get into the index.

    ``joined`` maps each further model of which a document tells something to the lookups that lead from ``model`` to
    it: when such a row changes, so do the documents.
    """

    model: type
    joined: dict[type, list[str]] = {}
    is_dated = False

    @property
    def kind(self) -> str:
        """The source's name in addresses and in the index."""
        return self.model._meta.model_name

    def published(self):
        """The rows that readers may find, with all that :meth:`document` reads."""
        raise NotImplementedError

    def document(self, row) -> Document:
        raise NotImplementedError

    def cards(self):
        """The rows that readers may find, with all that a card shows."""
        return self.model.objects.published().for_cards()


_SOURCES: dict[type, Source] = {}


def register(source_class):
    """Class decorator: let search know a source."""
    _SOURCES[source_class.model] = source_class()
    return source_class


def sources() -> list[Source]:
    return list(_SOURCES.values())


def source_of(model) -> Source:
    """The source of a model; raises KeyError for one that no room has registered."""
    return _SOURCES[model]


def autodiscover():
    autodiscover_modules("search")


def in_both(say) -> dict[str, str]:
    """What a function says in each language, as plain text: ``in_both(city.get_oblast_display)``."""
    spoken = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            spoken[language] = str(say())
    return spoken


def ukrainian_address(row) -> str:
    """The path of the row's Ukrainian page."""
    with override(settings.LANGUAGE_CODE):
        return row.get_absolute_url()
