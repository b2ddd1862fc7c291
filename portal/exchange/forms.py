from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.exchange.sheets import MAX_BYTES, read_sheet


class TableForm(forms.Form):
    """A table that comes in; of the cleaned data, ``sheet`` is what it says and ``content`` its bytes."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("XLSX or CSV, up to 5 MB and 1000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table

    def clean_file(self):
        upload = self.cleaned_data["file"]
        content = upload.read(MAX_BYTES + 1)
        sheet = read_sheet(content, upload.name)
        names = self.table.fields
        if not set(sheet.columns) & set(names):
            raise ValidationError(
                _("The first line has to hold names of columns, such as: %(names)s. Begin with the empty table."),
                params={"names": ", ".join([name for name in names if name.endswith(("_uk", "_en"))][:4] or names)},
            )
        self.cleaned_data |= {"sheet": sheet, "content": content}
        return upload
