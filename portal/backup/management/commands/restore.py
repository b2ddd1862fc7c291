import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backup.keys import read_keys
from portal.backup.refusal import FAILURES
from portal.backup.restoring import restore


class Command(BaseCommand):
    help = "Restores the database and all files from a backup and compares them with it. Stop the portal first."
    # The tables may not be there.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="File with the secret key.")
        parser.add_argument("--replace", action="store_true", help="Replace what the portal holds.")

    def handle(self, *, file, key, replace, **_options):
        began = time.monotonic()
        try:
            manifest = restore(file, read_keys(key, secret_needed=True), replace=replace)
        except FAILURES as error:
            raise CommandError(f"Not restored: {error}") from error
        rows = sum(number for number, _sum in manifest["tables"].values())
        self.stdout.write(
            f"Restored the portal of {manifest['made_at']}: {rows} rows in {len(manifest['tables'])} tables and "
            f"{len(manifest['media'])} files, all compared, in {time.monotonic() - began:.1f} s. "
            "Now: manage.py migrate."
        )
