"""Two versions of a step, side by side: what differs, in words for people and in fields for the next post."""

from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

from initiatives.drafts import completed, differing
from initiatives.forms.writing import StepForms

# In the page with both texts: which one is taken, and their fields beside mine, which keep their names.
PICK, THEIRS = "pick:", "theirs:"


@dataclass(frozen=True)
class Difference:
    """A field, or a repeated part, that the two versions fill in differently."""

    name: str
    label: str
    mine: list[str]
    theirs: list[str]
    theirs_sent: list[tuple[str, list[str]]]


def differences(step, initiative, mine, theirs, *, hides_people=False) -> list[Difference]:
    """What differs, in the order of the form."""
    mine = completed(step, initiative, mine, theirs, hides_people=hides_people)
    ours, others = (StepForms(step, initiative, data, hides_people=hides_people) for data in (mine, theirs))
    return [
        Difference(
            name,
            others.label_of(name),
            ours.in_words(name),
            others.in_words(name),
            [(field, theirs.getlist(field)) for field in theirs if _belongs(field, name)],
        )
        for name in differing(step, initiative, mine, theirs, hides_people=hides_people)
    ]


def with_choices(data) -> MultiValueDict:
    """What was posted, with their fields where the writer picked theirs on the page with both texts."""
    full = dict(data.lists())
    for choice in [name for name in full if name.startswith(PICK)]:
        picked = choice.removeprefix(PICK)
        if full.pop(choice) == ["theirs"]:
            full = {name: values for name, values in full.items() if not _belongs(name, picked)}
            prefixed = {
                name for name in full if name.startswith(THEIRS) and _belongs(name.removeprefix(THEIRS), picked)
            }
            full |= {name.removeprefix(THEIRS): full[name] for name in prefixed}
    return MultiValueDict({name: values for name, values in full.items() if not name.startswith(THEIRS)})


def one_or_all(values):
    """A single value as it is, several as a list."""
    return values[0] if len(values) == 1 else values


def _belongs(field, name):
    return field == name or field.startswith(f"{name}-")
