import datetime
import logging
import socket

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# A task that ended so many workers is not given to another one.
MOST_TRIES = 3
# No task takes as long; one that is older was left by a machine that did not come back.
LONGEST = datetime.timedelta(hours=1)


class Command(db_worker.Command):
    help = (
        "Does the work that waits in the database, and first what a worker of the same name left when it was killed. "
        "One for each machine, or each with a --worker-id of its own."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(worker_id=socket.gethostname()[:64])

    def handle(self, *, worker_id, **options):
        give_back(worker_id)
        super().handle(worker_id=worker_id, **options)


def give_back(worker_id):
    """Let tasks be done that a killed worker left: what bears our name, and whatever was begun too long ago."""
    for left in DBTaskResult.objects.running():
        if left.worker_ids[-1:] != [worker_id] and left.started_at > timezone.now() - LONGEST:
            continue
        logger.warning("Task %s was left by a worker that was killed.", left.pk)
        if len(left.worker_ids) < MOST_TRIES:
            left.status = TaskResultStatus.READY
            left.save(update_fields=["status"])
        else:
            left.set_failed(RuntimeError(f"Each of {MOST_TRIES} workers that tried was killed."))
