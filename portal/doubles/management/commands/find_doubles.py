from django.core.management.base import BaseCommand

from portal.doubles.finding import all_doubles
from portal.doubles.models import Pair
from portal.doubles.sources import sources


class Command(BaseCommand):
    help = "Looks for rows that probably stand twice; the admin lists them. Run it once a day."

    def handle(self, **_options):
        for source in sources():
            Pair.objects.renew(source.model, all_doubles(source))
            number = Pair.objects.of_model(source.model).open().count()
            self.stdout.write(f"{source.model._meta.label}: {number}")
