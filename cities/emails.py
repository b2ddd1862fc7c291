"""Letters of this room, one function each. All addresses in them are in the language of who gets the letter."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from cities.keys import application_key, confirmation_key
from portal.languages import UKRAINIAN
from portal.mail.posting import post
from portal.structured_data import absolute, absolute_in


def application_to_confirm(kind, application, email):
    """Asks whether an address is the applicant's: one that applied, or the one to which further letters should go."""
    _to_applicant(application, kind, "cities:confirm", confirmation_key(application, email), to=email)


def application_key_changed(application):
    """Gives the page of the application anew: the link sent to the former address opens it no longer."""
    _to_applicant(application, "application_key_changed", "cities:application", application_key(application))


def application_received(application):
    """The receipt: number, what comes next and by when, the page of the application."""
    _to_applicant(
        application,
        "application_received",
        "cities:application",
        application_key(application),
        due=application.answer_due(),
    )


def application_declined(application, reason):
    """The association's answer with its reason."""
    _to_applicant(
        application, "application_declined", "cities:application", application_key(application), reason=reason
    )


def application_accepted(application, invitation):
    """The association's answer, with the invitation to the city's workspace."""
    _to_applicant(application, "application_accepted", "cities:invitation", invitation.key, invitation=invitation)


def application_waiting(application):
    """Tells the office that an application waits; the applicant's data stay in the admin."""
    with translation.override(UKRAINIAN):
        url = absolute(reverse("admin:cities_membershipapplication_change", args=[application.pk]))
    post(
        "application_waiting",
        to=settings.OFFICE_EMAIL,
        language=UKRAINIAN,
        context={
            "application": application,
            "title": application.hromada.title(UKRAINIAN),
            "due": application.answer_due(),
            "url": url,
        },
    )


def invitation(invitation):
    """Invites somebody to speak for a city."""
    post(
        "invitation",
        to=invitation.email,
        language=invitation.language,
        context={
            "invitation": invitation,
            "inviter": invitation.shown_inviter,
            "url": _address(invitation.language, "cities:invitation", invitation.key),
        },
        is_secret=True,
    )


def _to_applicant(application, kind, url_name, key, *, to="", **context):
    to = to or application.contact_email
    if not to:  # the applicant took back the consent to be known here
        return
    post(
        kind,
        to=to,
        language=application.language,
        context={
            "application": application,
            "title": application.hromada.title(application.language),
            "place": application.hromada.place(application.language),
            "url": _address(application.language, url_name, key),
            **context,
        },
        is_secret=True,
    )


def _address(language, name, key):
    with translation.override(language):
        return absolute(reverse(name, args=[key]))


def question_confirm(question):
    """Asks whoever owns the address whether they wrote. Tells nothing that a stranger typed: anybody can cause it."""
    post(
        "question_confirm",
        to=question.email,
        language=question.language,
        context={
            "city": question.city,
            "url": absolute_in(question.language, "cities:confirm_question", question.confirmation_key),
        },
        is_secret=True,
    )


def question_for_representative(question, person):
    post(
        "question_for_representative",
        to=person.email,
        language=person.language,
        context={
            "question": question,
            "url": absolute_in(person.language, "cities:question", question.city.katottg, question.pk),
        },
    )


def question_for_office(question):
    """Brings the question with a key: the office answers without an account."""
    post(
        "question_for_office",
        to=question.city.public_email,
        language=UKRAINIAN,
        context={"question": question, "url": absolute_in(UKRAINIAN, "cities:answer", question.answer_key)},
        is_secret=True,
    )


def question_received(question):
    """Tells the asker that the question is with the city."""
    post("question_received", to=question.email, language=question.language, context={"question": question})


def question_answered(question):
    """Brings the city's answer, in the city's name."""
    post("question_answered", to=question.email, language=question.language, context={"question": question})
