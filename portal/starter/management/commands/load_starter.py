from django.core.management.base import BaseCommand

from portal.starter.loading import load_starter


class Command(BaseCommand):
    help = "Adds the starter content that is missing; never touches what is there."

    def handle(self, **_options):
        added = load_starter()
        self.stdout.write(f"Starter content: {added or 'no'} new rows.")
