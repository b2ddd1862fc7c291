from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.exchange.archive.packing import pack


class Command(BaseCommand):
    help = "Writes all that the portal holds into one ZIP file, with personal data; docs/archive.md describes it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **_options):
        if file.exists():
            raise CommandError(f"{file} exists already. Choose another name.")
        unfinished = file.with_name(f"{file.name}.part")
        try:
            unfinished.touch(mode=0o600, exist_ok=True)
            with unfinished.open("wb") as target:
                manifest = pack(target)
            unfinished.rename(file)
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error}") from error
        finally:
            unfinished.unlink(missing_ok=True)
        rows = sum(entry["rows"] for entry in manifest["data"])
        self.stdout.write(f"{file}: {rows} rows, {len(manifest['media'])} files. It holds personal data: keep it safe.")
