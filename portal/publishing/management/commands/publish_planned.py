from django.core.management.base import BaseCommand

from portal.publishing.admin.plans import carry_out_due


class Command(BaseCommand):
    help = "Publishes and withdraws what was planned for a moment that has come; to be called each minute."

    def handle(self, **_options):
        done, refused = carry_out_due()
        if done or refused:
            self.stdout.write(f"Done {done}, refused {refused}.")
