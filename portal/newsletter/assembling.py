"""How the draft of a month's letter comes about: what was published in it, in the order in which readers saw it."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from cities.models import City, Network
from initiatives.models import Initiative
from news.models import Article, Event
from portal.newsletter.models import Digest, DigestItem

# The next month's events are told of again, before they take place.
AHEAD = datetime.timedelta(days=31)


def last_month() -> datetime.date:
    """The first day of the month before this one, in Kyiv."""
    return (timezone.localdate().replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


@transaction.atomic
def assemble(month: datetime.date) -> tuple[Digest, bool]:
    """The digest of a month, and whether it was made now. One that is there already stays as its editors left it."""
    digest, is_new = Digest.objects.get_or_create(month=month.replace(day=1), defaults=subjects(month))
    if is_new:
        gather(digest)
    return digest, is_new


def subjects(month) -> dict[str, str]:
    """The subject in each language, as long as nobody wrote a better one."""
    named = Digest(month=month)
    found = {}
    for language in ("uk", "en"):
        with translation.override(language):
            found[f"subject_{language}"] = gettext("Learning cities: %(month)s") % {"month": named}
    return found


@transaction.atomic
def gather(digest) -> int:
    """Add what was published in the month and is not among the items yet, behind them; gives how many that were."""
    known = {(item.content_type_id, item.object_id) for item in digest.items.all()}
    position = max((item.position for item in digest.items.all()), default=0)
    items = []
    for rows in _published_in(digest):
        kind = ContentType.objects.get_for_model(rows.model)
        for pk in rows.values_list("pk", flat=True):
            if (kind.pk, pk) not in known:
                position += 1
                items.append(DigestItem(digest=digest, content_type=kind, object_id=pk, position=position))
    return len(DigestItem.objects.bulk_create(items))


def _published_in(digest):
    begins, ends = digest.days
    in_month = Q(published_at__gte=begins, published_at__lt=ends)
    # Told once when they are announced, and once more before they begin.
    soon = in_month | Q(starts_at__gte=ends, starts_at__lt=ends + AHEAD)
    # A city without the month of its joining was in the association before anybody counted.
    joined = Q(memberships__network__slug=Network.ASSOCIATION, memberships__since__startswith=f"{digest.month:%Y-%m}")
    return [
        Article.objects.published().filter(in_month).order_by("-date", "-pk"),
        Initiative.objects.published().filter(in_month).newest_first(),
        Event.objects.published().going_ahead().filter(soon).by_start(),
        City.objects.published().filter(joined).distinct().by_name(),
    ]
