from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReleaseQuerySet(models.QuerySet):
    def of_quarter(self, quarter):
        """Releases such as "2026-q4" and "2026-q4-2", the latest first."""
        return self.filter(Q(version=quarter) | Q(version__startswith=f"{quarter}-")).order_by("-pk")


class Release(models.Model):
    """The data of one day as a package to keep and to cite; what it holds never changes."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    released_at = models.DateTimeField(_("released at"), auto_now_add=True)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    records = models.PositiveIntegerField(_("records"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("data release")
        verbose_name_plural = _("data releases")
        ordering = ["-pk"]

    def __str__(self):
        return self.version

    @property
    def edition(self) -> int:
        """Which release of its quarter it is, from 1."""
        parts = self.version.split("-")
        return int(parts[2]) if len(parts) > 2 else 1

    @property
    def file_name(self) -> str:
        return f"ualc-data-{self.version}.zip"

    @property
    def path(self) -> str:
        """Where it lies in the storage of the site's files."""
        return f"releases/{self.file_name}"
