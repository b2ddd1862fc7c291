"""The keys by which people without an account open what they proposed."""

from django.db import transaction

from initiatives import emails
from initiatives.models import GuestProposal
from portal.mail.models import Letter


def send_key(proposal):
    """Write to a guest for the first time; spam and a flooded address get nothing."""
    if not proposal.is_spam and not Letter.objects.are_enough("guest_key", proposal.email):
        emails.guest_key(proposal)


@transaction.atomic
def send_new_keys(email):
    """Write new keys of all that somebody proposed, if anything, in one letter; the earlier keys open nothing more."""
    proposals = GuestProposal.objects.of_address(email).select_related("initiative__city")
    if proposals and not Letter.objects.are_enough("guest_keys", email):
        for proposal in proposals:
            proposal.renew_token()
        emails.guest_keys(proposals)
