from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm


class NewsFilter(FilterForm):
    """Narrows news to a year and a city; it offers those that there is news from."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    city = forms.TypedChoiceField(label=_("City"), required=False, empty_value=None)

    def __init__(self, data, *, years, cities):
        self.years = years
        self.cities = {city.slug: city for city in cities}
        super().__init__(data)

    def full_clean(self):
        # Here, because the parent's constructor makes the fields and at once looks at what was sent.
        self.fields["year"].choices = [("", pgettext_lazy("years", "All")), *((year, year) for year in self.years)]
        self.fields["city"].choices = [("", pgettext_lazy("cities", "All")), *self.cities.items()]
        self.fields["city"].coerce = self.cities.get
        super().full_clean()

    def narrow(self, articles):
        """The articles that the filter lets through."""
        if year := self.values.get("year"):
            articles = articles.in_year(year)
        if city := self.values.get("city"):
            articles = articles.about_city(city)
        return articles
