"""Whether an initiative can be handed in: what is missing, what waits to be mended, what has no English yet."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from initiatives.forms.questions import QUESTIONS, both, find_question
from initiatives.models import Initiative, Step
from portal.publishing.parity import translated_fields


@dataclass(frozen=True)
class Gap:
    """A place in the form that needs its author."""

    label: str
    url: str


def address_of(initiative, step, name="") -> str:
    """Of a question in the form."""
    anchor = f"#question-{name}" if name else ""
    return reverse("initiatives:write", args=[initiative.pk, step]) + anchor


class Readiness:
    """What a look over all four steps shows."""

    def __init__(self, initiative):
        self.initiative = initiative

    def _gap(self, name):
        step, question = find_question(name)
        return Gap(question.label, address_of(self.initiative, step, name))

    @cached_property
    def missing(self) -> list[Gap]:
        """Required fields that are empty. The city is not among them: the workspace gives it."""
        names = [name for name in self.initiative.missing_fields() if find_question(name)[1]]
        if not self.initiative.names_contact:
            names.append("contact")
        return [self._gap(name) for name in names]

    @cached_property
    def waiting(self) -> list[Gap]:
        """Questions with something typed that is not stored: it has to be mended, or was never saved by hand."""
        saved = self.initiative.saved_steps.with_leftovers()
        leftovers = {row.step: row.leftover for row in saved}
        return [
            Gap(question.label, address_of(self.initiative, step, question.name))
            for step, questions in QUESTIONS.items()
            for question in questions
            # Boxes of consents that wait are asked for again beside the button that hands in.
            if question.name != "consents" and any(_answers(question, name) for name in leftovers.get(step, ()))
        ]

    @cached_property
    def untranslated(self) -> list[Gap]:
        """Texts that English readers will see in Ukrainian."""
        names = [
            name
            for name in translated_fields(Initiative)
            if getattr(self.initiative, both(name)[0]) and not getattr(self.initiative, both(name)[1])
        ]
        return [self._gap(name) for name in names]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.waiting

    def steps(self):
        """Each step with its address and the number of places in it that need the author."""
        gaps = [*self.missing, *self.waiting]
        for step in Step:
            url = address_of(self.initiative, step)
            yield step, url, sum(gap.url.startswith(f"{url}#") for gap in gaps)


def _answers(question, name):
    return name in question.fields or (question.rows and name.startswith(f"{question.rows}-"))
