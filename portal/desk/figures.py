"""The figures of the association's work: what came in, how fast it was answered, what stands published."""

import datetime
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from cities.oblasts import Oblast
from initiatives.models import Area, Initiative
from portal.desk.charts import bars
from portal.desk.waiting import CONTENT
from portal.publishing.models import Status, Transition
from portal.publishing.parity import lacks_english
from portal.search.models import MissedSearch

MONTHS = 6
ANSWERS = (Status.PUBLISHED, Status.ACCEPTED, Status.CHANGES_ASKED, Status.DECLINED)


def last_months(today=None) -> list[datetime.date]:
    """The first days of the last months, this one included, the oldest first."""
    first = (today or timezone.localdate()).replace(day=1)
    months = [first]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - datetime.timedelta(days=1)).replace(day=1))
    return months


class Work:
    """What cities handed in and how long they waited for the first answer, month by month, from the review log."""

    def __init__(self):
        months = last_months()
        start = timezone.make_aware(datetime.datetime.combine(months[0], datetime.time()))
        self.handed_in = dict.fromkeys(months, 0)
        self.days = {month: [] for month in months}
        waiting = {}
        log = (
            Transition.objects.filter(
                content_type=ContentType.objects.get_for_model(Initiative),
                at__gte=start,
                target__in=(Status.SUBMITTED, *ANSWERS),
            )
            .order_by("at", "pk")
            .values_list("object_id", "target", "at")
        )
        for initiative, target, at in log.iterator():
            month = timezone.localdate(at).replace(day=1)
            if target == Status.SUBMITTED:
                self.handed_in[month] += 1
                waiting[initiative] = at
            elif since := waiting.pop(initiative, None):
                self.days[month].append((at - since) / datetime.timedelta(days=1))

    def handed_in_bars(self):
        return bars((_month(month), number, str(number)) for month, number in self.handed_in.items())

    def answer_bars(self):
        """Half of the answers came within so many days; months without an answer have an empty bar."""
        return bars((_month(month), median(days) if days else 0, _days(days)) for month, days in self.days.items())


def _month(day):
    return date_format(day, "F Y")


def _days(days):
    if not days:
        return "–"
    number = round(median(days))
    return gettext("under a day") if not number else ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def areas():
    """Published initiatives by area; an initiative may count for several."""
    rows = Area.objects.current().with_counts()
    return bars((row.name, row.initiative_count, str(row.initiative_count)) for row in rows)


def oblasts():
    """Published initiatives by the oblast of their city, the most first."""
    rows = (
        Initiative.objects.published()
        .filter(city__isnull=False)
        .order_by()
        .values_list("city__oblast")
        .annotate(number=Count("pk"))
        .order_by("-number", "city__oblast")
    )
    return bars((Oblast(code).label, number, str(number)) for code, number in rows)


def languages():
    """Which part of what is published English readers get whole, by kind."""
    rows = []
    for label, model in CONTENT:
        found = model.objects.published().aggregate(all=Count("pk"), behind=Count("pk", filter=lacks_english(model)))
        whole = found["all"] - found["behind"]
        text = gettext("%(whole)d of %(all)d") % {"whole": whole, "all": found["all"]}
        rows.append((label, whole / found["all"] if found["all"] else 0, text))
    return bars(rows, most=1)


def missed_searches():
    """What readers looked for in the last months without finding anything, the most frequent first."""
    return MissedSearch.objects.since(last_months()[-2]).most_frequent()[:10]
