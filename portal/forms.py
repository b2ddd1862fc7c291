import time

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import EMPTY_VALUES
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.languages import text_language


class PortalFormRenderer(TemplatesSetting):
    """Forms drawn with our own field group: label, help, error, all tied together for screen readers."""

    field_template_name = "components/field.html"


class FilterForm(forms.Form):
    """What a list is narrowed by, from the address. Nonsense is ignored, never an error.

    ``data`` is a QueryDict. ``values`` holds what was understood; ``ignored`` tells whether something was not, so that
    the page can say so.
    """

    use_required_attribute = False
    is_filter = True

    def __init__(self, data):
        super().__init__(data, auto_id="filter-%s")
        self.ignored = not self.is_valid()
        if self.ignored:
            # Shown again as if it had not been there: no error beside a field, nothing hostile handed back.
            self.data = self._understandable()
            self.full_clean()
        self.values = {name: value for name, value in self.cleaned_data.items() if value not in EMPTY_VALUES}

    def _understandable(self):
        """The data without what no field understands; a field with several values may keep some."""
        kept = MultiValueDict(self.data.lists())
        for name in self.errors:
            understand = getattr(self.fields[name], "understandable", None)
            kept.setlist(name, understand(kept.getlist(name)) if understand else [])
        return kept

    @property
    def notices(self) -> list[str]:
        """What the page tells its reader about the address: that some of it was ignored, if it was."""
        return [gettext("Some filters in the address were not understood and are ignored.")] if self.ignored else []


class NameSelect(forms.Select):
    """A list of rows by name; an English page marks the names that it has in Ukrainian only."""

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        row = getattr(value, "instance", None)
        if row and text_language(row, "name") != get_language():
            option["attrs"]["lang"] = text_language(row, "name")
        return option


class NameField(forms.ModelChoiceField):
    """A row chosen by its slug, as addresses name it.

    ``rows`` is asked anew for each form: the order hangs on the language, and what is current on the day.
    """

    def __init__(self, rows, *, required=False, **kwargs):
        super().__init__(None, to_field_name="slug", required=required, widget=NameSelect, **kwargs)
        self.rows = rows

    def __deepcopy__(self, memo):
        field = super().__deepcopy__(memo)
        field.queryset = self.rows()
        return field


class LongTextField(forms.CharField):
    """Text of several lines. Browsers send each line break as two characters and count it as one; so do we."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


def validate_one_line(value):
    """Raises ValidationError for text that would not fit into one line of a letter's head."""
    if len(value.splitlines()) > 1:
        raise forms.ValidationError(_("Write the name on one line."), code="lines")


class PublicForm(forms.Form):
    """A form that anybody may send; put it before ModelForm, whose model is a ``FromOutside``.

    Machines are kept off without a riddle for people: by a field that only they fill in (what they send is then stored
    as spam), by the time since the form was opened, and by how much one ``sender`` may send in an hour.
    """

    SALT: str  # each form has its own, so that a stamp of one does not open another
    SHORTEST = 3  # seconds; nobody writes faster
    LONGEST = 24 * 60 * 60

    # A plain Field takes whatever a machine puts in.
    website = forms.Field(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, sender="", language="", **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.sender = sender
        self.instance.language = language
        self.initial["opened"] = self.stamp()

    @classmethod
    def stamp(cls) -> str:
        """The time of now, signed."""
        return signing.dumps(time.time(), salt=cls.SALT)

    @property
    def is_refused_for_now(self) -> bool:
        """Whether the sender has sent too much within the hour."""
        return self.has_error(NON_FIELD_ERRORS, "too_much")

    @property
    def refusal_status(self) -> int:
        """The HTTP status of an answer that refuses what was sent."""
        return 429 if self.is_refused_for_now else 422

    def clean(self):
        super().clean()
        self.instance.is_spam = bool((self.cleaned_data.get("website") or "").strip())
        if not self.instance.is_spam:
            self._clean_stamp()
        if type(self.instance).objects.sent_too_much(self.instance.sender):
            self.add_error(
                None,
                forms.ValidationError(
                    _("Too many messages came from your network within an hour. Please send yours a little later."),
                    code="too_much",
                ),
            )
        return self.cleaned_data

    def _clean_stamp(self):
        """Refuse what was sent too fast or too late, with a new stamp: sending again is all that people have to do."""
        try:
            opened = signing.loads(self.cleaned_data.get("opened") or "", salt=self.SALT, max_age=self.LONGEST)
        except signing.BadSignature:
            problem = _("The form was open for too long. Please send it again.")
        else:
            # In the time to come where the clock was put back meanwhile: nobody but us has signed it.
            if self.SHORTEST <= abs(time.time() - opened) <= self.LONGEST:
                return
            problem = _("That was faster than people write. Please look through your message and send it again.")
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = self.stamp()
        self.add_error(None, forms.ValidationError(problem, code="stamp"))
