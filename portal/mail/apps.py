from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """The post office: letters wait in the database until the mail server has taken them."""

    name = "portal.mail"
    verbose_name = _("Mail")
