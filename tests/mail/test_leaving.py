"""Every letter is either necessary, and says why it came, or can be left by one click."""

from pathlib import Path

import pytest
from django.conf import settings

LETTERS = Path(settings.BASE_DIR) / "templates/emails"
# What somebody did a moment ago and waits for, and what concerns the safety of an account.
ANSWERS = {
    *("account_changed", "address_confirm", "password_reset", "sign_in_code", "unknown_address", "invitation"),
    *("application_accepted", "application_confirm", "application_declined", "application_key_changed"),
    *("application_new_address", "application_received", "question_answered", "question_confirm", "question_received"),
    *("guest_declined", "guest_given_back", "guest_key", "guest_keys", "guest_taken_over", "guest_with_city"),
    *("initiative_change_accepted", "initiative_changes_asked", "initiative_declined", "initiative_handed_in"),
    *("initiative_published", "newsletter_confirm"),
}
# What waits for the office, or for those who took on to speak for a city.
WORK = {
    *("application_waiting", "contact_message", "initiative_to_review"),
    *("proposal_for_city", "question_for_office", "question_for_representative"),
}
OPTIONAL = {"newsletter_digest"}


def test_every_letter_is_known_here():
    assert {path.name for path in LETTERS.iterdir() if path.is_dir()} == ANSWERS | WORK | OPTIONAL


@pytest.mark.parametrize("kind", sorted(OPTIONAL))
def test_letter_that_is_not_necessary_names_its_way_out_in_its_text(kind):
    """In HTML the frame of all letters does, and the head by what ``post`` is given."""
    assert "{{ unsubscribe_url }}" in (LETTERS / kind / "body.txt").read_text(encoding="utf-8")
