from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import City
from cities.oblasts import Oblast, oblast_choices
from initiatives.models import Area, AssociationTask, Initiative, Sdg, TargetGroup
from portal.forms import FilterForm, NameField
from portal.languages import fold


class NumberedNameField(NameField):
    def label_from_instance(self, obj):
        return f"{obj.number}. {obj.name}"


def cities_by_name():
    return City.objects.published().by_name()


class InitiativeFilterForm(FilterForm):
    """What the catalogue is narrowed by; every value is one that people can read in the address."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=100, widget=forms.SearchInput)
    city = NameField(cities_by_name, label=_("City"), empty_label=_("All cities"))
    oblast = forms.TypedChoiceField(
        label=_("Oblast"), required=False, choices=oblast_choices, coerce=Oblast.from_slug, empty_value=None
    )
    area = NumberedNameField(Area.objects.current, label=_("Area"), empty_label=_("All areas"))
    task = NumberedNameField(
        AssociationTask.objects.current, label=_("Task of the association"), empty_label=_("All tasks")
    )
    sdg = NumberedNameField(
        Sdg.objects.current, label=_("Sustainable Development Goal"), empty_label=pgettext_lazy("SDGs", "All goals")
    )
    group = NameField(TargetGroup.objects.current, label=_("Target group"), empty_label=_("All groups"))
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("Any stage")), *Initiative.Stage.choices]
    )
    sort = forms.ChoiceField(
        label=pgettext_lazy("of a list", "Order"),
        required=False,
        choices=[("newest", _("newest first")), ("title", _("by title"))],
    )

    NARROWING = {
        "q": "titled",
        "city": "of_city",
        "oblast": "in_oblast",
        "area": "tagged",
        "task": "tagged",
        "sdg": "tagged",
        "group": "tagged",
        "stage": "at_stage",
    }

    # What most readers look for; the rest unfolds, so that a telephone shows initiatives and not only their filters.
    FIRST = ("q", "city", "area")

    @property
    def first_fields(self):
        return [self[name] for name in self.FIRST]

    @property
    def further_fields(self):
        return [field for field in self if field.name not in self.FIRST]

    @property
    def uses_further_fields(self) -> bool:
        return any(name not in self.FIRST for name in self.values)

    def clean_q(self):
        return fold(self.cleaned_data["q"])

    def narrow(self, initiatives):
        """Those of the initiatives that match every value that was understood, in the order asked for."""
        for name, method in self.NARROWING.items():
            if name in self.values:
                initiatives = getattr(initiatives, method)(self.values[name])
        return initiatives.by_title() if self.values.get("sort") == "title" else initiatives.newest_first()
