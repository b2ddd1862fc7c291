"""A page of the admin that says how the portal itself is: for staff, in words, the same that metrics say in figures."""

import datetime
import platform
import shutil
from dataclasses import dataclass

import django
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.backup.models import Backup
from portal.desk.charts import bars
from portal.visits.models import VisitSum
from portal.watch import health, queues

# When staff should look at it.
WAITS_TOO_LONG = datetime.timedelta(hours=1)
BACKUP_TOO_OLD = datetime.timedelta(hours=36)
DISK_TOO_FULL = 0.9
DAYS = 14
MOST_READ = 10


@dataclass(frozen=True)
class Line:
    """A fact: its name, what it is, whether it is as it should be (None: neither), and where to do something."""

    name: str
    text: str
    is_well: bool | None = None
    url: str = ""


@never_cache
@require_safe
def status(request):
    context = admin.site.each_context(request) | {
        "title": _("How the portal is"),
        "groups": [
            (_("Health"), health_lines()),
            (_("Work in the background"), queue_lines(request.user)),
            (_("Safe keeping"), keeping_lines()),
            (_("Versions"), version_lines()),
        ],
        "charts": charts(),
    }
    return render(request, "watch/status.html", context)


def health_lines():
    names = {
        "database": _("Database"),
        "migrations": _("Tables are of this version"),
        "cache": _("Cache"),
        "storage": _("Storage of photos and documents"),
    }
    return [
        Line(names[name], _("works") if works else _("does not work; the log says why"), works)
        for name, works in health.look().items()
    ]


def queue_lines(user):
    told = queues.look()
    letters = reverse("admin:mail_letter_changelist") if user.has_perm("mail.view_letter") else ""
    may_see_tasks = user.has_perm("django_tasks_database.view_dbtaskresult")
    tasks = reverse("admin:django_tasks_database_dbtaskresult_changelist") if may_see_tasks else ""
    return [
        _waiting(_("Letters that wait"), told.letters, letters),
        _failed(_("Letters that no mail server took"), told.letters, letters and f"{letters}?outcome=given_up"),
        _waiting(_("Tasks that wait"), told.tasks, tasks),
        _failed(_("Tasks that failed"), told.tasks, tasks),
    ]


def _waiting(name, queue, url):
    if not queue.waiting:
        return Line(name, "0", True)
    age = timesince(queue.oldest, depth=1)
    text = _("%(number)d, the oldest for %(time)s") % {"number": queue.waiting, "time": age}
    return Line(name, text, timezone.now() - queue.oldest < WAITS_TOO_LONG, url)


def _failed(name, queue, url):
    return Line(name, str(queue.failed), not queue.failed, url if queue.failed else "")


def keeping_lines():
    disk = shutil.disk_usage(settings.VAR_DIR)
    free = _("%(free)s free of %(all)s") % {"free": filesizeformat(disk.free), "all": filesizeformat(disk.total)}
    return [
        _backup_line(),
        Line(_("Disk"), free, disk.used / disk.total < DISK_TOO_FULL),
        Line(_("Size of the database"), filesizeformat(database_size())),
    ]


def _backup_line():
    name, last = _("Last backup"), Backup.objects.first()
    if last is None:
        return Line(name, _("none yet"), is_well=False)
    told = {"time": date_format(timezone.localtime(last.made_at), "j E Y, H:i"), "size": filesizeformat(last.size)}
    text = _("%(time)s, %(size)s, restored as a test") if last.is_tested else _("%(time)s, %(size)s")
    return Line(name, text % told, timezone.now() - last.made_at < BACKUP_TOO_OLD)


def database_size() -> int:
    """In bytes."""
    question = (
        "SELECT pg_database_size(current_database())"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def version_lines():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        database = f"{connection.display_name} {cursor.fetchone()[0]}"
    return [
        Line("Python", platform.python_version()),
        Line("Django", django.get_version()),
        Line(_("Database"), database),
    ]


def charts():
    """What was read in the last days; each with its title and bars."""
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=ago) for ago in reversed(range(DAYS))]
    recent = VisitSum.objects.since(days[0])
    by_day = recent.of(VisitSum.Kind.PAGE).by("day")
    kinds, languages = recent.by("kind"), recent.by("language")
    return [
        (_("Pages read"), _numbered((date_format(day, "j E"), by_day.get(day, 0)) for day in days)),
        (_("Read most"), _numbered(recent.of(VisitSum.Kind.PAGE).most_read()[:MOST_READ])),
        (_("What was done"), _numbered((label, kinds.get(kind, 0)) for kind, label in VisitSum.Kind.choices)),
        (_("Languages"), _numbered((label, languages.get(code, 0)) for code, label in settings.LANGUAGES)),
        (_("Downloaded most"), _numbered(recent.of(VisitSum.Kind.DOWNLOAD).most_read()[:MOST_READ])),
    ]


def _numbered(rows):
    return bars((label, number, str(number)) for label, number in rows)
