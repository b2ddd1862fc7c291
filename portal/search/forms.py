from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm
from portal.search.questions import LONGEST_QUESTION, clean
from portal.search.sources import sources


class QuestionField(forms.CharField):
    """Whatever people type: what cannot be searched for is left out, and nothing is refused."""

    def to_python(self, value):
        return clean(super().to_python(value))


def kind_choices():
    return [(source.kind, capfirst(source.model._meta.verbose_name_plural)) for source in sources()]


class SearchForm(FilterForm):
    """What is searched for, and among what."""

    q = QuestionField(
        label=_("What are you looking for?"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "maxlength": LONGEST_QUESTION, "enterkeyhint": "search", "data-suggest": ""}
        ),
    )
    kind = forms.ChoiceField(required=False, choices=kind_choices, widget=forms.HiddenInput)
