"""Forms of the style page: each kind of field that the portal draws."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.facets import Chip, FacetForm, Group, Panel, Value
from portal.forms import FilterForm

CHOICES = [("1", _("First choice")), ("2", _("Second choice")), ("3", _("Third choice"))]


class SampleForm(forms.Form):
    """Every kind of field, required and optional, with and without help."""

    line = forms.CharField(label=_("One line"))
    email = forms.EmailField(
        label=_("Your e-mail"), required=False, help_text=_("We use it to answer you and for nothing else.")
    )
    number = forms.IntegerField(label=_("Number"), required=False, min_value=1)
    date = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    lines = forms.CharField(
        label=_("Several lines"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Up to 5000 characters.")
    )
    one = forms.ChoiceField(label=_("One of a list"), choices=[("", pgettext_lazy("topic", "Choose")), *CHOICES])
    radio = forms.ChoiceField(
        label=_("One of a few"), choices=CHOICES, widget=forms.RadioSelect, help_text=_("All are seen at once.")
    )
    several = forms.MultipleChoiceField(
        label=_("Any of a few"), choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    tick = forms.BooleanField(label=_("A single tick"))
    file = forms.FileField(label=_("File"), required=False)


class SampleFilter(FilterForm):
    """Filters of a list: what most readers look for, and the rest folded away."""

    words = forms.CharField(label=_("Words in the title"), required=False, widget=forms.SearchInput)
    choice = forms.ChoiceField(
        label=_("One of a list"), required=False, choices=[("", pgettext_lazy("cities", "All")), *CHOICES]
    )
    further = forms.ChoiceField(
        label=_("Another list"), required=False, choices=[("", pgettext_lazy("cities", "All")), *CHOICES]
    )


class SampleFacets(FacetForm):
    """The words above facets; the facets themselves are those of :func:`sample_panel`."""

    q = forms.CharField(label=_("What you look for"), required=False, widget=forms.SearchInput)


def sample_panel(chosen=()) -> Panel:
    """Facets that no database holds; of the first one the values in ``chosen`` are chosen."""
    values = [
        Value(
            text=text,
            label=str(label),
            lang="",
            heading="",
            is_chosen=text in chosen,
            number=12 // int(text),
            is_further=bool(chosen) and text not in chosen,
        )
        for text, label in CHOICES
    ]
    groups = [
        Group("one", _("One of a list"), values, is_open=True, total=63, all_query="?more=one"),
        Group("another", _("Another list"), values[-1:], is_open=False),
    ]
    chips = [Chip(str(_("One of a list")), value.label, "", "") for value in values if value.is_chosen]
    return Panel(groups, chips, [(_("newest first"), "", True), (_("by title"), "?sort=title", False)])
