from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "portal.publishing"
    verbose_name = _("Publishing")

    def ready(self):
        from portal.publishing.generation import follow_all  # noqa: PLC0415 – models come later

        follow_all()
