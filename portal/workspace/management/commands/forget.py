from django.core.management.base import BaseCommand

from portal.workspace.forgetting import forget_all


class Command(BaseCommand):
    help = "Forgets personal data whose time is over (portal/workspace/periods.py). Run it once a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be forgotten.")

    def handle(self, *, dry_run, **_options):
        for label, number in forget_all(dry_run=dry_run):
            self.stdout.write(f"{label}: {number}")
