from django.apps import AppConfig
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django_tasks_db.apps import TasksAppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default = True
    verbose_name = "Portal"

    def ready(self):
        # Django's own Ukrainian sentence has an English word in it and no example.
        validate_email.message = _("Write the whole address, such as name@example.org.")
        from portal import checks  # noqa: F401, PLC0415 – checks register once the apps are there


class BackgroundConfig(TasksAppConfig):
    """The library of background tasks, whose names in the admin are English alone."""

    verbose_name = _("Work in the background")

    def ready(self):
        super().ready()
        meta = self.get_model("DBTaskResult")._meta
        meta.verbose_name, meta.verbose_name_plural = _("task in the background"), _("tasks in the background")
