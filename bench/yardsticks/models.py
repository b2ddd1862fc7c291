from django.db import models


class Initiative(models.Model):
    """The portal's table, as the list needs it."""

    title_uk = models.CharField(max_length=120)
    slug = models.SlugField()
    published_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "initiatives_initiative"

    def __str__(self):
        return self.title_uk
