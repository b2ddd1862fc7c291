from time import perf_counter

from django.core.management.base import BaseCommand

from portal.search.rebuilding import rebuild


class Command(BaseCommand):
    """Makes all entries of the search index anew; readers find what they found before until each is replaced."""

    help = "Builds the search index anew while the site serves: after an upgrade, or rows were changed around Django."

    def handle(self, *, verbosity, **_options):
        begun = perf_counter()
        number = rebuild()
        seconds = perf_counter() - begun
        if verbosity:
            self.stdout.write(f"{number} entries in {seconds:.1f} s, {number / max(seconds, 0.001):.0f} a second.")
