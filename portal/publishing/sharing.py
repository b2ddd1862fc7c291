"""Secret links: who has one may see a page before its readers do, without an account."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.keys import make_key, read_key

WORKS_FOR = timedelta(days=14)
_SALT = "preview"


def in_a_fortnight():
    return timezone.now() + WORKS_FOR


class SecretLinkQuerySet(models.QuerySet):
    def working(self):
        """Those that still open a page, the newest first."""
        return self.filter(ends_at__gt=timezone.now()).order_by("-made_at", "-pk")

    def ended_before(self, moment):
        return self.filter(ends_at__lt=moment)

    def end(self):
        """Let none of them open anything from now on."""
        return self.filter(ends_at__gt=timezone.now()).update(ends_at=timezone.now())


class SecretLink(models.Model):
    """That somebody gave away a preview of a publication, and until when it works."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    publication = GenericForeignKey()
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    ends_at = models.DateTimeField(_("works until"), default=in_a_fortnight)

    objects = SecretLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")
        indexes = [models.Index(fields=["content_type", "object_id"], name="secret_link_of_publication")]

    def __str__(self):
        return f"{self._meta.verbose_name} № {self.pk}"

    @classmethod
    def behind(cls, key) -> "SecretLink":
        """The link that has this key. Raises Http404 where we made no such key, or its page is deleted."""
        (pk,) = read_key(_SALT, key)
        return get_object_or_404(cls.objects.select_related("content_type"), pk=pk)

    @property
    def key(self) -> str:
        return make_key(_SALT, self.pk)

    @property
    def works(self) -> bool:
        return self.ends_at > timezone.now()
