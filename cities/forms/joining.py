"""What may be typed by those who join: the application, its corrections, invitations."""

import uuid

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cities.models import City, Invitation, MembershipApplication, Representative
from cities.models.application import DECISION_TITLES, MOST_WORDS
from cities.register import find_hromadas_named, hromadas
from portal.consents import ConsentKind
from portal.forms import LongTextField, PublicForm, validate_one_line
from portal.media.fields import DocumentField
from portal.media.models import Document

# More namesakes than these do not help; the oblast does.
MOST_OFFERED = 15


class HromadaChoice(forms.Form):
    """A hromada of the state register, found by its name.

    One that fits is taken; of several the person chooses. Scripts fill in ``katottg`` at once.
    """

    hromada = forms.CharField(
        label=_("Hromada"),
        max_length=200,
        help_text=_(
            "The name of the hromada or of its city; add the oblast where there are namesakes. Public once accepted."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    katottg = forms.CharField(max_length=19, required=False, widget=forms.HiddenInput)

    found = ()  # what fits what was typed, where the person has to choose

    @property
    def offered(self):
        """The hromadas to choose from, as pairs of code and name with place; empty where there is nothing to choose."""
        return [(hromada.katottg, _title_and_place(hromada)) for hromada in self.found]

    def clean(self):
        cleaned = super().clean()
        if text := self.cleaned_data.get("hromada"):
            self._choose(find_hromadas_named(text))
        return cleaned

    def _choose(self, found):
        chosen = [hromada for hromada in found if hromada.katottg == self.cleaned_data.get("katottg")] or found
        if len(chosen) == 1:
            self.cleaned_data["katottg"] = chosen[0].katottg
            # Shown again, the form says which one was understood.
            self.data = self.data.copy()
            self.data.update({"hromada": _title_and_place(chosen[0]), "katottg": chosen[0].katottg})
        elif not found:
            self.add_error(
                "hromada",
                forms.ValidationError(
                    _("The state register has no hromada of this name. Try the name of its city or centre."),
                    code="unknown",
                ),
            )
        elif len(found) > MOST_OFFERED:
            self.add_error(
                "hromada",
                forms.ValidationError(
                    _("Many hromadas fit. Write more of the name, or add the oblast."), code="too_many"
                ),
            )
        else:
            self.found = found
            self.add_error(
                "hromada", forms.ValidationError(_("Several hromadas fit. Choose yours below."), code="several")
            )


def _title_and_place(hromada):
    return f"{hromada.title(get_language())}, {hromada.place(get_language())}"


class KeptDocument(forms.Form):
    """A document that is stored as soon as it comes, so that a form with mistakes elsewhere does not lose it."""

    SALT_KEPT = "cities.kept_document"
    # Files that a sender may leave here in an hour without sending a form.
    MOST_KEPT = 10

    decision = DocumentField(
        label=_("Decision of the council"),
        required=False,
        help_text=_(
            "PDF, DOCX, XLSX or ODT, up to 20 MB. Not public. You can add it later, on the page of your application."
        ),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def kept_document(self):
        """The document that was sent before and belongs to nothing yet; None where there is none."""
        try:
            pk = signing.loads(self.data.get("kept", ""), salt=self.SALT_KEPT, max_age=24 * 60 * 60)
        except signing.BadSignature:
            return None
        return Document.objects.filter(pk=pk, application__isnull=True).first()

    def keep_document(self):
        """Store the document of a form that is shown again, and put its signed number into the form."""
        upload = self.cleaned_data.get("decision")
        if upload and not self.instance.is_spam and self._may_keep():
            document = self._store(upload)
            self.data = self.data.copy()
            self.data["kept"] = signing.dumps(document.pk, salt=self.SALT_KEPT)

    def document(self):
        """The document to go with what is saved: the new one, else the one that was kept."""
        upload = self.cleaned_data.get("decision")
        return self._store(upload) if upload else self.kept_document()

    def _store(self, upload):
        return Document.objects.create(file=upload, **DECISION_TITLES)

    def _may_keep(self):
        counter = f"kept-documents:{self.instance.sender}"
        cache.add(counter, 0, timeout=60 * 60)
        return cache.incr(counter) <= self.MOST_KEPT


class ContactFields:
    """Widgets and words of the contact person, for forms on ``MembershipApplication``."""

    labels = {
        "contact_name": _("Name and surname"),
        "contact_role": pgettext_lazy("job", "Position"),
        "contact_email": _("E-mail"),
        "contact_phone": _("Telephone"),
    }
    help_texts = {
        "contact_name": _("Not public."),
        "contact_role": _("Not public."),
        "contact_email": _("Not public. We write here, and nowhere else."),
        "contact_phone": _("Not public."),
    }
    widgets = {
        "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
        "contact_role": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    }


def counted(rows):
    """A text area whose words a script counts while they are typed."""
    return forms.Textarea(attrs={"rows": rows, "maxlength": 2000, "data-most-words": MOST_WORDS})


UNTICKED = {"required": _("Without this tick we cannot take the application.")}


class ApplicationForm(HromadaChoice, KeptDocument, PublicForm, forms.ModelForm):
    """A hromada asks to be taken into the association (blocks of UNESCO's membership form)."""

    SALT = "cities.application.form"

    # As on the page, so that the summary of mistakes leads down it.
    field_order = [
        "hromada",
        "official_site",
        "head_title",
        "head_name",
        "contact_name",
        "contact_role",
        "contact_email",
        "contact_phone",
        "motivation",
        "practice",
        "decision",
        "pledge",
    ]

    official_site = forms.URLField(
        label=_("Official website"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Not public."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    motivation = LongTextField(
        label=_("Why the hromada wants to be a learning city"),
        max_length=2000,
        widget=counted(8),
        help_text=_("Up to 200 words. Not public."),
    )
    practice = LongTextField(
        label=_("What is done already and what is planned"),
        max_length=2000,
        required=False,
        widget=counted(8),
        help_text=_("Up to 200 words. Not public."),
    )
    pledge = forms.BooleanField(
        label=_("The hromada will act by the guiding documents of learning cities"), error_messages=UNTICKED
    )
    creation_key = forms.UUIDField(widget=forms.HiddenInput)
    consent_for_the_city = forms.BooleanField(
        label=_("I have the right to apply on behalf of the hromada"), error_messages=UNTICKED
    )
    consent_personal_data = forms.BooleanField(
        label=_("I agree that the association uses these data on me to consider the application"),
        error_messages=UNTICKED,
    )
    consent_unesco = forms.BooleanField(
        label=_("The application may be handed to the National Commission of Ukraine for UNESCO"), required=False
    )

    CONSENTS = {
        "consent_for_the_city": ConsentKind.FOR_THE_CITY,
        "consent_personal_data": ConsentKind.PERSONAL_DATA,
        "consent_unesco": ConsentKind.UNESCO,
    }

    class Meta:
        model = MembershipApplication
        fields = [
            "official_site",
            "head_title",
            "head_name",
            "contact_name",
            "contact_role",
            "contact_email",
            "contact_phone",
            "motivation",
            "practice",
            "pledge",
        ]
        labels = {
            "head_title": _("Office of the head"),
            "head_name": _("Name of the head"),
            **ContactFields.labels,
        }
        help_texts = {
            "head_title": _("Mayor or head of the military administration. Not public."),
            "head_name": _("Not public. Leave empty where naming a person could endanger them."),
            **ContactFields.help_texts,
        }
        widgets = ContactFields.widgets

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["creation_key"] = uuid.uuid4()
        for name in ("contact_name", "contact_role"):
            self.fields[name].validators.append(validate_one_line)

    def clean_contact_email(self):
        return self.cleaned_data["contact_email"].lower()

    def _choose(self, found):
        super()._choose(found)
        code = self.cleaned_data.get("katottg")
        if code in hromadas() and not self.has_error("hromada"):
            self._refuse_twice(code)
            self.instance.katottg = code

    def _refuse_twice(self, code):
        if MembershipApplication.objects.of_hromada(code).considered().exists():
            self.add_error(
                "hromada",
                forms.ValidationError(
                    _("An application of this hromada is being considered already. Questions? Write to us."),
                    code="considered",
                ),
            )
        elif City.objects.published().in_association().of_hromada(code).exists():
            self.add_error(
                "hromada",
                forms.ValidationError(
                    _("This hromada is in the association already. Questions? Write to us."),
                    code="member",
                ),
            )

    def save(self):
        """Store the application with its consents and its document."""
        self.instance.creation_key = self.cleaned_data["creation_key"]
        self.instance.decision = None if self.instance.is_spam else self.document()
        application = super().save()
        for field, kind in self.CONSENTS.items():
            if self.cleaned_data[field]:
                application.consents.create(kind=kind)
        return application


class CorrectionForm(KeptDocument, forms.ModelForm):
    """What an applicant may put right later: the contact person, and the council's decision where it was missing."""

    class Meta:
        model = MembershipApplication
        fields = ["contact_name", "contact_role", "contact_email", "contact_phone"]
        labels = ContactFields.labels
        help_texts = ContactFields.help_texts | {
            "contact_email": _("Not public. A new address counts once you confirm it: we send a letter there.")
        }
        widgets = ContactFields.widgets

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("contact_name", "contact_role"):
            self.fields[name].validators.append(validate_one_line)
        self.fields["decision"].help_text = _("PDF, DOCX, XLSX or ODT, up to 20 MB. Not public.")

    def clean_contact_email(self):
        """The address in use; a new one is in ``new_email`` until it is confirmed."""
        typed = self.cleaned_data["contact_email"].lower()
        known = self.instance.contact_email
        self.new_email = typed if typed != known else ""
        return known

    def save(self):
        if document := self.document():
            self.instance.decision = document
        return super().save()


# People of a city


class InvitationForm(forms.ModelForm):
    """Asks somebody to speak for a city."""

    class Meta:
        model = Invitation
        fields = ["email", "role", "language"]
        labels = {"email": _("E-mail"), "role": _("Role"), "language": _("Language of the letter")}
        help_texts = {"role": _("A lead also invites and removes others.")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args, city, **kwargs):
        super().__init__(*args, **kwargs)
        self.city = city
        self.fields["language"].choices = settings.LANGUAGES

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if self.city.representatives.confirmed().with_address(email).exists():
            raise forms.ValidationError(_("This person speaks for the city already."), code="known")
        return email


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=Representative.Role.choices)
