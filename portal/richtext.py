import html
import re

from django_prose_editor.fields import ProseEditorField

_TAG = re.compile("<[^>]*>")


class RichTextField(ProseEditorField):
    """Text with headings, lists, links, quotes and tables; anything else is cut out on every save.

    The editor offers what the sanitiser allows, so nothing that an editor makes is lost.
    """

    def __init__(self, *args, **kwargs):
        extensions = {
            "Bold": True,
            "Italic": True,
            "Heading": {"levels": [2, 3]},
            "BulletList": True,
            "OrderedList": {"enableListAttributes": False},
            "ListItem": True,
            "Blockquote": True,
            "HardBreak": True,
            "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
            "Table": True,
            "TableRow": True,
            "TableHeader": True,
            "TableCell": True,
        }
        super().__init__(*args, **{"extensions": extensions, "sanitize": True} | kwargs)

    def pre_save(self, instance, add):
        # Not by setattr: on the bare name of a translated field it writes into the column of the active language.
        clean = instance.__dict__[self.attname] = self._clean(getattr(instance, self.attname))
        return clean

    def get_db_prep_save(self, value, connection):
        # The parent sanitises in full_clean() only; imports, update() and bulk_update() must be as safe.
        return super().get_db_prep_save(self._clean(value), connection)

    def _clean(self, value):
        return self.sanitize(value) if isinstance(value, str) else value


def plain_text(markup: str | None) -> str:
    """What readers see of rich text, without markup: a space where an element begins or ends."""
    return " ".join(html.unescape(_TAG.sub(" ", markup or "")).split())
