import signal
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from portal.mail.posting import send_due


class Command(BaseCommand):
    help = "Sends the letters that wait. With --keep it goes on until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--keep", action="store_true", help="Look for letters again and again.")
        parser.add_argument("--interval", type=float, default=2, help="Seconds between two looks.")

    def handle(self, *, keep, interval, **_options):
        if not keep:
            sent, failed = send_due()
            self.stdout.write(f"Sent {sent}, failed {failed}.")
            return
        self.is_wanted = True
        for reason in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(reason, self.stop)
        while self.is_wanted:
            try:
                send_due()
            except OperationalError as error:  # the database is away or busy; the letters stay in it
                self.stderr.write(f"The letters wait for the database: {error}")
            close_old_connections()
            time.sleep(interval)

    def stop(self, *_signal):
        self.is_wanted = False
