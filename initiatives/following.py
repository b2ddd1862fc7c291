"""Where an initiative stands, in words: what is so now, who has it, what comes next, what may be done."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models import answer_due
from portal.publishing.models import Status, Transition

CITY, ASSOCIATION, READERS = (
    pgettext_lazy("who has it", "Your city"),
    pgettext_lazy("who has it", "The association"),
    pgettext_lazy("who has it", "Readers"),
)


@dataclass(frozen=True)
class State:
    """What a state means to the authors."""

    now: str
    holder: str
    then: str = ""


STATES = {
    Status.DRAFT: State(
        _("You are writing it. Only your city sees it."),
        CITY,
        _("Fill in what is required, look it over and hand it in."),
    ),
    Status.WITH_CITY: State(
        _("It is with the coordinators of the city."), CITY, _("They hand it in to the association, or decline it.")
    ),
    Status.SUBMITTED: State(
        _("It is handed in and waits for an editor."),
        ASSOCIATION,
        _("An editor reads it. Until then you can take it back."),
    ),
    Status.IN_REVIEW: State(
        _("An editor is reading it."),
        ASSOCIATION,
        _("The editor publishes it, asks you for changes, or declines it and says why."),
    ),
    Status.CHANGES_ASKED: State(
        _("The editor asks you for changes."), CITY, _("Answer the comments in the form and hand it in again.")
    ),
    Status.PUBLISHED: State(
        _("It is published."), READERS, _("Keep it true: propose a change when something is new, or withdraw it.")
    ),
    Status.DECLINED: State(
        _("It was declined."), CITY, _("You can begin anew with its text. If the reason is not clear, write to us.")
    ),
    Status.WITHDRAWN: State(
        _("It was withdrawn. Readers do not see it."),
        CITY,
        _("You can begin anew with its text. If readers should see it again as it is, write to us."),
    ),
    Status.ACCEPTED: State(_("The change is part of the published version now."), READERS),
}
# What is different for a proposed change, and for the city to which a guest handed something in.
OF_CHANGES = {
    Status.IN_REVIEW: State(
        _("An editor is reading it."),
        ASSOCIATION,
        _("The editor puts it into the published version, asks you for changes, or declines it and says why."),
    ),
    Status.DECLINED: State(
        _("The change was declined."), CITY, _("The published version stays as it is. You can propose another change.")
    ),
}
OF_GUESTS = {
    Status.WITH_CITY: State(
        _("A guest of the portal wrote it for your city."),
        CITY,
        _("You decide: hand it in to the association, give it back, or decline it."),
    )
}


@dataclass(frozen=True)
class Following:
    """Everything that the page of an initiative tells its authors; ``is_guest`` writes without an account."""

    initiative: object
    is_guest: bool

    @property
    def state(self) -> State:
        special = OF_CHANGES if self.initiative.replaces_id else {} if self.is_guest else OF_GUESTS
        return (STATES | special)[Status(self.initiative.status)]

    @cached_property
    def log(self):
        return list(Transition.objects.of(self.initiative))

    @property
    def answer(self) -> str:
        """What the editor wrote with the decision that now waits for the city, as a whole; "" for nothing."""
        if self.initiative.status not in (Status.CHANGES_ASKED, Status.DECLINED) or not self.log:
            return ""
        last = self.log[-1]
        return last.note if last.by and last.by.is_staff else ""

    @property
    def is_open_change(self) -> bool:
        """Whether it proposes a change that nobody has decided upon."""
        ended = (Status.ACCEPTED, Status.DECLINED)
        return bool(self.initiative.replaces_id) and self.initiative.status not in ended

    @property
    def answer_due(self):
        """The day by which the association answers, None where nobody waits for it."""
        if self.initiative.status not in Status.WITH_STAFF:
            return None
        handed_in = [entry.at for entry in self.log if entry.target == Status.SUBMITTED]
        return answer_due(timezone.localdate(max(handed_in))) if handed_in else None

    def may(self) -> set[str]:
        """Names of the buttons that the state and the person's part in it allow."""
        initiative = self.initiative
        is_change = bool(initiative.replaces_id)
        is_citys_turn = initiative.status == Status.WITH_CITY and not self.is_guest
        allowed = {
            "write": initiative.is_with_author,
            "check": initiative.is_with_author,
            "preview": not initiative.is_published,
            "read": initiative.is_published,
            "decide": is_citys_turn,
            "take_back": initiative.can_move_to(Status.DRAFT) and not is_citys_turn,
            "withdraw": initiative.can_move_to(Status.WITHDRAWN) and not self.is_guest,
            "propose_change": initiative.is_published and not self.is_guest,
            "duplicate": not is_change and not self.is_guest,
            "ask": initiative.status in (Status.DECLINED, Status.WITHDRAWN),
            "delete": initiative.is_with_author and initiative.status == Status.DRAFT and not self.is_guest,
        }
        return {name for name, is_allowed in allowed.items() if is_allowed}
