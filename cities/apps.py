from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitiesConfig(AppConfig):
    name = "cities"
    verbose_name = _("Cities and partners")

    def ready(self):
        from cities.models import City, NetworkMembership, Partner  # noqa: PLC0415 – models come later
        from portal.publishing.generation import follow  # noqa: PLC0415

        follow(City, NetworkMembership)
        follow(Partner)
