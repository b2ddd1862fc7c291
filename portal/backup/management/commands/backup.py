import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backup.keys import read_keys
from portal.backup.making import make, try_out
from portal.backup.models import Backup
from portal.backup.refusal import FAILURES
from portal.backup.retention import prune


class Command(BaseCommand):
    help = (
        "Writes an encrypted backup of the database and all files into a folder while the portal serves, reads it "
        "back, and deletes old ones; docs/restoring.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="File with the key (manage.py backup_key).")
        parser.add_argument("--verify", action="store_true", help="Restore it as a test, aside; needs the secret key.")
        parser.add_argument("--daily", type=int, default=7, help="Of how many days to keep the newest.")
        parser.add_argument("--weekly", type=int, default=5)
        parser.add_argument("--monthly", type=int, default=12)

    def handle(self, *, folder, key, verify, daily, weekly, monthly, **_options):
        began = time.monotonic()
        try:
            keys = read_keys(key, secret_needed=verify)
            path, manifest = make(folder, keys)
            if verify:
                try_out(path, keys)
            gone = prune(folder, daily=daily, weekly=weekly, monthly=monthly)
        except FAILURES as error:
            raise CommandError(f"No backup: {error}") from error
        seconds, size = time.monotonic() - began, path.stat().st_size
        Backup.objects.create(name=path.name, size=size, seconds=seconds, is_tested=verify)
        rows = sum(number for number, _sum in manifest["tables"].values())
        read = "restored as a test" if verify else "read back" if keys.secret else "not read back (public key)"
        self.stdout.write(
            f"{path}: {rows} rows, {len(manifest['media'])} files, {size} bytes, {read}, {seconds:.1f} s. "
            f"Old backups deleted: {len(gone)}."
        )
