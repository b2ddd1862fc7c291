from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cities.models import City
from initiatives.models import Area
from portal.forms import PublicForm
from portal.newsletter.models import Subscriber, SubscriptionRequest
from portal.templatetags.portal import text


class RowsField(forms.MultipleChoiceField):
    """Any of a few rows, by their slugs. ``offered`` gives the rows; it is asked anew for each form."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, offered, **kwargs):
        super().__init__(required=False, **kwargs)
        self.offered = offered

    def __deepcopy__(self, memo):
        field = super().__deepcopy__(memo)
        field.rows = {row.slug: row for row in self.offered()}
        field.choices = [(slug, text(row, "name")) for slug, row in field.rows.items()]
        return field

    def prepare_value(self, value):
        return [getattr(row, "slug", row) for row in value or []]

    def clean(self, value):
        return [self.rows[slug] for slug in super().clean(value)]


class WishesForm(forms.ModelForm):
    """In which language the letters come and what they are about."""

    language = forms.ChoiceField(
        label=_("Language of the letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    cities = RowsField(lambda: City.objects.published().in_directory().by_name(), label=_("Cities"))
    areas = RowsField(lambda: Area.objects.current().in_list_order(), label=_("Areas"))

    class Meta:
        model = Subscriber
        fields = ["language", "cities", "areas"]

    @property
    def narrows(self) -> bool:
        """Whether something is chosen, or wrong, among cities and areas."""
        return any(self[name].value() or self[name].errors for name in ("cities", "areas"))


class SubscribeForm(PublicForm, WishesForm):
    """Asks for the newsletter."""

    SALT = "portal.newsletter.subscribe"

    class Meta(WishesForm.Meta):
        model = SubscriptionRequest
        fields = ["email", *WishesForm.Meta.fields]
        labels = {"email": _("Your e-mail")}
        help_texts = {"email": _("We write there once a month, and for nothing else.")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, language=language, **kwargs)
        self.initial["language"] = language

    def clean_email(self):
        return self.cleaned_data["email"].lower()
