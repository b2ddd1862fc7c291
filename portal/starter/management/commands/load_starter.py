from django.core.management.base import BaseCommand

from portal.starter.loading import load_starter


class Command(BaseCommand):
    help = "Adds the starter content that is missing; never touches what is there."

    def handle(self, **_options):
        added = load_starter()
        for kind, number in added.items():
            self.stdout.write(f"  {kind}: {number}")
        self.stdout.write(
            f"Starter content: {added.total()} rows added." if added else "Starter content: nothing to add."
        )
