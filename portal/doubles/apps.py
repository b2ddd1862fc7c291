from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DoublesConfig(AppConfig):
    name = "portal.doubles"
    verbose_name = _("Doubles")

    def ready(self):
        autodiscover_modules("doubles")
