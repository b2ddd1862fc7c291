"""What somebody planned for a publication: that the portal publishes or withdraws it when its moment has come."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.publishing.workflow import Status


class PlanQuerySet(models.QuerySet):
    def open(self):
        """Those that the portal has not tried, the next first."""
        return self.filter(refused_at__isnull=True).order_by("at", "pk")

    def due(self):
        return self.open().filter(at__lte=timezone.now())

    def to(self, target):
        return self.filter(target=target)


class Plan(models.Model):
    """A move to be made at a moment. Once made, the review log tells of it and the plan goes; a refused one stays."""

    TARGETS = {Status.PUBLISHED: _("Publish"), Status.WITHDRAWN: _("Withdraw from readers")}

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    publication = GenericForeignKey()
    target = models.CharField(_("to"), max_length=20, choices=[(key.value, label) for key, label in TARGETS.items()])
    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("planned by")
    )
    made_at = models.DateTimeField(_("planned at"), auto_now=True)
    refused_at = models.DateTimeField(_("refused at"), null=True)
    refusal = models.TextField(_("why it was refused"), blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "target"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refusal="") | Q(refused_at__isnull=False) & ~Q(refusal=""),
                name="%(app_label)s_%(class)s_refusal_has_date",
            ),
        ]

    def __str__(self):
        return f"{self.get_target_display()}: {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
