"""Letters about initiatives. None names another person: not every city is free, and addresses are nobody else's."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from cities.models import Representative
from initiatives.models import ANSWER_WITHIN_WORKING_DAYS, answer_due
from portal.languages import UKRAINIAN
from portal.mail.posting import post
from portal.structured_data import absolute, absolute_in


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a letter goes, and the page where this person sees how the initiative stands."""

    name: str
    email: str
    language: str
    url_name: str
    key: str | int
    has_private_link: bool = False

    @property
    def url(self) -> str:
        return address(self.language, self.url_name, self.key)


def address(language, url_name, key):
    with translation.override(language):
        return absolute(reverse(url_name, args=[key]))


def handed_in(initiative, *, by):
    """Tells those who handed it in what happens next and by when."""
    _write_each("initiative_handed_in", initiative, _writers(initiative, by), **_promise())


def to_review(initiative):
    """Tells the office that something waits, and until when."""
    post(
        "initiative_to_review",
        to=settings.OFFICE_EMAIL,
        language=UKRAINIAN,
        context={
            "initiative": initiative,
            "url": address(UKRAINIAN, "initiatives:review", initiative.pk),
            **_promise(),
        },
    )


def changes_asked(initiative, *, note, comments):
    _write_each("initiative_changes_asked", initiative, _answered(initiative), note=note, comments=comments)


def published(initiative, *, note, comments):
    _write_each(
        "initiative_published", initiative, _answered(initiative), note=note, comments=comments, page=initiative
    )


def change_accepted(proposal, initiative, *, note, comments):
    _write_each(
        "initiative_change_accepted", proposal, _answered(proposal), note=note, comments=comments, page=initiative
    )


def declined(initiative, *, note, comments):
    _write_each("initiative_declined", initiative, _answered(initiative), note=note, comments=comments)


def _write_each(kind, initiative, recipients, *, page=None, **context):
    for recipient in recipients:
        page_url = address(recipient.language, page.url_name, page.slug) if page else ""
        post(
            kind,
            to=recipient.email,
            language=recipient.language,
            context={"initiative": initiative, "recipient": recipient, "page_url": page_url, **context},
            reply_to=settings.OFFICE_EMAIL,
            is_secret=recipient.has_private_link,
        )


def _promise():
    return {"working_days": ANSWER_WITHIN_WORKING_DAYS, "due": answer_due(timezone.localdate())}


def _writers(initiative, by):
    """The author and who pressed the button, as far as they speak for the city, and the guest."""
    hands = {initiative.author_id, getattr(by, "pk", None)}
    return _recipients(initiative, [person for person in _speakers(initiative) if person.user_id in hands])


def _answered(initiative):
    """The author, the leads of the city, and the guest."""
    leads = Representative.Role.LEAD
    told = [each for each in _speakers(initiative) if each.role == leads or each.user_id == initiative.author_id]
    return _recipients(initiative, told)


def _speakers(initiative):
    """Who speaks for the city today; a former coordinator learns nothing more."""
    confirmed = Representative.objects.confirmed().of_city(initiative.city)
    return [representative for representative in confirmed if representative.user.is_active]


def _recipients(initiative, representatives):
    found = [
        Recipient(str(user.name), user.email, user.language, "initiatives:follow", initiative.pk)
        for user in (representative.user for representative in representatives)
    ]
    guest = getattr(initiative, "guest", None)
    if guest and guest.confirmed_at and guest.email.lower() not in {person.email for person in found}:
        found.append(Recipient(guest.name, guest.email, guest.language, "initiatives:guest", guest.token, True))
    return found


def guest_key(proposal):
    """Brings the key. Tells nothing that a stranger typed: anybody can cause it."""
    post(
        "guest_key",
        to=proposal.email,
        language=proposal.language,
        context={"city": proposal.initiative.city, "url": _guest_url(proposal)},
        is_secret=True,
    )


def guest_keys(proposals):
    """Brings new keys of all that one person proposed, in the language of the latest.

    Titles stand in it only where the address is proven: a stranger may have typed the others.
    """
    latest = proposals[0]
    post(
        "guest_keys",
        to=latest.email,
        language=latest.language,
        context={"keys": [(proposal, _guest_url(proposal)) for proposal in proposals]},
        is_secret=True,
    )


def proposal_for_city(initiative, person):
    """Asks somebody who speaks for the city to read what a guest wrote for it."""
    post(
        "proposal_for_city",
        to=person.email,
        language=person.language,
        context={
            "initiative": initiative,
            "url": absolute_in(person.language, "initiatives:handover", initiative.pk),
        },
    )


def guest_with_city(initiative):
    """Tells the guest that the city reads it."""
    _to_guest("guest_with_city", initiative)


def guest_taken_over(initiative):
    """Tells the guest that the city has submitted it."""
    _to_guest("guest_taken_over", initiative)


def guest_given_back(initiative, note):
    _to_guest("guest_given_back", initiative, note=note)


def guest_declined(initiative, note):
    _to_guest("guest_declined", initiative, note=note)


def _to_guest(kind, initiative, **context):
    proposal = initiative.guest
    post(
        kind,
        to=proposal.email,
        language=proposal.language,
        context={"initiative": initiative, "url": _guest_url(proposal), **context},
        is_secret=True,
    )


def _guest_url(proposal):
    return absolute_in(proposal.language, "initiatives:guest", proposal.token)
