from pathlib import Path
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from portal.mirror.checking import problems_of
from portal.mirror.copying import CannotCopy
from portal.mirror.folder import NotAMirror
from portal.mirror.mirroring import write_mirror


class Command(BaseCommand):
    help = "Writes the whole public site as files that work without a server, or brings such a mirror up to date."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="Only check the files and links of the mirror there.")

    def handle(self, *, folder, check, **_options):
        begun = perf_counter()
        try:
            if check:
                self._check(folder)
            else:
                self._write(folder)
        except (NotAMirror, CannotCopy) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{perf_counter() - begun:.1f} s")

    def _write(self, folder):
        done = write_mirror(folder)
        self.stdout.write(
            f"{done.files} files, {done.size / 1_000_000:.1f} MB: {done.written} written, {done.removed} removed,"
            f" {done.files - done.written} unchanged."
        )

    def _check(self, folder):
        problems = list(problems_of(folder))
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"The mirror has {len(problems)} faults.")
        self.stdout.write("Every file is what the manifest says, every link leads to a file.")
