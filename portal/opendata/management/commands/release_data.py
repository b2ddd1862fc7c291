from django.core.management.base import BaseCommand, CommandError

from portal.opendata.models import Release
from portal.opendata.releasing import release, remove


class Command(BaseCommand):
    help = "Puts all open data into a package of this quarter, which the page about data lists. Run it once a quarter."

    def add_arguments(self, parser):
        parser.add_argument("--remove", dest="unwanted", metavar="VERSION", help="Take a release from readers instead.")

    def handle(self, *, unwanted, **_options):
        if unwanted:
            self._remove(unwanted)
            return
        made, is_new = release()
        state = "released" if is_new else "nothing has changed since"
        self.stdout.write(f"{made.version}: {state}, {made.records} records, {made.size} bytes, SHA-256 {made.sha256}")

    def _remove(self, version):
        try:
            remove(version)
        except Release.DoesNotExist:
            raise CommandError(f"There is no release {version}.") from None
        self.stdout.write(f"{version}: removed")
