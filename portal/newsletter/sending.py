"""How a digest goes out: letters are written into the queue in steps, and a step is done whole or not at all.

A worker that is killed leaves a digest that is being sent; whoever goes on with it, at once or the next day, begins
after the last whole step. So nobody gets a letter twice, and nobody is forgotten.
"""

from collections import Counter
from functools import partial

from django.db import transaction
from django.utils.translation import gettext
from django_tasks import task

from portal.newsletter import emails
from portal.newsletter.models import Delivery, Digest, Subscriber
from portal.newsletter.reading import readable_entries
from portal.publishing.workflow import InvalidTransition

STEP = 100


@transaction.atomic
def send(digest, *, by):
    """Let the digest go to all subscribers.

    Raises InvalidTransition where there is nothing to tell, or where it went out before.
    """
    if not readable_entries(digest):
        raise InvalidTransition(gettext("There is nothing in this issue that readers may see."))
    digest.begin_sending(by=by)
    go_on(digest)


def go_on(digest):
    """Have a worker send what is left. Two of them do not disturb each other."""
    transaction.on_commit(partial(deliver.enqueue, digest.pk))


@task()
def deliver(digest_id: int) -> None:
    """Writes all letters of a digest that are not written yet."""
    while deliver_step(digest_id):
        pass


@transaction.atomic
def deliver_step(digest_id) -> bool:
    """Write the letters of the next subscribers; gives whether some may be left.

    The digest is locked meanwhile, and its state looked at behind the lock: two workers take turns.
    """
    digest = Digest.objects.being_sent().select_for_update().filter(pk=digest_id).first()
    if digest is None:
        return False
    # Locked as well, so that nobody who leaves just now gets a letter afterwards.
    subscribers = list(Subscriber.objects.not_reached_by(digest).with_wishes().select_for_update()[:STEP])
    if not subscribers:
        digest.end_sending()
        return False
    entries, letters = readable_entries(digest), 0
    for subscriber in subscribers:
        if theirs := entries_for(subscriber, entries):
            emails.newsletter_digest(digest, theirs, subscriber)
            letters += 1
    Delivery.objects.bulk_create(Delivery(digest=digest, subscriber=subscriber) for subscriber in subscribers)
    digest.count(letters=letters, passed_over=len(subscribers) - letters)
    return True


def entries_for(subscriber, entries):
    """Those of the entries that touch what the subscriber chose."""
    cities = {city.pk for city in subscriber.cities.all()}
    areas = {area.pk for area in subscriber.areas.all()}
    return [entry for entry in entries if entry.touches(cities, areas)]


def readers(digest) -> dict[str, int]:
    """How many would get a letter today, by its language."""
    entries = readable_entries(digest)
    subscribers = Subscriber.objects.with_wishes()
    return Counter(subscriber.language for subscriber in subscribers if entries_for(subscriber, entries))
