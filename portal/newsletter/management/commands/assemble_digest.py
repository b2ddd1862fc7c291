from django.core.management.base import BaseCommand

from portal.newsletter.assembling import assemble, last_month
from portal.newsletter.models import Digest
from portal.newsletter.sending import go_on


class Command(BaseCommand):
    help = (
        "Makes the draft of the last month's newsletter if it is missing, and goes on with a sending that was cut off."
    )

    def handle(self, **_options):
        digest, is_new = assemble(last_month())
        number = digest.items.count()
        self.stdout.write(f"{digest.month:%Y-%m}: {f'made, {number} items' if is_new else 'is there already'}.")
        for interrupted in Digest.objects.being_sent():
            go_on(interrupted)
            self.stdout.write(f"{interrupted.month:%Y-%m}: the sending goes on.")
