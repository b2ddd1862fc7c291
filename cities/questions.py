"""The way of a question to a city: asked, confirmed by its asker, relayed, answered. Letters leave with each step."""

from django.db import transaction

from cities import emails
from cities.models import BlockedAsker
from cities.models.question import asker_of
from portal.mail.models import Letter


@transaction.atomic
def ask(question):
    """Keep a new question and ask for a proof of the address.

    The same question sent twice is one. Spam, and what a blocked sender writes, is kept without a letter.
    """
    if BlockedAsker.objects.holds(question.email):
        question.is_spam = True
    if type(question).objects.holds(question):
        return
    question.save()
    if not question.is_spam and not Letter.objects.are_enough("question_confirm", question.email):
        emails.question_confirm(question)


@transaction.atomic
def confirm(question):
    """The asker has proven the address: pass the question on to the city. Confirming again changes nothing."""
    if not question.confirm_address():
        return
    if BlockedAsker.objects.holds(question.email):  # since the question was written
        question.mark_as_spam()
        return
    city = question.city
    people = [representative.user for representative in city.representatives.speaking().select_related("user")]
    for person in people:
        emails.question_for_representative(question, person)
    if city.public_email and city.public_email.lower() not in {person.email for person in people}:
        emails.question_for_office(question)
    emails.question_received(question)


@transaction.atomic
def answer(question, text, *, by) -> bool:
    """Keep the city's answer and send it to the asker; gives False where somebody else was faster."""
    answered = question.give_answer(text, by=by)
    if answered:
        emails.question_answered(question)
    return answered


@transaction.atomic
def report_spam(question, *, by):
    """Take the question from the city's list, and let nothing more of its asker through to any city."""
    if question.mark_as_spam():
        BlockedAsker.objects.get_or_create(
            asker=asker_of(question.email), defaults={"question": question, "reported_by": by}
        )
