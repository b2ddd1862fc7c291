"""Fields of the writing form: they take what officials type, and never cut a text short."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# 09.2024 and 15.09.2024, as dates are written in Ukraine.
_WRITTEN_DATE = re.compile(r"(?:([0-9]{1,2})\.)?([0-9]{1,2})\.([0-9]{4})")
_GAPS = re.compile(r"[\s\u00a0\u202f]")


class Limited:
    """A text with a limit that is told and counted; the browser must not cut off what is over it."""

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | {"data-limit": str(self.max_length)} if self.max_length else attrs


def limit_of(field) -> str:
    """The sentence that tells the limit of a text of several lines; "" for every other field.

    Lines have room for all that belongs into them; who passes the limit all the same is told at the field.
    """
    if not isinstance(field, TextField):
        return ""
    return gettext("Up to %(limit)s characters.") % {"limit": field.max_length}


class LineField(Limited, forms.CharField):
    """Text of one line."""


class AddressField(Limited, forms.URLField):
    """The address of a page; the letters before the host may be left out."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class EmailField(Limited, forms.EmailField):
    """An e-mail address."""


class TextField(Limited, forms.CharField):
    """Text of several lines; a line break counts as one character, as browsers show it."""

    widget = forms.Textarea

    def to_python(self, value):
        text = super().to_python(value)
        return text and text.replace("\r\n", "\n")


class PartialDateField(forms.CharField):
    """A year, a month or a day: 2024, 2024-09 or, as Ukrainians write, 09.2024."""

    def to_python(self, value):
        text = super().to_python(value)
        written = _WRITTEN_DATE.fullmatch(text or "")
        return "-".join(part.zfill(2) for part in reversed(written.groups()) if part) if written else text

    def widget_attrs(self, widget):
        return {"autocomplete": "off"}


class NumberField(forms.DecimalField):
    """A number with a comma or a point, with gaps between the thousands, rounded to the places that are kept."""

    widget = forms.TextInput

    def to_python(self, value):
        number = super().to_python(_GAPS.sub("", str(value or "")).replace(",", "."))
        if number is None or not number.is_finite() or self.decimal_places is None:
            return number
        if number.adjusted() > self.max_digits:
            return number
        return number.quantize(Decimal(1).scaleb(-self.decimal_places), ROUND_HALF_UP)

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off"}


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or no answer yet."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        choices = [("", _("no answer yet")), ("yes", _("yes")), ("no", _("no"))]
        super().__init__(
            choices=choices, coerce=lambda value: value == "yes", empty_value=None, required=False, **kwargs
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value)
