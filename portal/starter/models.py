from django.db import models


class LoadedRow(models.Model):
    """That a row of the starter content was loaded once, so that it never comes back over what staff did to it."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return f"{self.kind} {self.key}"
