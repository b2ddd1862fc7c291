from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """A letter each month to those who asked for it, on what was published about their cities and areas."""

    name = "portal.newsletter"
    verbose_name = _("Newsletter")
