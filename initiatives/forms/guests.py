"""The forms of people without an account, and of the city that reads what they wrote."""

import uuid
from itertools import groupby

from django import forms
from django.db import transaction
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from cities.models import City
from initiatives.models import Consent, GuestProposal, Initiative
from portal.forms import LongTextField, NameField, PublicForm, validate_one_line
from portal.languages import sort_key


class ByOblast(ModelChoiceIterator):
    """Cities under the names of their oblasts, all in the alphabetical order of the active language."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        cities = sorted(self.queryset, key=lambda city: sort_key(city.get_oblast_display()))
        for oblast, together in groupby(cities, key=lambda city: city.get_oblast_display()):
            yield (oblast, [self.choice(city) for city in together])


class CityField(NameField):
    iterator = ByOblast


class ProposeForm(PublicForm, forms.ModelForm):
    """The beginning of an initiative by somebody without an account."""

    SALT = "initiatives.propose"

    title = forms.CharField(
        label=_("Title of the initiative, in Ukrainian"),
        max_length=120,
        help_text=_("Up to 120 characters. You can change it later."),
    )
    city = CityField(
        lambda: City.objects.published().by_name(), label=_("City / hromada"), empty_label=_("Choose"), required=True
    )
    agrees = forms.BooleanField(
        label=_("I agree to the processing of my personal data"),
        help_text=_(
            "The association uses your name and e-mail to work on this proposal. Its staff see them and, unless the"
            " community is occupied, those who speak for the city."
        ),
        error_messages={"required": _("Without your consent we cannot take the proposal.")},
    )
    # What this page chose: sent twice, it makes one draft.
    creation_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = GuestProposal
        fields = ["name", "email"]
        labels = {"name": _("Your name"), "email": _("Your e-mail")}
        help_texts = {
            "name": _("Readers do not see it."),
            "email": _("Readers do not see it. We send the link there by which you write on."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    field_order = ["title", "city", "name", "email", "agrees"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "title"):
            self.fields[name].validators.append(validate_one_line)

    @transaction.atomic
    def save(self):
        """Keep the draft, who writes it and the consent. Gives the proposal, None where the form was sent before."""
        initiative, is_new = Initiative.objects.get_or_create(
            creation_key=self.cleaned_data["creation_key"],
            defaults={"title_uk": self.cleaned_data["title"], "city": self.cleaned_data["city"]},
        )
        if not is_new:
            return None
        Consent.objects.create(initiative=initiative, kind=Consent.Kind.PERSONAL_DATA)
        self.instance.initiative = initiative
        return super().save()


class NewKeyForm(forms.Form):
    """Asks for another link to what one proposed."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("The one that you gave when you began."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NoteForm(forms.Form):
    """What the city tells the guest; ``label`` says why it is asked."""

    note = LongTextField(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
