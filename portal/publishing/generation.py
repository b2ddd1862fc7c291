"""A number that changes with what readers see, so that what was worked out from it can be kept until then."""

import secrets

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from portal.publishing.workflow import Status, Transition


class GenerationQuerySet(models.QuerySet):
    def current(self) -> int | None:
        """The number of what this transaction sees; None on a portal where nothing has been published."""
        return self.values_list("number", flat=True).first()

    def begin(self):
        """Another number, with the transaction. It comes by chance: a counter would come back after a rollback."""
        self.bulk_create(
            [Generation(pk=1, number=secrets.randbits(62))],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["number"],
        )


class Generation(models.Model):
    """One row. See :func:`follow` for what changes it."""

    number = models.BigIntegerField()

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation of the published content")
        verbose_name_plural = _("generations of the published content")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="%(app_label)s_%(class)s_is_one")]

    def __str__(self):
        return str(self.number)


def follow(publication, *parts):
    """Begin another generation with every change of a published row of the model, of its lists, and of its parts.

    ``parts`` are models with a foreign key to the publication. Drafts, which are saved often, change nothing.
    """
    uid = f"generation of {publication._meta.label}"
    for signal in (post_save, post_delete):
        signal.connect(_publication_changed, publication, dispatch_uid=uid)
        for part in parts:
            signal.connect(_part_changed(part, publication), part, weak=False, dispatch_uid=uid)
    for field in publication._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            m2m_changed.connect(_list_changed, field.remote_field.through, dispatch_uid=uid)


def _publication_changed(instance, **_):
    if instance.status in Status.ONCE_PUBLIC:
        Generation.objects.begin()


def _part_changed(part, publication):
    key = next(field for field in part._meta.concrete_fields if field.related_model is publication)

    def changed(instance, **_):
        owner = publication.objects.filter(pk=getattr(instance, key.attname), status__in=Status.ONCE_PUBLIC)
        if owner.exists():
            Generation.objects.begin()

    return changed


def _list_changed(instance, action, reverse, **_):
    if action.startswith("post_") and (reverse or instance.status in Status.ONCE_PUBLIC):
        Generation.objects.begin()


@receiver(post_save, sender=Transition)
def _moved(instance, **_):
    """A status is written by an update, which sends no signal; its row in the review log does."""
    if {instance.source, instance.target} & set(Status.ONCE_PUBLIC):
        Generation.objects.begin()
