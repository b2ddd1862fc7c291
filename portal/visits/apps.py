import atexit

from django.apps import AppConfig
from django.core.signals import request_finished
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "portal.visits"
    verbose_name = _("Visits")

    def ready(self):
        from portal.visits.counting import store, store_when_due  # noqa: PLC0415 – models must be loaded first

        request_finished.connect(store_when_due)
        atexit.register(store)
