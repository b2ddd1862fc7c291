"""Tasks that a killed worker left are done by the next one, but not for ever."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from portal.management.commands.work import LONGEST, MOST_TRIES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _connection_of_the_test_stays(monkeypatch):
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def left(settings):
    """Makes a task that a worker of this name has begun, so many times."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

    def make(worker, times=1, ago=datetime.timedelta()):
        return DBTaskResult.objects.create(
            task_path="portal.media.tasks.make_renditions",
            args_kwargs={"args": [404], "kwargs": {}},
            queue_name="default",
            backend_name="default",
            run_after=get_date_max(),
            status=TaskResultStatus.RUNNING,
            started_at=timezone.now() - ago,
            worker_ids=[worker] * times,
        )

    return make


def status_after_work(task):
    call_command("work", "--batch", "--interval", "0", "--worker-id", "here", verbosity=0)
    task.refresh_from_db()
    return task.status


@pytest.mark.parametrize(
    ("task", "status"),
    [
        ({"worker": "here"}, "SUCCESSFUL"),
        ({"worker": "elsewhere"}, "RUNNING"),
        ({"worker": "elsewhere", "ago": LONGEST + datetime.timedelta(minutes=1)}, "SUCCESSFUL"),
        ({"worker": "here", "times": MOST_TRIES}, "FAILED"),
    ],
    ids=["our own", "of another worker", "of a machine that is gone", "one that kills its workers"],
)
def test_what_a_killed_worker_left(left, task, status):
    assert status_after_work(left(**task)) == status
