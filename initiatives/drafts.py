"""Saving what is written: never a character lost, and nobody's words over somebody else's."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.datastructures import MultiValueDict

from initiatives.forms.writing import StepForms
from initiatives.models import Initiative, SavedStep


class NoLongerWithAuthor(Exception):
    """The initiative was handed in, or decided upon, while somebody was writing."""


class Conflict(Exception):
    """Somebody saved the step since the writer's page was shown; ``kept`` is the step as they left it."""

    def __init__(self, kept, saved):
        super().__init__("Somebody saved this step in between.")
        self.kept, self.saved = kept, saved


@dataclass
class Saved:
    """What came of a save."""

    version: int
    saved_at: datetime.datetime | None
    complaints: dict[str, list[str]]


def step_as_kept(step, initiative, *, hides_people=False) -> MultiValueDict:
    """The step as its writers left it, as a browser would send it: what is stored, and over it what waits."""
    unbound = StepForms(step, initiative, hides_people=hides_people)
    sent = unbound.sent_as_it_stands()
    leftover = SavedStep.objects.of(initiative, step).leftover
    for name, piece in unbound.pieces.items():
        # A whole, or a set of rows, waits as one.
        if name != "fields" and any(piece.owns(name) for name in leftover):
            sent = {name: values for name, values in sent.items() if not piece.owns(name)}
    return MultiValueDict(sent | {name: values for name, values in leftover.items() if unbound.owns(name)})


def completed(step, initiative, data, kept, *, hides_people=False) -> MultiValueDict:
    """The data with what is kept in place of what was not sent at all; a page sends everything, programs may not."""
    full = MultiValueDict(dict(data.lists()))
    for piece in StepForms(step, initiative, hides_people=hides_people).pieces.values():
        for name in piece.not_sent(data, kept):
            full.setlist(name, kept.getlist(name))
    return full


def what_it_says(step, initiative, data, *, hides_people=False) -> dict:
    """What a version of the step says, by field and repeated part, so that two can be compared."""
    # A row of its own: checking a form writes what was typed into its row.
    forms = StepForms(step, Initiative.objects.get(pk=initiative.pk), data, hides_people=hides_people)
    return {name: said for piece in forms.pieces.values() for name, said in piece.meaning().items()}


def differing(step, initiative, mine, theirs, *, hides_people=False) -> list[str]:
    """Names of the fields and repeated parts in which two versions of a step say different things."""
    ours = what_it_says(step, initiative, mine, hides_people=hides_people)
    others = what_it_says(step, initiative, theirs, hides_people=hides_people)
    return [name for name, said in ours.items() if said != others.get(name)]


@transaction.atomic
def save_step(initiative, step, data, *, seen, by, quietly, hides_people=False) -> Saved:
    """Store what is in order and let the rest wait, so that it is on the page again.

    ``seen`` is the version that the writer's page showed; ``quietly`` is an autosave: no history is written, and rows
    that others may see wait for a save by hand. Raises Conflict and NoLongerWithAuthor; neither stores anything.
    """
    draft = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if not draft.is_with_author:
        raise NoLongerWithAuthor
    row = SavedStep.objects.of(draft, step)
    kept = step_as_kept(step, draft, hides_people=hides_people)
    data = completed(step, draft, data, kept, hides_people=hides_people)
    is_new = bool(differing(step, draft, data, kept, hides_people=hides_people))
    if seen != row.version and is_new:
        raise Conflict(kept, row)
    forms = StepForms(step, draft, data, hides_people=hides_people)
    if quietly and not is_new:
        return Saved(row.version, row.saved_at, forms.complaints)
    left_alone = {name: values for name, values in row.leftover.items() if not forms.owns(name)}
    leftover = left_alone | forms.leftover(data, quietly=quietly)
    version = SavedStep.objects.keep(draft, step, seen=row.version, leftover=leftover, by=by)
    if version is None:
        raise Conflict(kept, row)
    draft.skip_history_when_saving = True
    changed = forms.store(by=by, quietly=quietly)
    if changed:
        draft.save(update_fields=[*changed, "updated_at"])
    if not quietly:
        del draft.skip_history_when_saving
        draft.save()
    return Saved(version, SavedStep.objects.of(draft, step).saved_at, forms.complaints)
