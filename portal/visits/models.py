from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _


class VisitSumQuerySet(models.QuerySet):
    def add(self, counted):
        """Add to the sums of days: ``counted`` has a number for each (day, kind, language, address)."""
        # In one order, so that two processes that store at the same time wait for each other and not in a ring.
        columns = ("day", "kind", "language", "address")
        rows = [(dict(zip(columns, key, strict=True)), number) for key, number in sorted(counted.items())]
        with transaction.atomic():
            self.bulk_create([self.model(**row) for row, _number in rows], ignore_conflicts=True, batch_size=200)
            for row, number in rows:
                self.filter(**row).update(number=F("number") + number)

    def since(self, day):
        return self.filter(day__gte=day)

    def before(self, day):
        return self.filter(day__lt=day)

    def of(self, kind):
        return self.filter(kind=kind)

    def by(self, column) -> dict:
        """The sums of a column's values, such as of each day or language."""
        return dict(self.order_by(column).values_list(column).annotate(Sum("number")))

    def most_read(self) -> list[tuple[str, int]]:
        """Addresses with their sums, both languages together, the most read first."""
        rows = self.exclude(address="").order_by().values("address").annotate(total=Sum("number"))
        return list(rows.order_by("-total", "address").values_list("address", "total"))


class VisitSum(models.Model):
    """How often an address was read on a day. ``address`` is the Ukrainian one, and empty where it holds a key."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Pages read")
        SEARCH = "search", _("Searches")
        DOWNLOAD = "download", _("Downloads")

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    address = models.CharField(_("address"), max_length=300, blank=True)
    number = models.PositiveIntegerField(_("number"), default=0)

    objects = VisitSumQuerySet.as_manager()

    class Meta:
        verbose_name = _("sum of visits")
        verbose_name_plural = _("sums of visits")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "language", "address"], name="%(app_label)s_%(class)s_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.day} {self.address}"
