"""What a city's coordinators find on their day page. The number of queries does not grow with the city."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.facts import stale_facts
from cities.models import City, Representative
from portal.publishing.models import Publication
from portal.publishing.parity import filled_in, missing_english
from portal.publishing.workflow import Status
from portal.workspace.steps import next_step

# Whom an initiative waits for, and the states that mean so, both in the order of the page: people before drafts.
WAITING = (
    (_("Waiting for you"), (Status.CHANGES_ASKED, Status.WITH_CITY, Status.DRAFT)),
    (_("Waiting for the association"), Status.WITH_STAFF),
    (_("Read by everybody"), (Status.PUBLISHED,)),
    (pgettext_lazy("initiatives", "Closed"), (Status.DECLINED, Status.WITHDRAWN)),
)
CLOSED = (Status.DECLINED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Text:
    """How much of a text that Ukrainian readers have English readers have too."""

    item: Publication
    url: str
    missing: list[str]
    there: int
    all: int


class Day:
    """All that a city's page in the workspace shows to one of its coordinators."""

    def __init__(self, city: City, user):
        self.city = city
        self.user = user

    @cached_property
    def initiatives(self):
        """Those that the city leads, without proposed versions."""
        return [initiative for initiative in self._all_initiatives if not initiative.replaces_id]

    @cached_property
    def proposals(self):
        """Open changes to what is published, with what they change."""
        titles = {initiative.pk: initiative for initiative in self.initiatives}
        return [
            (proposal, titles.get(proposal.replaces_id))
            for proposal in self._all_initiatives
            if proposal.replaces_id and proposal.status not in CLOSED
        ]

    @cached_property
    def _all_initiatives(self):
        return list(self.city.initiatives.for_workspace())

    @property
    def groups(self):
        """Initiatives by whom they wait for, each with the label of the group; empty groups are left out."""
        grouped = [
            (label, [row for status in states for row in self.initiatives if row.status == status])
            for label, states in WAITING
        ]
        return [(label, rows) for label, rows in grouped if rows]

    def first_with(self, status):
        """What has been longest in a state: an initiative or a proposed version of one."""
        return next((row for row in self._all_initiatives if row.status == status), None)

    @cached_property
    def questions(self):
        return list(self.city.questions.unanswered().order_by("created_at", "pk"))

    @cached_property
    def stale_facts(self):
        return stale_facts(self.city)

    @cached_property
    def unconfirmed(self):
        """The city's page and published initiatives that nobody of the city has confirmed."""
        published = [initiative for initiative in self.initiatives if initiative.is_published]
        return [row for row in (self.city, *published) if row.is_unconfirmed]

    @cached_property
    def texts(self) -> list[Text]:
        """The city's page and what it has in hand, the incomplete first.

        An open proposal stands for the version that it would change.
        """
        changed = {proposal.replaces_id for proposal, _initiative in self.proposals}
        open_rows = [row for row in self._all_initiatives if row.status not in CLOSED and row.pk not in changed]
        texts = [
            self._text(self.city, reverse("cities:edit", args=[self.city.katottg])),
            *(self._text(row, reverse("initiatives:follow", args=[row.pk])) for row in open_rows),
        ]
        return sorted(texts, key=lambda text: not text.missing)

    @property
    def incomplete_texts(self) -> list[Text]:
        """Those of which English readers miss something."""
        return [text for text in self.texts if text.missing]

    @property
    def complete_texts(self) -> list[Text]:
        return [text for text in self.texts if not text.missing]

    def _text(self, item, url):
        return Text(item, url, missing_english(item), filled_in(item, "en"), filled_in(item, "uk"))

    @cached_property
    def _representatives(self):
        return list(self.city.representatives.confirmed())

    @property
    def people(self) -> int:
        """How many speak for the city."""
        return len(self._representatives)

    @property
    def is_lead(self) -> bool:
        """Whether this coordinator may invite others."""
        return any(
            row.user_id == self.user.pk and row.role == Representative.Role.LEAD for row in self._representatives
        )

    @cached_property
    def invitations(self) -> int:
        """How many invitations are still open."""
        return self.city.invitations.open().count()

    @cached_property
    def next_step(self):
        return next_step(self)
