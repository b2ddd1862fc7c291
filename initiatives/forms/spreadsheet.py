from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.spreadsheet import read_form


class SpreadsheetForm(forms.Form):
    """A filled form that comes back; ``reading`` of the cleaned data is what it says."""

    file = forms.FileField(
        label=_("The filled form"),
        help_text=_("The XLSX file that you downloaded here, up to 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    over_others = forms.BooleanField(
        label=_("Put its answers over what was written here since it was downloaded"), required=False
    )

    def __init__(self, *args, initiative, hides_people=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.initiative, self.hides_people = initiative, hides_people

    def clean_file(self):
        self.cleaned_data["reading"] = read_form(
            self.cleaned_data["file"], self.initiative, hides_people=self.hides_people
        )
        return self.cleaned_data["file"]
