"""Verbs that touch an initiative and its proposed version together."""

from django.db import transaction
from django.utils.translation import gettext

from initiatives.models import Initiative
from portal.publishing.workflow import AlreadyMoved, InvalidTransition, Status, move

# What belongs to the row, not to what it says.
OWN_FIELDS = {
    "id",
    "slug",
    "status",
    "published_at",
    "created_at",
    "updated_at",
    "replaces",
    "based_on",
    "author",
    "origin",
    "confirmed_at",
    "confirmed_by",
}
LISTS = ("partner_cities", "areas", "themes", "sdgs", "tasks", "target_groups")
PARTS = (
    "partner_roles",
    "resources",
    "results",
    "links",
    "transfer_needs",
    "exchanges",
    "initiative_photos",
    "initiative_documents",
)


@transaction.atomic
def propose_change(initiative, *, by) -> Initiative:
    """A draft with the same content beside a published initiative, or the one that is open already.

    Readers see the published version until staff accept the proposal. Raises InvalidTransition where the initiative
    is not published.
    """
    # Whoever comes second waits here and then finds the first one's proposal.
    initiative = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if not initiative.is_published:
        raise InvalidTransition(
            gettext("“%(title)s” is not published, so it can be edited as it is.") % {"title": initiative}
        )
    if proposal := initiative.proposals.exclude(status__in=(Status.ACCEPTED, Status.DECLINED)).first():
        return proposal
    proposal = Initiative(replaces=initiative, based_on=initiative.updated_at, author=by, origin=initiative.origin)
    _copy_fields(initiative, proposal)
    proposal.save()
    _copy_lists_and_parts(initiative, proposal)
    return proposal


@transaction.atomic
def accept_proposal(proposal, *, by, note="") -> Initiative:
    """Put the content of a reviewed proposal into the published initiative and give that.

    Raises AlreadyMoved where the published version was changed or withdrawn after the proposal was begun, and
    InvalidTransition where the proposal has not been reviewed; neither changes anything.
    """
    if not proposal.replaces_id:
        raise InvalidTransition(gettext("“%(title)s” proposes no change.") % {"title": proposal})
    initiative = Initiative.objects.select_for_update().get(pk=proposal.replaces_id)
    if initiative.updated_at != proposal.based_on or not initiative.is_published:
        raise AlreadyMoved(
            gettext("“%(title)s” was changed after this proposal was begun. Compare the two before you decide.")
            % {"title": initiative}
        )
    move(proposal, Status.ACCEPTED, by=by, note=note)
    proposal.refresh_from_db()
    _copy_fields(proposal, initiative)
    initiative.save()
    _copy_lists_and_parts(proposal, initiative)
    return initiative


def _copy_fields(source, target):
    for field in Initiative._meta.concrete_fields:
        if field.name not in OWN_FIELDS:
            setattr(target, field.attname, getattr(source, field.attname))


def _copy_lists_and_parts(source, target):
    for name in LISTS:
        getattr(target, name).set(getattr(source, name).all())
    for name in PARTS:
        getattr(target, name).all().delete()
        for part in getattr(source, name).all():
            part.pk, part.initiative = None, target
            part._state.adding = True
            part.save()
