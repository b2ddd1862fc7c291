from django.conf import settings

from portal.languages import UKRAINIAN
from portal.mail.posting import post
from portal.pages.models import Message


def contact_message(message: Message):
    """Tells the office of a message; an answer to the letter goes to the writer."""
    post(
        "contact_message",
        to=settings.OFFICE_EMAIL,
        language=UKRAINIAN,
        context={"message": message},
        reply_to=message.email,
    )
