"""What touches several models at once: applications, invitations and the people of a city."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from cities import emails
from cities.models import City, Invitation, MembershipApplication, Network, NetworkMembership, Representative
from cities.models.representative import next_fortnight
from cities.register import centre_of
from portal.accounts.models import User
from portal.consents import ConsentKind
from portal.mail.models import Letter
from portal.publishing.models import Status
from portal.publishing.workflow import InvalidTransition, Transition, move

# Applications


def send_application(form) -> MembershipApplication:
    """Store what the form holds and ask the applicant to confirm the address; once, however often it is sent."""
    sent = MembershipApplication.objects.sent_with(form.cleaned_data["creation_key"])
    try:
        with transaction.atomic():
            if known := sent.first():
                return known
            application = form.save()
            if not application.is_spam:
                ask_to_confirm(application, email=application.contact_email)
            return application
    except IntegrityError:  # the same form came twice in the same moment
        return sent.get()


@transaction.atomic
def confirm_application(application, *, email):
    """The address is the applicant's: take it, and hand a new application to staff.

    Raises AlreadyMoved where another application of the hromada is being considered.
    """
    if application.contact_email != email:
        application.contact_email = email
        application.save(update_fields=["contact_email", "updated_at"])
        emails.application_key_changed(application)
    if application.is_draft:
        application.confirm_address()
        emails.application_received(application)
        emails.application_waiting(application)


def ask_to_confirm(application, *, email):
    """Send the link by which an address is confirmed, unless the address got enough of them today."""
    kind = "application_confirm" if application.is_draft else "application_new_address"
    if not Letter.objects.are_enough(kind, email):
        emails.application_to_confirm(kind, application, email)


@transaction.atomic
def start_review(application, *, by, note=""):
    application.start_review(by=by, note=note)
    application.reviewer = by
    application.save(update_fields=["reviewer"])


@transaction.atomic
def accept_application(application, *, by, note=""):
    """Take the hromada into the association and invite its contact person to lead the city's workspace.

    Raises AlreadyMoved where somebody was faster, InvalidTransition where the association is missing among the
    networks; neither changes anything.
    """
    if lost := application.consents.lost():
        raise InvalidTransition(
            gettext("The applicant took a consent back: %(consents)s.") % {"consents": ", ".join(map(str, lost))}
        )
    move(application, Status.ACCEPTED, by=by, note=note)
    association = Network.objects.filter(slug=Network.ASSOCIATION).first()
    if association is None:
        raise InvalidTransition(
            gettext("The association is missing among the networks: add one with the short name “%(slug)s”.")
            % {"slug": Network.ASSOCIATION}
        )
    application.city = _city_of(application.hromada, by=by)
    application.reviewer = by
    application.save(update_fields=["city", "reviewer"])
    today = timezone.localdate()
    if not NetworkMembership.objects.current().filter(city=application.city, network=association).exists():
        NetworkMembership.objects.create(
            city=application.city,
            network=association,
            since=today.isoformat(),
            source_title=f"Рішення асоціації щодо заявки № {application.number}",
            checked_on=today,
        )
    invitation = Invitation.objects.create(
        city=application.city,
        email=application.contact_email.lower(),
        language=application.language,
        role=Representative.Role.LEAD,
        invited_by=by,
    )
    emails.application_accepted(application, invitation)


@transaction.atomic
def decline_application(application, *, by, note):
    """End the review with the reason, which the applicant reads."""
    move(application, Status.DECLINED, by=by, note=note)
    application.reviewer = by
    application.save(update_fields=["reviewer"])
    emails.application_declined(application, note)


@transaction.atomic
def take_back_consent(consent):
    """Record that the applicant takes a consent back, and do at once what ``consent.means`` says."""
    application = consent.application
    is_about_person = consent.kind == ConsentKind.PERSONAL_DATA and not application.is_accepted
    if consent.mark_taken_back() and is_about_person:
        application.forget_applicant()


@transaction.atomic
def erase_application(application):
    """Forget an application with all that the applicant sent."""
    Transition.objects.of(application).delete()
    if application.decision:
        application.decision.delete()
    application.delete()


def _city_of(hromada, *, by):
    """The hromada's city with a page for readers; made from the state register where the portal has none."""
    city = City.objects.filter(katottg=hromada.katottg).first() or _city_from_register(hromada)
    if city.status == Status.DRAFT:
        city.publish(by=by)
    return city


def _city_from_register(hromada):
    centre = centre_of(hromada)
    city = City(
        katottg=hromada.katottg,
        settlement_katottg=centre and centre.katottg,
        name_uk=centre.name_uk if centre else hromada.title("uk"),
        name_en=centre.name_en if centre else hromada.title("en"),
        hromada_uk="" if hromada.has_special_status else hromada.name_uk,
        hromada_en="" if hromada.has_special_status else hromada.name_en,
        oblast=hromada.oblast,
        latitude=centre and centre.lat,
        longitude=centre and centre.lon,
    )
    city.save()
    return city


# People of a city


class LastLead(Exception):
    """A city would be left without anybody who invites others; the text is a sentence for people."""


class InvitationClosed(Exception):
    """The invitation was accepted, revoked or ran out meanwhile, or its account is closed."""


@transaction.atomic
def invite(city, *, email, role, language, by) -> Invitation:
    """Ask somebody to speak for the city. Asked again, the same person has one invitation, with what was said last."""
    invitation = city.invitations.unanswered().sent_to(email).first() or Invitation(city=city, email=email)
    invitation.role, invitation.language, invitation.invited_by = role, language, by
    return renew(invitation)


@transaction.atomic
def renew(invitation) -> Invitation:
    """Let it hold for another fortnight, and send the letter again."""
    invitation.expires_at = next_fortnight()
    invitation.save()
    emails.invitation(invitation)
    return invitation


def revoke(invitation):
    """Nobody can accept it from now on; one that was accepted meanwhile stays so."""
    Invitation.objects.unanswered().filter(pk=invitation.pk).update(revoked_at=timezone.now())


@transaction.atomic
def accept_invitation(invitation) -> tuple[User, bool]:
    """Let who was invited speak for the city; gives the person and whether the account is new.

    Raises InvitationClosed where it can no longer be accepted.
    """
    if not Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now()):
        raise InvitationClosed
    user = User.objects.filter(email=invitation.email.lower()).first()
    is_new = user is None
    if is_new:
        user = User.objects.create_user(invitation.email, language=invitation.language)
    if not user.is_active:
        raise InvitationClosed
    representative, is_first = Representative.objects.get_or_create(
        user=user, city=invitation.city, defaults={"role": invitation.role}
    )
    if not is_first and invitation.role == Representative.Role.LEAD:
        representative.role = invitation.role
        representative.save(update_fields=["role"])
    representative.confirm(by=invitation.invited_by)
    return user, is_new


@transaction.atomic
def change_role(representative, role):
    """Give another role. Raises LastLead where nobody would be left to invite others."""
    if role != Representative.Role.LEAD:
        _keep_a_lead(representative)
    representative.role = role
    representative.save(update_fields=["role"])


@transaction.atomic
def remove(representative):
    """Let somebody no longer speak for the city. Raises LastLead where nobody would be left to invite others."""
    _keep_a_lead(representative)
    representative.delete()


def _keep_a_lead(representative):
    # Two leads who remove each other at the same time wait here for one another.
    leads = Representative.objects.select_for_update().filter(city=representative.city).leads()
    if representative.is_lead and not [lead for lead in leads if lead.pk != representative.pk]:
        raise LastLead(gettext("This is the only lead of the city. Make somebody else a lead first."))
