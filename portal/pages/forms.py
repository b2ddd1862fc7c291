import time

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.pages.models import Message


class LongTextField(forms.CharField):
    """Text of several lines. Browsers send each line break as two characters and count it as one; so do we."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ContactForm(forms.ModelForm):
    """A message to the association.

    Machines are kept off without a riddle for people: by a field that only they fill in (the message is then stored as
    spam), by the time since the form was opened, and by how much one ``sender`` may send in an hour.
    """

    SALT = "portal.pages.contact"
    SHORTEST = 3  # seconds; nobody writes a message faster
    LONGEST = 24 * 60 * 60

    text = LongTextField(
        label=_("Your message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Up to 5000 characters."),
    )
    # A plain Field takes whatever a machine puts in.
    website = forms.Field(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.Field(required=False, widget=forms.HiddenInput)

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

    def __init__(self, *args, sender="", language="", **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.sender = sender
        self.instance.language = language
        self.fields["topic"].choices = [("", pgettext_lazy("topic", "Choose")), *Message.Topic.choices]
        self.initial["opened"] = self.stamp()

    @classmethod
    def stamp(cls) -> str:
        """The time of now, signed."""
        return signing.dumps(time.time(), salt=cls.SALT)

    @property
    def is_refused_for_now(self) -> bool:
        """Whether the sender has sent too much within the hour."""
        return self.has_error(NON_FIELD_ERRORS, "too_much")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if len(name.splitlines()) > 1:
            raise forms.ValidationError(_("Write the name on one line."), code="lines")
        return name

    def clean(self):
        super().clean()
        self.instance.is_spam = bool((self.cleaned_data.get("website") or "").strip())
        if not self.instance.is_spam:
            self._clean_stamp()
        if Message.objects.sent_too_much(self.instance.sender):
            self.add_error(
                None,
                forms.ValidationError(
                    _("Too many messages came from your network within an hour. Please send yours a little later."),
                    code="too_much",
                ),
            )
        return self.cleaned_data

    def _clean_stamp(self):
        """Refuse what was sent too fast or too late, with a new stamp: sending again is all that people have to do."""
        try:
            opened = signing.loads(self.cleaned_data.get("opened") or "", salt=self.SALT, max_age=self.LONGEST)
        except signing.BadSignature:
            problem = _("The form was open for too long. Please send it again.")
        else:
            if time.time() - opened >= self.SHORTEST:
                return
            problem = _("That was faster than people write. Please look through your message and send it again.")
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = self.stamp()
        self.add_error(None, forms.ValidationError(problem, code="stamp"))
