import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.languages import UKRAINIAN
from portal.pages.models import Message

logger = logging.getLogger(__name__)


def contact_message(message: Message) -> EmailMessage:
    """The letter by which the office learns of a message; an answer to it goes to the writer."""
    context = {"message": message}
    with translation.override(UKRAINIAN):
        subject = render_to_string("emails/contact_message/subject.txt", context)
        body = render_to_string("emails/contact_message/body.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[settings.OFFICE_EMAIL],
        reply_to=[message.email],
    )


def mail_to_office(message: Message) -> bool:
    """Mail a message to the office and note when.

    A mail that fails is logged, the message stays unmailed, and the answer is False.
    """
    try:
        contact_message(message).send()
    except (SMTPException, OSError, ValueError):  # the last: what no header can hold, such as an endless domain
        logger.exception("Message %s could not be mailed to the office", message.pk)
        return False
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
    return True
