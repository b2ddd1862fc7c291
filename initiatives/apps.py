from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self):
        from initiatives.models import Exchange, Initiative, InitiativePartner  # noqa: PLC0415 – models come later
        from portal.publishing.generation import follow  # noqa: PLC0415

        follow(Initiative, Exchange, InitiativePartner)
