import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.pages.emails import mail_to_office
from portal.pages.models import Message

# The task queue mails a message within seconds; what is younger is left to it, lest the office gets it twice.
LEFT_TO_THE_QUEUE = datetime.timedelta(minutes=10)


class Command(BaseCommand):
    help = (
        "Mails to the office the messages of the contact form that could not be mailed when they came. "
        "Run it from cron, for example every quarter of an hour: */15 * * * * manage.py send_unmailed"
    )

    def handle(self, **_options):
        messages = Message.objects.unmailed().received_before(timezone.now() - LEFT_TO_THE_QUEUE)
        failed = [message.pk for message in messages if not mail_to_office(message)]
        if failed:
            raise CommandError(
                f"{len(failed)} messages could not be mailed; they stay in the admin and for the next run."
            )
