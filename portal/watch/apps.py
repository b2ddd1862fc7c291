from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _
from django_tasks.signals import task_finished, task_started


class WatchConfig(AppConfig):
    name = "portal.watch"
    verbose_name = _("Watch")

    def ready(self):
        from portal.watch.logs import forget_task, note_task  # noqa: PLC0415 – models must be loaded first
        from portal.watch.metrics import count_queries_of  # noqa: PLC0415

        connection_created.connect(count_queries_of)
        task_started.connect(note_task)
        task_finished.connect(forget_task)
        if settings.SENTRY_DSN:
            from portal.watch.errors import report_errors_to  # noqa: PLC0415 – costs time and memory

            report_errors_to(settings.SENTRY_DSN)
