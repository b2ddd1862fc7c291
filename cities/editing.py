"""The form in which coordinators keep their city's own page: the city profile form of the UNESCO network, all at once.

The city answers for its page, so what is saved is live. Two who write at the same time are asked which text stays.
"""

import zlib
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cities.models import City, CityFocus, Indicator, PartnerWanted
from cities.models.sectors import Sector
from portal.forms import LongTextField
from portal.languages import ENGLISH, UKRAINIAN
from portal.publishing.models import Origin
from portal.publishing.parity import validate_parity

LONGEST = 200  # words, as the UNESCO network's form counts them
STORIES = ("vision", "challenges", "plan_policy", "plan_practice")
TEXTS = ("summary", *STORIES)
# What could lead to a person or an office. Not even asked where it may not be shown.
CONTACTS = ("head_title", "head_name", "contact_office", "contact_person")
CONTACT_DETAILS = ("contact_email", "contact_phone")
PERSON_TICK = "contact_person_public"
FIGURE_PARTS = ("value", "year", "note_uk", "note_en", "source_title", "source_url")
LANGUAGE_NAMES = {UKRAINIAN: _("in Ukrainian"), ENGLISH: _("in English")}

MINE = "mine"
SAVED = "saved"


def both(*names):
    """The columns of translated fields, Ukrainian before English."""
    return [f"{name}_{language}" for name in names for language in LANGUAGE_NAMES]


HIDDEN_WITH_CONTACTS = [*both(*CONTACTS), *CONTACT_DETAILS, PERSON_TICK]


def validate_length_in_words(text):
    """Raises ValidationError for a text of more than 200 words."""
    if (words := len(text.split())) > LONGEST:
        raise ValidationError(
            _("This text has %(words)s words; up to %(longest)s fit."),
            code="words",
            params={"words": words, "longest": LONGEST},
        )


class FigureField(forms.DecimalField):
    """A number as people write it: with spaces between thousands and a comma before decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        return super().to_python("".join(value.split()).replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value):
        is_whole = not isinstance(value, str) and value is not None and value == value.to_integral_value()
        return int(value) if is_whole else value


def _figure_field(part):
    model_field = Indicator._meta.get_field(part)
    options = {
        "value": {"form_class": FigureField, "widget": FigureField.widget},
        "source_url": {"assume_scheme": "https"},
    }
    return model_field.formfield(**options.get(part, {}))


@dataclass(frozen=True)
class Clash:
    """A field that two people filled in differently: both texts, and the question which stays."""

    field: forms.BoundField
    mine: str
    saved: str
    choice: forms.BoundField


class CityPageForm(forms.ModelForm):
    """What a city says of itself, in both languages.

    ``seen`` tells what each field held when the writer's page was made. What only somebody else changed since then is
    taken over, what only the writer changed is saved, and each field that both changed is asked about (``clashes``):
    nobody's text is lost, and the next save keeps what was chosen.
    """

    is_all_optional = True

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.URLField(label=_("website"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = City
        fields = [*both(*TEXTS), *HIDDEN_WITH_CONTACTS, "website"]
        field_classes = dict.fromkeys(both(*TEXTS), LongTextField)
        widgets = dict.fromkeys(both(*STORIES), forms.Textarea(attrs={"rows": 7})) | dict.fromkeys(
            both("summary"), forms.Textarea(attrs={"rows": 4})
        )
        help_texts = {
            **dict.fromkeys(HIDDEN_WITH_CONTACTS, _("Readers see this.")),
            **dict.fromkeys(both("contact_person"), _("Readers see this only with the tick below.")),
            PERSON_TICK: _("Tick only where the person agreed to be named."),
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self.instance_figures = {kind: [] for kind in Indicator.Kind}
        for figure in instance.indicators.as_in_form():
            self.instance_figures[figure.kind].append(figure)
        if not instance.shows_contacts:
            for name in HIDDEN_WITH_CONTACTS:
                del self.fields[name]
        self._add_figures()
        self._add_sectors()
        self._add_ratings()
        self._dress()
        self.content = [name for name in self.fields if name not in ("seen", "asked")]
        self.stored = {
            name: self._print(name, self.get_initial_for_field(self.fields[name], name)) for name in self.content
        }
        self.initial["seen"] = " ".join(self.stored.values())
        self._ask_again()

    def _add_figures(self):
        for kind in Indicator.Kind:
            rows = self.instance_figures[kind]
            for part in FIGURE_PARTS:
                field = _figure_field(part)
                field.required = False
                field.help_text = ""
                field.label = f"{kind.label}: {Indicator._meta.get_field(part).verbose_name}"
                self.fields[f"{kind}_{part}"] = field
                if rows:
                    self.initial[f"{kind}_{part}"] = getattr(rows[0], part)

    def _add_sectors(self):
        wanted = {row.kind: row for row in self.instance.partners_wanted.all()}
        for sector in Sector:
            self.fields[f"wanted_{sector}"] = forms.BooleanField(label=sector.label, required=False)
            self.initial[f"wanted_{sector}"] = sector in wanted
            for note in both("note"):
                name = f"wanted_{sector}_{note}"
                label = gettext("%(sector)s: what for") % {"sector": sector.label}
                self.fields[name] = forms.CharField(label=label, max_length=400, required=False)
                self.initial[name] = getattr(wanted.get(sector), note, "")

    def _add_ratings(self):
        given = {focus.heading: focus.rating for focus in self.instance.focuses.all()}
        choices = [("", pgettext_lazy("rating", "not rated")), *((number, number) for number in range(1, 6))]
        for heading in CityFocus.Heading:
            self.fields[f"rating_{heading}"] = forms.TypedChoiceField(
                label=heading.label, choices=choices, coerce=int, empty_value=None, required=False
            )
            self.initial[f"rating_{heading}"] = given.get(heading)

    def _dress(self):
        for name, field in self.fields.items():
            base, _underscore, language = name.rpartition("_")
            if language in LANGUAGE_NAMES:
                label = City._meta.get_field(base).verbose_name if base in (*TEXTS, *CONTACTS) else field.label
                label = str(label).removesuffix(f" [{language}]")
                field.label = f"{label[:1].upper()}{label[1:]}, {LANGUAGE_NAMES[language]}"
                field.widget.attrs["lang"] = language
                if base in STORIES:
                    field.validators.append(validate_length_in_words)
            elif field.label:
                field.label = f"{str(field.label)[:1].upper()}{str(field.label)[1:]}"

    def _ask_again(self):
        """The questions that the page asked: their answers are wanted now."""
        for name in (self.data.get("asked") or "").split():
            if name in self.content:
                self._ask(name)

    def _ask(self, name):
        self.fields[f"keep_{name}"] = forms.ChoiceField(
            label=self.fields[name].label,
            choices=[(MINE, _("Keep what I wrote")), (SAVED, _("Keep what was saved meanwhile"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose which of the two stays.")},
        )

    # What the page draws

    @property
    def is_clash(self) -> bool:
        """Whether somebody else saved meanwhile and the writer has to choose."""
        return self.has_error(NON_FIELD_ERRORS, "clash")

    @property
    def refusal_status(self) -> int:
        """The HTTP status of an answer that refuses what was sent."""
        return 409 if self.is_clash else 422

    @property
    def clashes(self) -> list[Clash]:
        names = [name for name in self.content if f"keep_{name}" in self.fields]
        return [
            Clash(self[name], self._shown(name, self[name].value()), self._shown(name, self[name].initial), choice)
            for name in names
            for choice in [self[f"keep_{name}"]]
        ]

    def _shown(self, name, value):
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return gettext("ticked") if value else gettext("not ticked")
        return str(field.prepare_value(value)) if value not in EMPTY_VALUES else ""

    def _print(self, name, value):
        """Eight digits that are the same for the same content."""
        text = str(value.normalize() if isinstance(value, Decimal) else value) if value not in EMPTY_VALUES else ""
        return f"{zlib.crc32(text.encode()):08x}"

    def _fields(self, *names):
        return [self[name] for name in names if name in self.fields]

    @property
    def texts(self):
        return [self._fields(*both(text)) for text in TEXTS]

    @property
    def contacts(self):
        return [self._fields(*both(name)) for name in CONTACTS if f"{name}_uk" in self.fields]

    @property
    def contact_details(self):
        return self._fields(*CONTACT_DETAILS)

    @property
    def figures(self):
        """For each kind its label, its fields, and whether there is anything in them to see."""
        found = []
        for kind in Indicator.Kind:
            fields = self._fields(*(f"{kind}_{part}" for part in FIGURE_PARTS))
            is_open = any(field.errors or field.value() for field in fields)
            found.append({"label": kind.label, "fields": fields, "is_open": is_open})
        return found

    @property
    def sectors(self):
        return [(self[f"wanted_{sector}"], self._fields(*both(f"wanted_{sector}_note"))) for sector in Sector]

    @property
    def ratings(self):
        return self._fields(*(f"rating_{heading}" for heading in CityFocus.Heading))

    # What it takes

    def clean(self):
        super().clean()
        self._keep_chosen()
        self._merge()
        self.rows = [*self._clean_figures(), *self._clean_sectors()]
        return self.cleaned_data

    def _keep_chosen(self):
        for name in self.content:
            if self.cleaned_data.get(f"keep_{name}") == SAVED:
                self._take_saved(name)

    def _take_saved(self, name):
        self.errors.pop(name, None)
        self.cleaned_data[name] = self.get_initial_for_field(self.fields[name], name)

    def _merge(self):
        prints = (self.cleaned_data.get("seen") or "").split()
        seen = dict(zip(self.content, prints, strict=True)) if len(prints) == len(self.content) else {}
        changed_by_others = [name for name in self.content if self.stored[name] != seen.get(name)]
        clashes, taken = [], []
        for name in changed_by_others:
            mine = None if name in self.errors else self._print(name, self.cleaned_data.get(name))
            if mine == seen.get(name):
                self._take_saved(name)
                taken.append(name)
            elif mine != self.stored[name]:
                clashes.append(name)
        if clashes:
            self._refuse(clashes, taken)

    def _refuse(self, clashes, taken):
        """Ask about the clashes; the page that asks has seen what is stored now."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
        self.data["asked"] = " ".join(clashes)
        for name in taken:
            value = self.fields[name].prepare_value(self.cleaned_data[name])
            self.data[name] = "" if value in (None, False) else value
        for name in clashes:
            self.data.pop(f"keep_{name}", None)
            self._ask(name)
        self.add_error(
            None,
            ValidationError(
                _("Somebody saved this page while you were writing. Choose, field by field, which text stays."),
                code="clash",
            ),
        )

    def _clean_figures(self):
        """The figures to save; those whose every part was emptied are marked to go."""
        for kind in Indicator.Kind:
            names = {part: f"{kind}_{part}" for part in FIGURE_PARTS}
            if any(name in self.errors for name in names.values()):
                continue
            parts = {part: self.cleaned_data.get(name) for part, name in names.items()}
            shown = next(iter(self.instance_figures[kind]), None)
            if all(value in (None, "") for value in parts.values()):
                if shown:
                    yield "delete", shown
                continue
            missing = [part for part in ("value", "year") if parts[part] is None]
            for part in missing:
                self.add_error(names[part], _("A figure needs its value and its year."))
            if not parts["source_title"] and not parts["source_url"]:
                self.add_error(names["source_title"], _("Name the source: its title, its address or both."))
            if missing:
                continue
            figure = self._figure(kind, parts["year"])
            if any(getattr(figure, part) != value for part, value in parts.items()) or not figure.pk:
                for part, value in parts.items():
                    setattr(figure, part, value)
                figure.checked_on = timezone.localdate()
                self._validate_row(figure, names)
                yield "save", figure

    def _figure(self, kind, year):
        """The row for a year: a later year than the one shown begins a row, an earlier one corrects it."""
        rows = self.instance_figures[kind]
        same_year = next((row for row in rows if row.year == year), None)
        if same_year:
            return same_year
        if rows and year < rows[0].year:
            return rows[0]
        return Indicator(city=self.instance, kind=kind)

    def _clean_sectors(self):
        known = {row.kind: row for row in self.instance.partners_wanted.all()}
        for sector in Sector:
            names = {note: f"wanted_{sector}_{note}" for note in both("note")}
            notes = {note: self.cleaned_data.get(name) or "" for note, name in names.items()}
            if not self.cleaned_data.get(f"wanted_{sector}"):
                if any(notes.values()):
                    self.add_error(f"wanted_{sector}", _("Tick the sector, or clear what stands beside it."))
                elif sector in known:
                    yield "delete", known[sector]
                continue
            row = known.get(sector) or PartnerWanted(city=self.instance, kind=sector)
            if not row.pk or any((getattr(row, note) or "") != text for note, text in notes.items()):
                for note, text in notes.items():
                    setattr(row, note, text)
                self._validate_row(row, names)
                yield "save", row

    def _validate_row(self, row, names):
        try:
            validate_parity(row)
        except ValidationError as error:
            for part, messages in error.message_dict.items():
                self.add_error(names[part], messages)

    @transaction.atomic
    def save(self, *, by):
        """Save the page and give the city. It now speaks for itself: it wrote the words, and it stands behind them."""
        city = super().save(commit=False)
        city.origin = Origin.CITY
        city.confirmed_at = city.confirmed_at or timezone.now()
        city.confirmed_by = city.confirmed_by or by
        city.checked_on = timezone.localdate()
        city.save()
        for verb, row in self.rows:
            getattr(row, verb)()
        self._save_ratings(city)
        return city

    def _save_ratings(self, city):
        given = {focus.heading: focus for focus in city.focuses.all()}
        for heading in CityFocus.Heading:
            rating, focus = self.cleaned_data[f"rating_{heading}"], given.get(heading)
            if rating is None and focus:
                focus.delete()
            elif rating is not None and rating != getattr(focus, "rating", None):
                focus = focus or CityFocus(city=city, heading=heading)
                focus.rating = rating
                focus.save()
