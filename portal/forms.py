from django import forms
from django.core.validators import EMPTY_VALUES
from django.forms.renderers import TemplatesSetting
from django.utils.translation import get_language, gettext

from portal.languages import text_language


class PortalFormRenderer(TemplatesSetting):
    """Forms drawn with our own field group: label, help, error, all tied together for screen readers."""

    field_template_name = "components/field.html"


class FilterForm(forms.Form):
    """What a list is narrowed by, from the address. Nonsense is ignored, never an error.

    ``values`` holds what was understood; ``ignored`` tells whether something was not, so that the page can say so.
    """

    use_required_attribute = False
    is_filter = True

    def __init__(self, data):
        super().__init__(data, auto_id="filter-%s")
        self.ignored = not self.is_valid()
        if self.ignored:
            # Shown again as if it had not been there: no error beside a field, nothing hostile handed back.
            self.data = {name: value for name, value in self.data.items() if name not in self.errors}
            self.full_clean()
        self.values = {name: value for name, value in self.cleaned_data.items() if value not in EMPTY_VALUES}

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

    def __init__(self, rows, **kwargs):
        super().__init__(None, to_field_name="slug", required=False, widget=NameSelect, **kwargs)
        self.rows = rows

    def __deepcopy__(self, memo):
        field = super().__deepcopy__(memo)
        field.queryset = self.rows()
        return field
