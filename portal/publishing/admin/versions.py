"""What changed between two versions of a row, in words of the reader's language."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from simple_history.template_utils import HistoricalRecordContextHelper

from portal.publishing.differences import differences
from portal.richtext import RichTextField, plain_text


class ChangesInWords(HistoricalRecordContextHelper):
    """Each field that changed: its label, and the old and the new text in one, word by word."""

    def context_for_delta_changes(self, delta):
        return [self._in_words(change) for change in delta.changes]

    def _in_words(self, change):
        field = self.model._meta.get_field(change.field)
        old, new = (_words(field, self.prepare_delta_change_value(change, value)) for value in (change.old, change.new))
        return {"field": capfirst(field.verbose_name), "pieces": differences(old, new)}


def _words(field, value) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value)
    if isinstance(field, RichTextField):
        return plain_text(value)
    return str(dict(field.flatchoices).get(value, value))
