"""What a step of the writing form is made of.

A piece is a form, or a set of forms, that stores what it can and names what has to wait. Three kinds: fields of the
initiative, where each waits for itself; a whole, such as the contact, stored or waiting as one; rows of a part.
"""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.forms.fields import limit_of
from initiatives.models import Initiative
from portal.publishing.parity import validate_parity

CHOOSE = pgettext_lazy("topic", "Choose")
IN_LANGUAGE = {"uk": _("%(label)s, in Ukrainian"), "en": _("%(label)s, in English")}


def as_sent(bound) -> list[str]:
    """What a browser would send of a field that nobody touched."""
    value = bound.field.prepare_value(bound.initial)
    if isinstance(bound.field, forms.BooleanField):
        return ["on"] if value else []
    if isinstance(value, list | tuple | QuerySet):
        return [str(entry) for entry in value]
    return ["" if value is None else str(value)]


def _told(value):
    """The value of a column, with one kind of empty."""
    return None if value == "" else value


def _understood(bound):
    """The value that a bound field was understood to have; what was typed, where it was not."""
    if bound.errors:
        return bound.form.data.getlist(bound.html_name)
    value = bound.form.cleaned_data.get(bound.name)
    if isinstance(value, QuerySet):
        return sorted(row.pk for row in value)
    return None if value == "" else value


class Piece:
    """What the pieces have in common: each knows which fields of a post are its own."""

    waits_for_save = False  # what an autosave leaves alone: it makes rows that others may see

    def owns(self, name) -> bool:
        return name.partition("-")[0] == self.prefix

    def not_sent(self, data, kept) -> list[str]:
        """Names that stay as they were kept, since nothing of the piece was sent."""
        return [] if any(self.owns(name) for name in data) else [name for name in kept if self.owns(name)]


class FieldsPiece(Piece, forms.ModelForm):
    """Fields of the initiative's own row."""

    PAIRS = ()  # fields that are true only together: both are stored, or both wait

    class Meta:
        model = Initiative
        fields = []

    def __init__(self, data=None, *, initiative, **kwargs):
        super().__init__(data, instance=initiative, use_required_attribute=False)
        self.before = {name: getattr(initiative, name) for name in self._columns()}

    def _columns(self):
        return [name for name in self.fields if not self._meta.model._meta.get_field(name).many_to_many]

    def owns(self, name):
        return name in self.fields

    def forget(self, name):
        """Neither show nor touch the field."""
        if name in self.fields:
            del self.fields[name]
            del self.before[name]

    def sent_as_it_stands(self):
        return {bound.html_name: as_sent(bound) for bound in self}

    def not_sent(self, data, kept):
        return [name for name, field in self.fields.items() if field.widget.value_omitted_from_data(data, {}, name)]

    @property
    def waiting(self):
        wrong = set(self.errors) & set(self.fields)
        return wrong.union(*(pair for pair in self.PAIRS if wrong.intersection(pair)))

    def waits(self, quietly):
        return self.waiting

    def complaints(self):
        return {bound.html_name: bound.errors for bound in self if bound.errors}

    def meaning(self) -> dict:
        """What is said, field by field: the value that was understood, else what was typed."""
        return {bound.html_name: _understood(bound) for bound in self}

    def _post_clean(self):
        super()._post_clean()
        # The model refuses English alone only where its field is in order otherwise.
        # … and a Ukrainian text that has to wait is there all the same.
        beside = {f"{name.removesuffix('_uk')}_en" for name in self.errors}
        try:
            validate_parity(self.instance, exclude={*self._get_validation_exclusions(), *beside})
        except forms.ValidationError as error:
            self.add_error(None, {name: said for name, said in error.error_dict.items() if not self.has_error(name)})

    def store(self, by, quietly) -> set[str]:
        """Store what is in order and give the names of the columns that changed."""
        waiting = self.waiting
        for name in waiting & set(self.before):
            ukrainian = name.removesuffix("_en") + "_uk"
            is_alone = name.endswith("_en") and not getattr(self.instance, ukrainian, None)
            setattr(self.instance, name, None if is_alone else self.before[name])
        for name in set(self.fields) - set(self.before) - waiting:
            getattr(self.instance, name).set(self.cleaned_data[name])
        return {name for name, old in self.before.items() if _told(getattr(self.instance, name)) != _told(old)}


class WholePiece(Piece, forms.Form):
    """A form that is stored, or waits, as one. Without any of ``COUNTS`` filled in it says nothing."""

    COUNTS = ()
    waits_for_save = True

    def __init__(self, data=None, *, initiative, prefix):
        self.initiative = initiative
        super().__init__(
            data, prefix=prefix, initial=self.standing(initiative), empty_permitted=True, use_required_attribute=False
        )
        if data is not None and not any(self.owns(name) for name in data):
            self.data, self.is_bound = {}, False

    def standing(self, initiative) -> dict:
        """What is stored, by field."""
        raise NotImplementedError

    def has_changed(self):
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.COUNTS)

    def sent_as_it_stands(self):
        return {bound.html_name: as_sent(bound) for bound in self}

    @property
    def values(self):
        """What was understood: nothing of a form that says nothing."""
        return self.cleaned_data if self.has_changed() and self.is_valid() else {}

    def waits(self, quietly):
        if not self.is_bound or not (self.errors or (quietly and self.waits_for_save and self._says_something_new())):
            return set()
        return {bound.html_name for bound in self}

    def _says_something_new(self):
        return any(
            sorted(filter(None, self.data.getlist(bound.html_name))) != sorted(filter(None, as_sent(bound)))
            for bound in self
        )

    def complaints(self):
        return {bound.html_name: bound.errors for bound in self if bound.errors} if self.is_bound else {}

    def meaning(self) -> dict:
        if not self.is_bound:
            return {}
        return {self.prefix: [_understood(bound) for bound in self] if self.has_changed() else []}

    def store(self, by, quietly) -> set[str]:
        if self.is_bound and not self.waits(quietly):
            self.write(self.values, by)
        return set()


class RowForm(forms.ModelForm):
    """A row of a repeated part; the initiative comes with the storing."""

    def __init__(self, *args, initiative, **kwargs):
        self.initiative = initiative
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.endswith(("_uk", "_en")):
                plain = self._meta.model._meta.get_field(name[:-3]).verbose_name
                field.label = IN_LANGUAGE[name[-2:]] % {"label": plain}
                field.widget.attrs["lang"] = name[-2:]
            field.help_text = limit_of(field)
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", CHOOSE), *(choice for choice in field.choices if choice[0])]

    def row(self):
        """The row to be stored."""
        self.instance.initiative = self.initiative
        return self.instance

    @classmethod
    def standing(cls, row) -> dict:
        """What is stored of a row, by field."""
        return forms.model_to_dict(row, fields=cls._meta.fields)


class RowsPiece(Piece, forms.BaseFormSet):
    """Rows of a repeated part, stored together in the order of the page. Empty rows are left out."""

    waits_for_save = True
    ONCE = ""  # the field that no two rows may share
    JOINS = ()  # what is fetched together with the rows

    def __init__(self, data=None, *, initiative, prefix):
        self.initiative = initiative
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            data = None
        self.prefix = prefix
        self.stands = [self.form.standing(row) for row in self._stored()]
        super().__init__(
            data,
            prefix=prefix,
            initial=None if data is not None else self.stands,
            form_kwargs={"initiative": initiative},
        )

    def _stored(self):
        return getattr(self.initiative, self.prefix).order_by("pk").prefetch_related(*self.JOINS)

    def initial_form_count(self):
        return 0 if self.is_bound else super().initial_form_count()

    def sent_as_it_stands(self):
        sent = {f"{self.prefix}-TOTAL_FORMS": [str(len(self.stands))], f"{self.prefix}-INITIAL_FORMS": ["0"]}
        for form in self.initial_forms:
            sent |= {bound.html_name: as_sent(bound) for bound in form if bound.name != "DELETE"}
        return sent

    @property
    def filled(self):
        """The rows in which something is written and that stay."""
        # Only a form that was checked knows whether its box for removing is ticked.
        checked = self.forms if self.errors is not None else []
        return [form for form in checked if form.has_changed() and not self._should_delete_form(form)]

    def clean(self):
        seen = set()
        for form in self.filled:
            value = form.cleaned_data.get(self.ONCE) if self.ONCE and hasattr(form, "cleaned_data") else None
            if value and value in seen:
                form.add_error(self.ONCE, forms.ValidationError(_("This is in another row already."), code="twice"))
            seen.add(value)

    def complaints(self):
        if not self.is_bound or self.is_valid():
            return {}
        return {bound.html_name: bound.errors for form in self.filled for bound in form if bound.errors}

    def meaning(self) -> dict:
        if not self.is_bound:
            return {}
        self.is_valid()
        return {self.prefix: [[_understood(bound) for bound in form if bound.name != "DELETE"] for form in self.filled]}

    def waits(self, quietly):
        if not self.is_bound or not (self.complaints() or (quietly and self._says_something_new())):
            return set()
        return {name for name in self.data if self.owns(name)}

    def _says_something_new(self):
        typed = [
            [self.data.get(bound.html_name, "") for bound in form if bound.name != "DELETE"] for form in self.filled
        ]
        stands = [
            ["".join(as_sent(bound)) for bound in self._standing_form(values) if bound.name != "DELETE"]
            for values in self.stands
        ]
        return typed != stands

    def _standing_form(self, values):
        form = self.form(initiative=self.initiative, initial=values)
        self.add_fields(form, None)
        return form

    def store(self, by, quietly) -> set[str]:
        """Put the rows of the page in place of those that are stored, where they say something else."""
        if not self.is_bound or self.waits(quietly) or not self._says_something_new():
            return set()
        self._stored().delete()
        for form in self.filled:
            form.row().save()
        return set()


def rows_of(row_form, **attributes):
    """The class of a repeated part with rows of this form."""
    formset = forms.formset_factory(row_form, formset=RowsPiece, extra=0, can_delete=True, max_num=50, absolute_max=200)
    for name, value in attributes.items():
        setattr(formset, name, value)
    return formset
