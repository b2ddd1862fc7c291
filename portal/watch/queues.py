"""What waits to be done in the background, for metrics and for the page of staff."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.backup.models import Backup
from portal.mail.models import Letter
from portal.search.models import MissedSearch


@dataclass(frozen=True)
class Queue:
    """How many wait, since when the oldest does, how many of them failed before, and how many failed for good."""

    name: str
    waiting: int
    oldest: datetime | None
    failing: int
    failed: int


@dataclass(frozen=True)
class Told:
    letters: Queue
    tasks: Queue
    missed_searches: int
    backed_up_at: datetime | None


def letters() -> Queue:
    waits = Q(sent_at__isnull=True, given_up_at__isnull=True)
    found = Letter.objects.aggregate(
        waiting=Count("pk", filter=waits),
        oldest=Min("created_at", filter=waits),
        failing=Count("pk", filter=waits & Q(tries__gt=0)),
        failed=Count("pk", filter=Q(given_up_at__isnull=False)),
    )
    return Queue("letters", **found)


def tasks() -> Queue:
    waits = Q(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    found = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=waits),
        oldest=Min("enqueued_at", filter=waits),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    return Queue("tasks", failing=0, **found)


def look() -> Told:
    """What waits now; a handful of queries. Raises DatabaseError."""
    this_month = timezone.localdate().replace(day=1)
    return Told(
        letters=letters(),
        tasks=tasks(),
        missed_searches=MissedSearch.objects.since(this_month).aggregate(Sum("times", default=0))["times__sum"],
        backed_up_at=Backup.objects.values_list("made_at", flat=True).first(),
    )
