"""What authors and reviewers decide about an initiative: the move, the comments at fields and the letters, together."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from initiatives import emails
from initiatives.actions import accept_proposal
from initiatives.handover import goes_to_city_first, hand_over
from initiatives.models import FieldComment, Initiative
from initiatives.versions import keep_reviewed
from portal.publishing.workflow import InvalidTransition, Status, move


@transaction.atomic
def hand_in(initiative, *, by, note=""):
    """Submit for review; what reviewers said of fields counts as answered. Raises what ``Initiative.submit`` raises.

    What a guest wrote goes to the coordinators of its city first, where it has any.
    """
    if goes_to_city_first(initiative):
        hand_over(initiative)
    else:
        initiative.submit(by=by, note=note)
        emails.handed_in(initiative, by=by)
        emails.to_review(initiative)
    initiative.field_comments.open().update(resolved_at=timezone.now())


@transaction.atomic
def take_over(initiative, *, by):
    """Submit what a guest wrote, in the name of its city: from now on the coordinator is its author.

    Raises what ``Initiative.submit`` raises.
    """
    initiative.author = by
    initiative.save(update_fields=["author"])
    hand_in(initiative, by=by)
    emails.guest_taken_over(initiative)


@transaction.atomic
def take(initiative, *, by, note=""):
    """Make somebody the reviewer, in the place of whoever was, and begin the review where nobody has.

    Raises InvalidTransition where the initiative does not wait for staff.
    """
    if initiative.status != Status.IN_REVIEW:
        initiative.start_review(by=by, note=note)
    _give_to(initiative, by)


def give_back(initiative):
    """Leave the review to whoever takes it next."""
    _give_to(initiative, None)


def _give_to(initiative, reviewer):
    # Not through save(): the words do not change, so there is neither a version of them nor a new date.
    Initiative.objects.filter(pk=initiative.pk).update(reviewer=reviewer)
    initiative.reviewer = reviewer


def as_seen(pk, *, seen) -> Initiative:
    """The initiative, locked until the transaction ends. Raises AlreadyMoved where it is not as it was on the page."""
    initiative = Initiative.objects.select_for_update().get(pk=pk)
    initiative.ensure_version(seen)
    return initiative


def in_hand(pk, *, by, seen) -> Initiative:
    """The same for its reviewer to decide about. Raises AlreadyMoved where somebody else reviews it."""
    initiative = as_seen(pk, seen=seen)
    initiative.ensure_in_hands_of(by)
    return initiative


@transaction.atomic
def ask_for_changes(initiative, *, by, note=""):
    """Give it back to the author with the comments at fields.

    Raises InvalidTransition where neither they nor the note say what to change.
    """
    comments = FieldComment.objects.send_drafts(initiative)
    if not (note or comments):
        raise InvalidTransition(gettext("Say what to change, here or at a field: the author has to know."))
    initiative.ask_for_changes(by=by, note=note)
    keep_reviewed(initiative)
    emails.changes_asked(initiative, note=note, comments=comments)


@transaction.atomic
def publish(initiative, *, by, note=""):
    """Show it to readers. Who wrote it hears of that when a review ends so, not when staff bring back their own."""
    ends_review = initiative.status == Status.IN_REVIEW
    initiative.publish(by=by, note=note)
    if ends_review:
        emails.published(initiative, note=note, comments=FieldComment.objects.send_drafts(initiative))


@transaction.atomic
def accept(proposal, *, by, note=""):
    """Put a reviewed proposal into the published version. Raises what ``accept_proposal`` raises."""
    if not proposal.replaces_id:
        move(proposal, Status.ACCEPTED, by=by, note=note)  # refused, like every move that the state does not allow
    initiative = accept_proposal(proposal, by=by, note=note)
    comments = FieldComment.objects.send_drafts(proposal)
    emails.change_accepted(proposal, initiative, note=note, comments=comments)


@transaction.atomic
def decline(initiative, *, by, note):
    """End the review without publication, with the reason."""
    initiative.decline(by=by, note=note)
    emails.declined(initiative, note=note, comments=FieldComment.objects.send_drafts(initiative))
