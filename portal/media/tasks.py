import logging
from datetime import timedelta

from django.apps import apps
from django.utils import timezone
from django_tasks import task

logger = logging.getLogger(__name__)

# How long to wait after each failure of the storage: it may be restarting, or somebody has to make room on it.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 10, 60, 6 * 60, 24 * 60)]


@task()
def make_renditions(photo_id: int, failures: int = 0) -> None:
    """Makes the renditions of a photo, again if they exist. A photo deleted meanwhile is passed over.

    While the storage is away or full the task puts itself off; after the last time it fails.
    """
    # By name, because the model enqueues this task.
    photo = apps.get_model("media", "Photo").objects.filter(pk=photo_id).first()
    if not photo:
        return
    try:
        photo.make_renditions()
    except FileNotFoundError:
        raise
    except OSError as error:
        if failures == len(WAITS):
            raise
        logger.warning("Renditions of photo %s wait for the storage: %s", photo_id, error)
        make_renditions.using(run_after=timezone.now() + WAITS[failures]).enqueue(photo_id, failures + 1)
