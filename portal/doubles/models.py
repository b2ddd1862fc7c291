from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.publishing.models import known_choice


class PairQuerySet(models.QuerySet):
    def open(self):
        """Pairs that nobody has decided about."""
        return self.filter(verdict=Pair.Verdict.OPEN)

    def of_model(self, model):
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def of(self, row):
        """The pairs in which a row stands."""
        return self.of_model(type(row)).filter(Q(first_id=row.pk) | Q(second_id=row.pk))

    def told_apart_from(self, row) -> set[int]:
        """The keys of rows that somebody said to be another thing than this one."""
        pairs = self.of(row).filter(verdict=Pair.Verdict.APART).values_list("first_id", "second_id")
        return {pk for pair in pairs for pk in pair} - {row.pk}

    def tell_apart(self, row, others, *, by):
        """Remember that these rows are another thing than ``row``."""
        for other in others:
            self._keep(row, other.pk, verdict=Pair.Verdict.APART, by=by, at=timezone.now())

    def record_merge(self, stays, double, *, by, reason):
        """Remember which row a double went into; what was said about the double holds for the one that stays."""
        apart = self.told_apart_from(double) - {stays.pk}
        self.of(double).exclude(verdict=Pair.Verdict.MERGED).delete()
        for pk in apart:
            self._keep(stays, pk, verdict=Pair.Verdict.APART, by=by, at=timezone.now())
        self._keep(
            stays,
            double.pk,
            verdict=Pair.Verdict.MERGED,
            by=by,
            at=timezone.now(),
            reason=reason,
            stays_id=stays.pk,
            double_title=str(double)[:300],
        )

    def _keep(self, row, pk, **values):
        first, second = sorted((row.pk, pk))
        kind = ContentType.objects.get_for_model(row)
        self.update_or_create(content_type=kind, first_id=first, second_id=second, defaults=values)

    @transaction.atomic
    def renew(self, model, found):
        """Bring the open pairs of a model level with what was found: lower key, higher key, how alike they are."""
        found = {(first, second): score for first, second, score in found}
        known = {(pair.first_id, pair.second_id): pair for pair in self.of_model(model)}
        gone = [pair.pk for key, pair in known.items() if pair.is_open and key not in found]
        for start in range(0, len(gone), 500):
            self.filter(pk__in=gone[start : start + 500]).delete()
        kind = ContentType.objects.get_for_model(model)
        self.bulk_create(
            [
                Pair(content_type=kind, first_id=first, second_id=second, score=score)
                for (first, second), score in found.items()
                if (first, second) not in known
            ],
            batch_size=500,
            ignore_conflicts=True,
        )


class Pair(models.Model):
    """Two rows of one model that are probably one thing, and what somebody decided about them."""

    class Verdict(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("pair", "to be decided")
        APART = "apart", _("not the same")
        MERGED = "merged", _("merged")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", verbose_name=_("kind"))
    first_id = models.PositiveBigIntegerField()
    second_id = models.PositiveBigIntegerField()
    first = GenericForeignKey("content_type", "first_id")
    second = GenericForeignKey("content_type", "second_id")
    score = models.FloatField(_("likeness"), default=0)
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("when"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Of a pair that was merged: which row is left, and what the other one was called.
    stays_id = models.PositiveBigIntegerField(null=True, blank=True)
    double_title = models.CharField(_("merged row"), max_length=300, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of doubles")
        verbose_name_plural = _("pairs of doubles")
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["verdict", "-score", "id"], name="doubles_likeliest")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "first_id", "second_id"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="%(app_label)s_%(class)s_in_order"),
            known_choice("verdict", ["open", "apart", "merged"]),
            models.CheckConstraint(
                condition=Q(verdict="open", at__isnull=True) | ~Q(verdict="open") & Q(at__isnull=False),
                name="%(app_label)s_%(class)s_decision_has_date",
            ),
        ]

    def __str__(self):
        return (
            f"{self.first or self.double_title or self.first_id} – {self.second or self.double_title or self.second_id}"
        )

    @property
    def is_open(self) -> bool:
        return self.verdict == self.Verdict.OPEN
