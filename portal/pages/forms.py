from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import LongTextField, PublicForm, validate_one_line
from portal.pages.models import Message


class ContactForm(PublicForm, forms.ModelForm):
    """A message to the association."""

    SALT = "portal.pages.contact"

    text = LongTextField(
        label=_("Your message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Up to 5000 characters."),
    )

    class Meta:
        model = Message
        fields = ["topic", "name", "email", "text"]
        labels = {
            "topic": _("What it is about"),
            "name": _("Your name"),
            "email": _("Your e-mail"),
        }
        help_texts = {"email": _("We use it to answer you and for nothing else.")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", pgettext_lazy("topic", "Choose")), *Message.Topic.choices]
        self.fields["name"].validators.append(validate_one_line)
