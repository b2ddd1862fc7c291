from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A backup that was written and read back; so that staff see when the last one was."""

    made_at = models.DateTimeField(_("made"), default=timezone.now)
    name = models.CharField(_("file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    seconds = models.FloatField(_("seconds it took"))
    is_tested = models.BooleanField(_("restored as a test"), default=False)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name
