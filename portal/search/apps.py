from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    verbose_name = _("Search")

    def ready(self):
        from portal.search.keeping import keep_in_step  # noqa: PLC0415 – models must be loaded first
        from portal.search.sources import autodiscover  # noqa: PLC0415

        autodiscover()
        keep_in_step()
