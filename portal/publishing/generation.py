"""A number that changes with what readers see, so that what was worked out from it can be kept until then."""

import secrets
from pathlib import Path

import simple_history
from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.translation import gettext_lazy as _

from portal.publishing.workflow import Status, Transition

# Rows of which no page for everybody tells. What is not named here counts as seen, so that a new model may cost pages
# that are drawn once more than needed, and never one that is out of date.
UNSEEN = {
    *("account.EmailAddress", "account.EmailConfirmation", "accounts.User", "admin.LogEntry"),
    *("auth.Group", "auth.Permission", "contenttypes.ContentType", "django_tasks_database.DBTaskResult"),
    *("doubles.Pair", "links.Link", "links.Use", "mail.Letter", "mfa.Authenticator", "sessions.Session"),
    *("cities.ApplicationConsent", "cities.BlockedAsker", "cities.CityQuestion", "cities.Invitation"),
    *("cities.MembershipApplication", "initiatives.AnswerTemplate", "initiatives.Consent", "initiatives.FieldComment"),
    *("initiatives.GuestProposal", "initiatives.ReviewedText", "initiatives.SavedStep", "initiatives.Writer"),
    *("newsletter.Delivery", "newsletter.Digest", "newsletter.DigestItem", "newsletter.Subscriber"),
    *("newsletter.SubscriptionRequest", "pages.Message", "publishing.Generation", "publishing.Plan"),
    *("publishing.SecretLink", "starter.LoadedRow"),
    # The index of search changes with the rows that it is made of.
    *("search.Entry", "search.MissedSearch", "search.Trigram", "search.Word"),
}
# A new file is on no page before another row names it.
FILES = {"media.Document", "media.Photo"}


def touched_file() -> Path:
    """The file that is touched whenever a transaction of this machine is about to change the number.

    It tells all processes of the machine, for the price of a look at a file, that nothing has changed.
    """
    return settings.VAR_DIR / "generation"


class GenerationQuerySet(models.QuerySet):
    def current(self) -> int | None:
        """The number of what this transaction sees; None on a portal where nothing has been published.

        Asked often, so without the mapper, which takes longer than the database.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(f"SELECT number FROM {self.model._meta.db_table}")  # noqa: S608 – a name of ours
            row = cursor.fetchone()
        return row and row[0]

    def begin(self):
        """Another number, with the transaction. It comes by chance: a counter would come back after a rollback."""
        touched_file().touch()  # first, so that whoever sees the number has seen this
        self.bulk_create(
            [Generation(pk=1, number=secrets.randbits(62))],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["number"],
        )


class Generation(models.Model):
    """One row. See :func:`follow_all` for what changes it."""

    number = models.BigIntegerField()

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation of the published content")
        verbose_name_plural = _("generations of the published content")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="%(app_label)s_%(class)s_is_one")]

    def __str__(self):
        return str(self.number)


def follow_all():
    """Begin another generation with every change of a row that readers may see, in the transaction of the change.

    Drafts and their parts, which are saved often, change nothing. Who writes around ``save()`` and ``delete()`` what
    readers see calls ``Generation.objects.begin()``.
    """
    for model in apps.get_models():
        if model is Transition:
            post_save.connect(_moved, model, dispatch_uid="generation")
        elif model._meta.label not in UNSEEN and not _is_history(model):
            post_save.connect(_saved, model, dispatch_uid="generation")
            post_delete.connect(_deleted, model, dispatch_uid="generation")
            for field in model._meta.local_many_to_many:
                if field.remote_field.through._meta.auto_created:
                    m2m_changed.connect(_list_changed, field.remote_field.through, dispatch_uid="generation")


def _is_history(model):
    return issubclass(model, simple_history.models.HistoricalChanges) or any(
        field.name == "history" and field.many_to_one for field in model._meta.concrete_fields
    )


def _is_seen(row):
    """Whether readers may see the row: it and all that it is a part of have been public."""
    if hasattr(row, "published_at"):
        return row.status in Status.ONCE_PUBLIC
    return all(
        field.related_model.objects.filter(pk=value, status__in=Status.ONCE_PUBLIC).exists()
        for field in row._meta.concrete_fields
        if field.many_to_one
        and hasattr(field.related_model, "published_at")
        and (value := getattr(row, field.attname)) is not None
    )


def _saved(sender, instance, created, **_):
    if not (created and sender._meta.label in FILES) and _is_seen(instance):
        Generation.objects.begin()


def _deleted(instance, **_):
    if _is_seen(instance):
        Generation.objects.begin()


def _list_changed(instance, action, reverse, **_):
    if action.startswith("post_") and (reverse or _is_seen(instance)):
        Generation.objects.begin()


def _moved(instance, **_):
    """A status is written by an update, which sends no signal; its row in the review log does."""
    if {instance.source, instance.target} & set(Status.ONCE_PUBLIC):
        Generation.objects.begin()
