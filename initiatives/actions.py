"""Verbs that touch an initiative and its proposed version together."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from initiatives.models import Consent, Contact, Initiative
from portal.publishing.workflow import AlreadyMoved, InvalidTransition, Status, Transition, move
from portal.search.keeping import gathered

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
    "reviewer",
    "creation_key",
    "origin",
    "confirmed_at",
    "confirmed_by",
}
TITLE_LENGTH = Initiative._meta.get_field("title").max_length
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
    if proposal := initiative.open_proposal:
        return proposal
    proposal = Initiative(replaces=initiative, based_on=initiative.updated_at, author=by, origin=initiative.origin)
    _copy_fields(initiative, proposal)
    proposal.save()
    _copy_lists_and_parts(initiative, proposal)
    return proposal


@gathered()
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
    proposal.refuse_without_consent()
    move(proposal, Status.ACCEPTED, by=by, note=note)
    proposal.refresh_from_db()
    _copy_fields(proposal, initiative)
    initiative.save()
    _copy_lists_and_parts(proposal, initiative)
    initiative.open_documents()
    _move_contact(proposal, initiative)
    return initiative


@transaction.atomic
def rebase_proposal(proposal, *, by):
    """Let a proposal under review change the published version of today, once a reviewer has compared the two.

    Accepted afterwards, it replaces what was changed meanwhile. Raises InvalidTransition where there is nothing
    published to change, AlreadyMoved where the proposal is not under review any more.
    """
    initiative = Initiative.objects.select_for_update().get(pk=proposal.replaces_id)
    if not initiative.is_published:
        raise InvalidTransition(gettext("“%(title)s” is not published any more.") % {"title": initiative})
    values = {"based_on": initiative.updated_at, "updated_at": timezone.now()}
    if not Initiative.objects.filter(pk=proposal.pk, status=Status.IN_REVIEW).update(**values):
        raise AlreadyMoved.of(proposal)
    note = gettext("Compared with the published version as it is now.")
    Transition.objects.create(publication=proposal, source=Status.IN_REVIEW, target=Status.IN_REVIEW, by=by, note=note)
    proposal.refresh_from_db()


@transaction.atomic
def take_back_consent(consent, *, by):
    """Record that somebody takes a consent back, and do at once what ``consent.means`` says."""
    if not consent.mark_taken_back():
        return
    if consent.kind == Consent.Kind.PERSONAL_DATA:
        Contact.objects.filter(initiative=consent.initiative).delete()
    elif consent.kind != Consent.Kind.UNESCO and consent.initiative.is_published:
        note = gettext("A consent was taken back: %(consent)s.") % {"consent": consent}
        consent.initiative.withdraw(by=by, note=note)


@transaction.atomic
def forget_guest(proposal):
    """A guest takes back the consent to the processing of personal data: nothing of the person stays.

    A draft that nobody but the guest has seen goes with them.
    """
    initiative = proposal.initiative
    for consent in proposal.consents.standing().filter(kind=Consent.Kind.PERSONAL_DATA):
        take_back_consent(consent, by=None)
    proposal.delete()
    if initiative.status == Status.DRAFT and initiative.author_id is None:
        initiative.discard()


# What the next start tells anew: its dates and results are its own, and people agreed to the first one only.
NOT_DUPLICATED = ("start", "end", "stage")
DUPLICATED_PARTS = ("partner_roles", "resources", "links", "transfer_needs", "exchanges")


@transaction.atomic
def duplicate(initiative, *, by) -> Initiative:
    """A new draft that begins with what this one says: without dates, results, files, contact and consents."""
    draft = Initiative(author=by)
    _copy_fields(initiative, draft)
    for name in NOT_DUPLICATED:
        setattr(draft, name, "")
    for language, _name in settings.LANGUAGES:
        if title := getattr(initiative, f"title_{language}"):
            with override(language):
                copy = pgettext("end of a title", "(copy)")
            setattr(draft, f"title_{language}", f"{title[: TITLE_LENGTH - len(copy) - 1]} {copy}")
    draft.save()
    _copy_lists_and_parts(initiative, draft, parts=DUPLICATED_PARTS)
    return draft


def _copy_fields(source, target):
    for field in Initiative._meta.concrete_fields:
        if field.name not in OWN_FIELDS:
            setattr(target, field.attname, getattr(source, field.attname))


def _copy_lists_and_parts(source, target, parts=PARTS):
    for name in LISTS:
        getattr(target, name).set(getattr(source, name).all())
    for name in parts:
        getattr(target, name).all().delete()
        for part in getattr(source, name).all():
            part.pk, part.initiative = None, target
            part._state.adding = True
            part.save()


def _move_contact(proposal, initiative):
    """The person to ask, where the proposal names another one; it leaves no personal data behind."""
    if contact := Contact.objects.filter(initiative=proposal).first():
        Contact.objects.filter(initiative=initiative).delete()
        contact.initiative = initiative
        contact.save()
