from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "portal.desk"

    def ready(self):
        from portal.desk.roles import keep_roles  # noqa: PLC0415 – models must be loaded first

        # Once the last room with tables is there, so are the permissions of all.
        post_migrate.connect(keep_roles, sender=apps.get_app_config("starter"))
