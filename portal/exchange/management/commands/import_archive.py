from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.exchange.archive.unpacking import Refused, unpack


class Command(BaseCommand):
    help = "Reads an archive into an empty portal, all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        try:
            with file.open("rb") as source:
                manifest = unpack(source)
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error}") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(entry["rows"] for entry in manifest["data"])
        self.stdout.write(
            f"{rows} rows and {len(manifest['media'])} files are in. People sign in with a code from a letter; staff "
            "set up their second factor anew."
        )
