from django_tasks import task

from portal.pages.emails import mail_to_office
from portal.pages.models import Message


@task()
def mail_message(message_id: int) -> None:
    """Mails a message to the office, unless that was done or the message was deleted meanwhile.

    Where the mail fails the message stays unmailed, and ``manage.py send_unmailed`` tries again.
    """
    message = Message.objects.unmailed().filter(pk=message_id).first()
    if message:
        mail_to_office(message)
