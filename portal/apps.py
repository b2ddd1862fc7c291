from django.apps import AppConfig
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        # Django's own Ukrainian sentence has an English word in it and no example.
        validate_email.message = _("Write the whole address, such as name@example.org.")
        from portal import checks  # noqa: F401, PLC0415 – checks register once the apps are there
