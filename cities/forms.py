from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.models import City, Network
from cities.models.sectors import Sector
from cities.oblasts import Oblast, oblast_choices
from portal.forms import FilterForm
from portal.languages import fold


class DirectoryFilter(FilterForm):
    """What the directory of cities is narrowed by.

    Any oblast and any network is understood; the lists offer those where ``cities`` are.
    """

    q = forms.CharField(label=_("Name of a city or hromada"), max_length=100, required=False, widget=forms.SearchInput)
    oblast = forms.TypedChoiceField(
        label=_("Oblast"), choices=oblast_choices, coerce=Oblast.from_slug, empty_value=None, required=False
    )
    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label=_("All networks"),
        required=False,
    )
    # Chosen by links, never typed: the form does not show it.
    initial = forms.CharField(max_length=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, cities):
        self.cities = cities
        super().__init__(data)
        self._offer("oblast", {Oblast(code).slug for code in cities.oblasts()})
        self._offer("network", set(Network.objects.in_use().values_list("slug", flat=True)))

    def clean_q(self):
        return fold(self.cleaned_data["q"])

    def clean_initial(self):
        letter = self.cleaned_data["initial"].upper()
        if letter and letter not in self.cities.initials():
            raise ValidationError(_("No name begins with this letter."), code="unknown_initial")
        return letter

    def found(self):
        """The cities that the filters leave."""
        cities = self._found_with_any_initial()
        return cities.starting_with(self.values["initial"]) if "initial" in self.values else cities

    def initials(self) -> list[str]:
        """The letters with which the cities begin that the other filters leave."""
        return self._found_with_any_initial().initials()

    def _found_with_any_initial(self):
        cities = self.cities
        if "q" in self.values:
            cities = cities.named(self.values["q"])
        if "oblast" in self.values:
            cities = cities.in_oblast(self.values["oblast"])
        if "network" in self.values:
            cities = cities.in_network(self.values["network"].slug)
        return cities

    def _offer(self, name, slugs):
        """Leave in the list what is worth choosing, and what is chosen."""
        worth = slugs | {"", self.data.get(name, "")}
        field = self.fields[name]
        field.widget.choices = [(slug, label) for slug, label in field.choices if str(slug) in worth]


class PartnerFilter(FilterForm):
    """What the list of partners is narrowed by.

    Any published city is understood; the list offers those with partners.
    """

    kind = forms.ChoiceField(label=_("Sector"), choices=[("", _("All sectors")), *Sector.choices], required=False)
    city = forms.ModelChoiceField(
        label=_("City"),
        queryset=City.objects.published(),
        to_field_name="slug",
        required=False,
    )

    def __init__(self, data):
        super().__init__(data)
        offered = City.objects.published().with_partners().by_name()
        chosen = self.values.get("city")
        cities = {city.slug: str(city) for city in [*offered, *([chosen] if chosen else [])]}
        self.fields["city"].widget.choices = [("", _("All cities")), *cities.items()]

    def found(self, partners):
        """The partners that the filters leave."""
        if "kind" in self.values:
            partners = partners.in_sector(self.values["kind"])
        if "city" in self.values:
            partners = partners.in_city(self.values["city"])
        return partners
