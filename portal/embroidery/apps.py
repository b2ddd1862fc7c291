from django.apps import AppConfig


class EmbroideryConfig(AppConfig):
    name = "portal.embroidery"
    verbose_name = "Embroidery"
