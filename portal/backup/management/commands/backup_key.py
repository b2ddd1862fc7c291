from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backup.keys import write_new_key


class Command(BaseCommand):
    help = "Makes a key for backups. Keep it where the backups are not: without it nobody can read them."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        try:
            public = write_new_key(file)
        except FileExistsError:
            raise CommandError(f"{file} exists already. Choose another name.") from None
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error.strerror}.") from error
        self.stdout.write(f"{file} holds the secret key. The public one, which can only write backups:\n{public}")
