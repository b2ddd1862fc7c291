from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.doubles.finding import doubles_like
from portal.doubles.merging import Difference
from portal.doubles.sources import source_of
from portal.publishing.admin import PublicationForm

# The box that says "it is another one"; its value names the rows that were shown beside it.
ANOTHER = "is_another"


class AskedForDoublesForm(PublicationForm):
    """A new row comes back once where others are probably the same thing; ``doubles`` are these."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.doubles = []
        self.told_apart = []

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and not self.errors:
            source = source_of(self._meta.model)
            found = doubles_like(source, source.traits(cleaned))
            told_apart = set(self.data.get(ANOTHER, "").split(","))
            self.doubles = [likely for likely in found if str(likely.row.pk) not in told_apart]
            self.told_apart = [likely.row for likely in found if str(likely.row.pk) in told_apart]
            if self.doubles:
                # All of them stand beside the box again, so that one tick is enough.
                self.doubles = found
                raise ValidationError(
                    _(
                        "This is probably here already. Look at what is listed; if yours is another one, tick that and "
                        "save again."
                    ),
                    code="double",
                )
        return cleaned


class MergeForm(forms.Form):
    """Why two rows become one, and which values of the double are taken over."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stays in the history of both, for all who may change them.")
    )
    take = forms.MultipleChoiceField(required=False)
    seen = forms.CharField(required=False, max_length=300)

    def __init__(self, *args, differences: list[Difference], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["take"].choices = [(each.name, each.label) for each in differences if each.may_be_taken]
