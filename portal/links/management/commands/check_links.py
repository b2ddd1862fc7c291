from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from portal.links.checking import check
from portal.links.gathering import renew
from portal.links.models import Answer, Link


class Command(BaseCommand):
    help = "Asks whether the addresses on published pages still work, the longest unchecked first. Run it once a week."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=2000, help="Check at most so many addresses (2000).")
        parser.add_argument("--minutes", type=float, default=60, help="Begin no check after so many minutes (60).")

    def handle(self, *, limit, minutes, **_options):
        if limit < 0 or not 0 <= minutes < float("inf"):
            raise CommandError("--limit and --minutes are numbers from 0 on.")
        renew()
        links = list(Link.objects.longest_unchecked_first()[:limit])
        answers = Counter(link.answer for link in check(links, seconds=minutes * 60))
        for answer in Answer.values:
            if answers[answer]:
                self.stdout.write(f"{answer}: {answers[answer]}")
        self.stdout.write(f"Checked {answers.total()} of {Link.objects.count()} addresses.")
        if links and minutes and not answers:
            raise CommandError("No site answered at all. Is this machine connected?")
