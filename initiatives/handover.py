"""What a guest wrote for a city goes to those who speak for it; they submit it, give it back or decline.

Each function here is one decision with its letters. What they submit is in ``decisions.take_over``.
"""

from django.db import transaction

from initiatives import emails
from portal.publishing.models import Status


def goes_to_city_first(initiative) -> bool:
    """Whether it is a guest's draft, and somebody speaks for its city. Without anybody it goes straight to staff."""
    is_guests = initiative.author_id is None and hasattr(initiative, "guest")
    return is_guests and initiative.status == Status.DRAFT and bool(_speakers(initiative))


@transaction.atomic
def hand_over(initiative):
    """Give what a guest has finished to the coordinators of its city. Raises what ``hand_to_city`` raises."""
    initiative.hand_to_city(by=None)
    for person in _speakers(initiative):
        emails.proposal_for_city(initiative, person)
    emails.guest_with_city(initiative)


@transaction.atomic
def give_back(initiative, *, by, note):
    """Let the guest write on; the note says what is missing. Raises what ``move`` raises."""
    initiative.take_back(by=by, note=note)
    emails.guest_given_back(initiative, note)


@transaction.atomic
def decline_for_city(initiative, *, by, note):
    """End it with the reason, which the guest reads. Raises what ``move`` raises."""
    initiative.decline(by=by, note=note)
    emails.guest_declined(initiative, note)


def _speakers(initiative):
    """The people who speak for the city of an initiative; none where it belongs to no city."""
    if initiative.city is None:
        return []
    return [representative.user for representative in initiative.city.representatives.speaking().select_related("user")]
