"""A question to a city, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import CityQuestion
from portal.forms import LongTextField, PublicForm, validate_one_line


class QuestionForm(PublicForm, forms.ModelForm):
    """A question to a city, from anybody."""

    SALT = "cities.question"

    text = LongTextField(
        label=_("Your question"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Up to 3000 characters."),
    )

    class Meta:
        model = CityQuestion
        fields = ["name", "email", "text"]
        labels = {"name": _("Your name"), "email": _("Your e-mail")}
        help_texts = {
            "name": _("The city reads it above your question."),
            "email": _("The city does not see it: the answer comes to you through the portal."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, city, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.city = city
        self.fields["name"].validators.append(validate_one_line)


class AnswerForm(forms.Form):
    """The city's answer to a question."""

    answer = LongTextField(
        label=_("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Up to 5000 characters. It goes to the asker in the name of the city."),
    )
