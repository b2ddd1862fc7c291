"""Forms of the admin: both languages of each text, and what comes with a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _
from simple_history.manager import SIMPLE_HISTORY_REVERSE_ATTR_NAME
from simple_history.utils import get_m2m_reverse_field_name

from portal.publishing.models import Publication, Status
from portal.publishing.parity import translated_fields

# Fields whose English is often the Ukrainian name itself, in Latin letters or, like EdCamp, as it is.
NAMES = {"name", "short_name", "hromada", "head_name", "contact_person", "place"}


class BilingualForm(forms.ModelForm):
    """Both languages of each text, English never alone; a version from the history brings its lists along."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NAMES.intersection(translated_fields(self._meta.model)):
            if english := self.fields.get(f"{name}_en"):
                english.widget.attrs["data-english-name"] = ""
        version = getattr(self.instance, SIMPLE_HISTORY_REVERSE_ATTR_NAME, None)
        for field in getattr(version, "_history_m2m_fields", ()):
            related = f"{get_m2m_reverse_field_name(field)}_id"
            self.initial[field.name] = list(getattr(version, field.name).values_list(related, flat=True))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not isinstance(self.instance, Publication):  # whose own clean() sees to it
            for name in translated_fields(self._meta.model):
                ukrainian, english = f"{name}_uk", f"{name}_en"
                if cleaned.get(english) and ukrainian in cleaned and not cleaned[ukrainian]:
                    self.add_error(english, _("English cannot stand alone: fill in the Ukrainian text first."))
        return cleaned


class PublicationForm(BilingualForm):
    """Keeps addresses in small letters, so that there is one way to write them."""

    def clean_slug(self):
        return (self.cleaned_data["slug"] or "").lower() or None


class MoveForm(forms.Form):
    """What comes with a decision: the status that was on the page, and a comment."""

    seen = forms.ChoiceField(choices=Status.choices, required=False)
    note = forms.CharField(max_length=4000, required=False)
