"""The four steps in which an initiative is written, and the small forms around them."""

from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.db.models import Case, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cities.models import City, Partner
from cities.models.sectors import Sector
from initiatives.forms.fields import (
    AddressField,
    EmailField,
    LineField,
    NumberField,
    PartialDateField,
    TextField,
    YesNoField,
    limit_of,
)
from initiatives.forms.pieces import CHOOSE, FieldsPiece, RowForm, RowsPiece, WholePiece, rows_of
from initiatives.forms.questions import QUESTIONS, both
from initiatives.models import (
    Area,
    AssociationTask,
    Consent,
    Contact,
    Exchange,
    Initiative,
    InitiativeLink,
    InitiativePartner,
    Resource,
    Result,
    Sdg,
    Step,
    TargetGroup,
    Theme,
    TransferNeed,
)
from portal.languages import fold

MOST_AREAS = 3
READERS_NEVER_SEE = _("Readers never see this.")
READERS_MAY_SEE = _("Readers see this only if you tick the box below.")


def lines(*names):
    return dict.fromkeys((column for name in names for column in both(name)), LineField)


def texts(*names):
    return dict.fromkeys((column for name in names for column in both(name)), TextField)


def tall(rows, *names):
    return {column: forms.Textarea(attrs={"rows": rows}) for name in names for column in both(name)}


LANGUAGE_LABELS = {"uk": _("In Ukrainian"), "en": _("In English")}

# Step 1


class EntriesField(forms.ModelMultipleChoiceField):
    """Entries of a reference list: those of today and those that the initiative bears already."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, model, chosen):
        self.queryset = model.objects.filter(
            Q(pk__in=model.objects.current().values("pk")) | Q(pk__in=chosen.values("pk"))
        )


class WhatFields(FieldsPiece):
    """What the initiative is: its own fields of step 1."""

    PAIRS = ({"start", "end"},)
    REFERENCES = {"areas": Area, "themes": Theme, "sdgs": Sdg, "tasks": AssociationTask, "target_groups": TargetGroup}

    class Meta:
        model = Initiative
        fields = [
            *both("title"),
            "partner_cities",
            *both("summary"),
            "stage",
            "start",
            "end",
            "areas",
            "themes",
            "sdgs",
            "tasks",
            "target_groups",
            "education_kind",
            "delivery",
            "learning_language",
        ]
        field_classes = (
            lines("title")
            | texts("summary")
            | {"start": PartialDateField, "end": PartialDateField}
            | dict.fromkeys(("areas", "themes", "sdgs", "tasks", "target_groups"), EntriesField)
        )
        widgets = tall(4, "summary") | {
            "partner_cities": forms.CheckboxSelectMultiple,
            "stage": forms.RadioSelect,
            "education_kind": forms.RadioSelect,
            "delivery": forms.RadioSelect,
            "learning_language": forms.RadioSelect,
        }

    def __init__(self, data=None, *, initiative, **kwargs):
        super().__init__(data, initiative=initiative, **kwargs)
        for name, model in self.REFERENCES.items():
            self.fields[name].offer(model, getattr(initiative, name))
        # Education and cities, which every learning city serves, come first.
        four_and_eleven = Case(When(number__in=(4, 11), then=Value(0)), default=Value(1))
        self.fields["sdgs"].queryset = self.fields["sdgs"].queryset.order_by(four_and_eleven, "number")
        self.fields["partner_cities"].queryset = City.objects.published().exclude(pk=initiative.city_id).by_name()
        for name in ("stage", "education_kind", "delivery", "learning_language"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]

    def clean_areas(self):
        areas = self.cleaned_data["areas"]
        if len(areas) > MOST_AREAS:
            raise forms.ValidationError(_("Choose three at most: those that say most about it."), code="many")
        return areas


def known_partner(name, initiative):
    """The partner of this name that the portal lists or that the initiative's city has named; None for a new one."""
    called = Partner.objects.listed_or_of(initiative.city).called(name)
    return min(called, key=lambda partner: not partner.is_published, default=None)


def name_partner(name, kind, initiative, website="") -> Partner:
    """A new partner, which only staff see until they publish it."""
    partner = Partner.objects.create(name_uk=name, kind=kind, website=website)
    partner.cities.add(initiative.city)
    return partner


class PartnerByName(forms.Form):
    """A partner picked from the list by its name, or a new one with its sector; mixed into other forms."""

    name = LineField(
        label=pgettext_lazy("of an organisation", "Name"),
        max_length=250,
        widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Sector"), required=False, choices=[("", CHOOSE), *Sector.choices])

    def clean(self):
        super().clean()
        name = self.cleaned_data.get("name")
        if not name:
            return self.cleaned_data
        stored = self.stored_partner()
        same = stored and fold(name) in (fold(stored.name_uk), fold(stored.name_en or ""))
        partner = stored if same else known_partner(name, self.initiative)
        self.cleaned_data["partner"] = partner
        if partner:
            self.cleaned_data |= {"name": partner.name_uk, "kind": partner.kind}
        elif not self.cleaned_data.get("kind") and not self.has_error("kind"):
            self.add_error("kind", _("This name is not in the list yet: choose its sector, and we add it."))
        return self.cleaned_data

    def stored_partner(self):
        """The partner that stands here now, listed or not."""
        return

    def partner(self, website=""):
        """The partner meant, added where it is new."""
        told = self.cleaned_data
        return told["partner"] or name_partner(told["name"], told["kind"], self.initiative, website)


class OrganisationForm(PartnerByName, WholePiece):
    """Field 5: the organisation in charge."""

    COUNTS = ("name", "website")

    website = AddressField(label=_("Website"), required=False, max_length=300)

    def standing(self, initiative):
        partner = initiative.organisation
        return {"name": partner.name, "kind": partner.kind, "website": partner.website} if partner else {}

    def clean(self):
        if partner := super().clean().get("partner"):
            self.cleaned_data["website"] = partner.website
        return self.cleaned_data

    def stored_partner(self):
        return self.initiative.organisation

    def write(self, values, by):
        partner = self.partner(values["website"]) if values else None
        if partner != self.initiative.organisation:
            self.initiative.organisation = partner

    def store(self, by, quietly):
        before = self.initiative.organisation_id
        super().store(by, quietly)
        return {"organisation"} if self.initiative.organisation_id != before else set()


# Step 2


class StoryFields(FieldsPiece):
    """The story: its own fields of step 2."""

    class Meta:
        model = Initiative
        fields = [
            column
            for name in ("problem", "objectives", "activities", "evaluation", "innovation", "lessons")
            for column in both(name)
        ]
        field_classes = texts("problem", "objectives", "activities", "evaluation", "innovation", "lessons")
        widgets = (
            tall(8, "problem")
            | tall(6, "objectives", "evaluation", "lessons")
            | tall(12, "activities")
            | tall(5, "innovation")
        )


class ResultForm(RowForm):
    """Field 16: a result, its year and how it was counted."""

    value = NumberField(
        label=pgettext_lazy("amount", "number"), required=False, max_digits=10, decimal_places=0, min_value=0
    )

    class Meta:
        model = Result
        fields = ["kind", "value", "year", *both("description"), *both("method")]
        field_classes = lines("description", "method")
        widgets = {"year": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})}

    def clean(self):
        super().clean()
        told = self.cleaned_data
        if told.get("value") is None and not told.get("description_uk") and not self.errors:
            self.add_error("value", _("Give the number, or say in words what was reached."))
        return told


# Step 3


class RepeatFields(FieldsPiece):
    """How to repeat it: its own fields of step 3."""

    works_without_power = YesNoField(label=_("Works without power"))
    works_without_internet = YesNoField(label=_("Works without internet"))
    works_in_shelter = YesNoField(label=_("Works in a shelter"))

    class Meta:
        model = Initiative
        fields = [
            *both("transfer"),
            "works_without_power",
            "works_without_internet",
            "works_in_shelter",
            *both("resilience_note"),
            "accessibility",
            *both("accessibility_note"),
        ]
        field_classes = texts("transfer", "resilience_note", "accessibility_note")
        widgets = (
            tall(6, "transfer")
            | tall(3, "resilience_note", "accessibility_note")
            | {"accessibility": forms.RadioSelect}
        )

    def __init__(self, data=None, *, initiative, **kwargs):
        super().__init__(data, initiative=initiative, **kwargs)
        self.fields["accessibility"].choices = [choice for choice in self.fields["accessibility"].choices if choice[0]]


class PartnerRoleForm(PartnerByName, RowForm):
    """Field 6: a partner and what it does."""

    class Meta:
        model = InitiativePartner
        fields = [*both("role")]
        field_classes = lines("role")

    field_order = ["name", "kind"]

    @classmethod
    def standing(cls, row):
        return super().standing(row) | {"name": row.partner.name, "kind": row.partner.kind}

    def stored_partner(self):
        roles = self.initiative.partner_roles.select_related("partner")
        name = fold(self.cleaned_data["name"])
        return next((role.partner for role in roles if fold(role.partner.name_uk) == name), None)

    def row(self):
        self.instance.partner = self.partner()
        return super().row()


class ResourceForm(RowForm):
    """Field 15: money, people or premises, and who gave them."""

    amount = NumberField(label=_("amount"), required=False, max_digits=14, decimal_places=2, min_value=0)

    class Meta:
        model = Resource
        fields = ["kind", "amount", "currency", *both("source"), *both("note")]
        field_classes = lines("source", "note")

    def clean(self):
        super().clean()
        told = self.cleaned_data
        is_sum = told.get("kind") == Resource.Kind.MONEY and told.get("amount") is not None
        if is_sum and not told.get("currency"):
            self.add_error("currency", _("Choose the currency."))
        return told


class TicksForm(WholePiece):
    """Fields 20 and 21: what is needed, offered and sought."""

    # Boxes that are not ticked are not sent; this says that they were there.
    shown = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)
    needs = forms.MultipleChoiceField(
        label=_("Needed without fail"),
        required=False,
        choices=TransferNeed.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    offer = forms.MultipleChoiceField(
        label=_("We offer"), required=False, choices=Exchange.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    seek = forms.MultipleChoiceField(
        label=_("We seek"), required=False, choices=Exchange.Kind.choices, widget=forms.CheckboxSelectMultiple
    )

    def has_changed(self):
        return self.is_bound  # no box ticked says something too

    def standing(self, initiative):
        exchanges = initiative.exchanges.all()
        return {
            "shown": "1",
            "needs": [need.kind for need in initiative.transfer_needs.all()],
            "offer": [exchange.kind for exchange in exchanges if exchange.direction == Exchange.Direction.OFFER],
            "seek": [exchange.kind for exchange in exchanges if exchange.direction == Exchange.Direction.SEEK],
        }

    def write(self, values, by):
        self._keep(self.initiative.transfer_needs, set(values["needs"]))
        for direction in Exchange.Direction.values:
            self._keep(
                self.initiative.exchanges.filter(direction=direction), set(values[direction]), direction=direction
            )

    def _keep(self, rows, kinds, **own):
        rows.exclude(kind__in=kinds).delete()
        for kind in sorted(kinds - {row.kind for row in rows.all()}):
            rows.model.objects.create(initiative=self.initiative, kind=kind, **own)


# Step 4


class ContactFields(FieldsPiece):
    """Where it is: the initiative's own fields of step 4."""

    PAIRS = ({"latitude", "longitude"},)

    latitude = NumberField(label=_("latitude"), required=False, max_digits=8, decimal_places=5)
    longitude = NumberField(label=_("longitude"), required=False, max_digits=8, decimal_places=5)

    class Meta:
        model = Initiative
        fields = ["location_precision", *both("place"), "latitude", "longitude"]
        field_classes = lines("place")
        widgets = {"location_precision": forms.RadioSelect}

    def clean(self):
        super().clean()
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            told = self.cleaned_data
            if name in told and told[name] is None and told.get(other) is not None:
                self.add_error(name, _("Give both coordinates, inside Ukraine."))
        return self.cleaned_data


class ContactForm(WholePiece):
    """Field 26: whom to ask. Stored at once, since it keeps no history."""

    COUNTS = ("name", "role", "organisation", "email", "phone")
    waits_for_save = False
    SEEN = {
        "name": READERS_MAY_SEE,
        "role": READERS_MAY_SEE,
        "organisation": READERS_MAY_SEE,
        "email": READERS_MAY_SEE,
        "phone": READERS_NEVER_SEE,
        "language": READERS_NEVER_SEE,
    }

    name = LineField(label=_("Name of the person"), max_length=150)
    role = LineField(label=pgettext_lazy("job", "Position"), required=False, max_length=150)
    organisation = LineField(label=_("Organisation"), required=False, max_length=250)
    email = EmailField(label=_("E-mail"))
    phone = LineField(
        label=_("Telephone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    is_public = forms.BooleanField(
        label=_("Show name, position, organisation and e-mail to readers: the person agreed"), required=False
    )

    def __init__(self, data=None, *, initiative, prefix="contact"):
        super().__init__(data, initiative=initiative, prefix=prefix)
        for name, seen_by in self.SEEN.items():
            self.fields[name].seen_by = seen_by

    def standing(self, initiative):
        contact = Contact.objects.filter(initiative=initiative).first()
        return forms.model_to_dict(contact, fields=list(self.base_fields)) if contact else {"language": "uk"}

    def write(self, values, by):
        if values:
            Contact.objects.update_or_create(initiative=self.initiative, defaults=values)
        else:
            Contact.objects.filter(initiative=self.initiative).delete()


class LinkForm(RowForm):
    """Field 25: a page and the day somebody last looked."""

    source_url = AddressField(label=_("Address"), max_length=500)

    class Meta:
        model = InitiativeLink
        fields = ["source_url", "source_title", "checked_on"]
        labels = {"source_title": _("What it is called"), "checked_on": _("Last seen on")}
        help_texts = dict.fromkeys(("source_title", "checked_on"), "")
        field_classes = {"source_title": LineField}
        widgets = {"checked_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


CONSENT_TEXTS = {
    Consent.Kind.PERSONAL_DATA: gettext_lazy(
        "I agree that the association keeps and uses the personal data in this form to review and publish the "
        "initiative and to answer questions about it. The person named as contact knows and agrees."
    ),
    Consent.Kind.PUBLICATION: gettext_lazy(
        "The texts, files and photos may be published under the licence CC BY 4.0, and we have the right to allow this."
    ),
    Consent.Kind.FOR_THE_CITY: gettext_lazy("I have the right to submit this initiative for the city."),
    Consent.Kind.UNESCO: gettext_lazy(
        "The association may use the material for a UNESCO nomination or report, naming the city."
    ),
}
REQUIRED_CONSENTS = (Consent.Kind.PERSONAL_DATA, Consent.Kind.PUBLICATION, Consent.Kind.FOR_THE_CITY)


class ConsentsForm(WholePiece):
    """Field 27: a box for each consent that was not given yet; none is ticked beforehand."""

    COUNTS = tuple(Consent.Kind.values)

    def __init__(self, data=None, *, initiative, prefix="consents"):
        super().__init__(data, initiative=initiative, prefix=prefix)
        given = {consent.kind for consent in initiative.given_consents}
        for kind, text in CONSENT_TEXTS.items():
            if kind not in given:
                self.fields[kind.value] = forms.BooleanField(label=text, required=False)

    def standing(self, initiative):
        return {}

    def write(self, values, by):
        for kind, given in values.items():
            if given:
                Consent.objects.create(initiative=self.initiative, kind=kind, given_by=by)

    def refuse_lacking(self) -> bool:
        """Put an error at each required box that is not ticked; whether there was one."""
        lacking = [kind.value for kind in REQUIRED_CONSENTS if kind.value in self.fields and not self.values.get(kind)]
        self.is_bound = True
        self.full_clean()
        for name in lacking:
            self.add_error(name, _("Without this consent the initiative cannot be handed in."))
        return bool(lacking)


# The steps


class StepForms:
    """Everything that one step asks, in pieces; bound where there is ``data``.

    Names in ``hidden`` are left out of the page and alone by what is sent: personal data that this writer may not see.
    """

    PIECES = {
        Step.WHAT: {"fields": WhatFields, "organisation": OrganisationForm},
        Step.STORY: {"fields": StoryFields, "results": rows_of(ResultForm)},
        Step.REPEAT: {
            "fields": RepeatFields,
            "partner_roles": rows_of(PartnerRoleForm, ONCE="name", JOINS=("partner",)),
            "resources": rows_of(ResourceForm),
            "ticks": TicksForm,
        },
        Step.CONTACT: {
            "fields": ContactFields,
            "links": rows_of(LinkForm, ONCE="source_url"),
            "contact": ContactForm,
            "consents": ConsentsForm,
        },
    }

    def __init__(self, step, initiative, data=None, *, hides_people=False):
        self.step, self.initiative, self.hides_people = step, initiative, hides_people
        self.pieces = {
            name: piece(data, initiative=initiative, prefix=name)
            for name, piece in self.PIECES[step].items()
            if not (hides_people and name == "contact")
        }
        if hides_people:
            for question in self.questions:
                if question.is_personal:
                    for name in question.fields:
                        self.pieces["fields"].forget(name)
        self._name_the_fields()

    @property
    def questions(self):
        return QUESTIONS[self.step]

    @classmethod
    def parts_of(cls, step) -> list[str]:
        """The repeated parts of a step, to which rows can be added."""
        return [name for name, piece in cls.PIECES[step].items() if issubclass(piece, RowsPiece)]

    def _name_the_fields(self):
        """Give the fields of the initiative their names, limits and languages as the questions have them."""
        for question in self.questions:
            for bound in self.fields_of(question):
                field = bound.field
                pair = question.fields == both(question.name)
                if pair:
                    bound.label = LANGUAGE_LABELS[bound.name[-2:]]
                    field.widget.attrs["lang"] = bound.name[-2:]
                elif len(question.fields) == 1:
                    bound.label = question.label
                is_named = bound.label == question.label
                field.error_label = bound.label if is_named else f"{question.label}: {bound.label}"
                bound.help_text = field.help_text = limit_of(field)

    def fields_of(self, question):
        """The bound fields that answer a question."""
        found = (self.bound(name) for name in question.fields)
        return [bound for bound in found if bound is not None]

    def bound(self, name):
        piece, _dash, field = name.partition("-")
        holder = self.pieces.get(piece) if field else self.pieces["fields"]
        if isinstance(holder, forms.BaseForm) and (field or piece) in holder.fields:
            return holder[field or piece]
        return None

    def asked(self, comments=()):
        """The questions with what answers them and what reviewers said of them, as the page shows them.

        ``is_folded``: a long list that nobody has to choose from, and nobody has.
        """
        return [self._asked(question, comments) for question in self.questions]

    def _asked(self, question, comments):
        fields = self.fields_of(question)
        said = [comment for comment in comments if comment.field in (question.name, *question.fields)]
        is_long = len(fields) == 1 and isinstance(fields[0].field, forms.ModelMultipleChoiceField)
        return SimpleNamespace(
            question=question,
            fields=fields,
            rows=self.pieces.get(question.rows),
            comments=said,
            is_hidden=self.hides_people and question.is_personal,
            is_folded=is_long and not (question.required or said or fields[0].errors or fields[0].value()),
        )

    def hidden_fields(self):
        """What the page sends along without asking."""
        fields = (piece.hidden_fields() for piece in self.pieces.values() if isinstance(piece, forms.BaseForm))
        return [bound for found in fields for bound in found]

    def owns(self, name):
        return any(piece.owns(name) for piece in self.pieces.values())

    def sent_as_it_stands(self) -> dict[str, list[str]]:
        """What a browser would send of the step as it is stored."""
        return {name: values for piece in self.pieces.values() for name, values in piece.sent_as_it_stands().items()}

    @cached_property
    def complaints(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the field in the form."""
        return {
            name: [str(error) for error in errors]
            for piece in self.pieces.values()
            for name, errors in piece.complaints().items()
        }

    def leftover(self, data, *, quietly) -> dict[str, list[str]]:
        """What was typed and is not stored, by the name of its field."""
        waiting = {name for piece in self.pieces.values() for name in piece.waits(quietly)}
        # No database keeps this character, and nobody can type it.
        return {
            name: [text.replace("\0", "") for text in data.getlist(name)] for name in sorted(waiting) if name in data
        }

    def store(self, *, by, quietly) -> set[str]:
        """Store what is in order; the names of the columns of the initiative that are to be saved."""
        return {name for piece in self.pieces.values() for name in piece.store(by, quietly)}

    def error_list(self):
        """Pairs of the id to go to and the sentence to show, for the summary."""
        listed = []
        for name, errors in self.complaints.items():
            label = self._label_of(name)
            listed += [(f"id_{name}", f"{label}: {error}") for error in errors]
        return listed

    def label_of(self, name) -> str:
        """What a field, or a piece, is called in sentences."""
        asked = [
            question for question in self.questions if any(part.startswith(f"{name}-") for part in question.fields)
        ]
        asked += [question for question in self.questions if question.rows == name]
        return " · ".join(str(question.label) for question in asked) if asked else self._label_of(name)

    def in_words(self, name) -> list[str]:
        """What is said in a field, or in a piece, line by line."""
        if bound := self.bound(name):
            return [_in_words(bound)]
        piece = self.pieces[name]
        rows = piece.filled if isinstance(piece, RowsPiece) else [piece]
        return ["; ".join(f"{bound.label}: {said}" for bound in row if (said := _in_words(bound))) for row in rows]

    def _label_of(self, name):
        if bound := self.bound(name):
            return getattr(bound.field, "error_label", bound.label)
        part, number, field = name.split("-", 2)
        row = self.pieces[part].forms[int(number)]
        question = next(question for question in self.questions if question.rows == part)
        return gettext("%(part)s, row %(number)s, %(field)s") % {
            "part": question.label,
            "number": int(number) + 1,
            "field": row[field].label,
        }


def _in_words(bound) -> str:
    """What was typed or chosen in a field, as people read it; nothing for one that is hidden from them."""
    if bound.is_hidden or not bound.data:
        return ""
    if bound.data is True:
        return gettext("yes")
    labels = {str(value): str(label) for value, label in getattr(bound.field, "choices", ())}
    typed = bound.data if isinstance(bound.data, list) else [bound.data]
    return ", ".join(labels.get(value, value) for value in typed)


class SaveForm(forms.Form):
    """What comes with every save of a step: which version the page showed, and which button was pressed.

    ``unsaved``: the page shows what was posted before signing in.
    """

    version = forms.IntegerField(min_value=0)
    unsaved = forms.BooleanField(required=False)
    go = forms.ChoiceField(required=False, choices=[(name, name) for name in (*Step.values, "check")])
    add = forms.ChoiceField(
        required=False, choices=[(name, name) for step in Step for name in StepForms.parts_of(step)]
    )


class NewInitiativeForm(forms.Form):
    """With what a draft begins. The key makes one draft of a form that is sent twice."""

    title_uk = LineField(
        label=_("Title in Ukrainian"), max_length=120, help_text=_("Up to 120 characters. You can change it later.")
    )
    creation_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, city=None, author=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.city, self.author = city, author

    def clean_creation_key(self):
        key = self.cleaned_data["creation_key"]
        if Initiative.objects.begun_with(key).exclude(city=self.city, author=self.author).exists():
            raise forms.ValidationError(_("Please open this page again."), code="key")
        return key


class WithdrawForm(forms.Form):
    """Why a published initiative is taken away from readers."""

    note = TextField(
        label=_("Why you withdraw it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The association sees this; readers do not. Up to 1000 characters."),
    )
