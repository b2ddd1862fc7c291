import datetime

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.publishing.models import known_choice


class Answer(models.TextChoices):
    """What came of asking for an address."""

    FOUND = "found", _("works")
    MOVED = "moved", _("moved for good")
    CLOSED = "closed", _("answers, but not to programs")
    MISSING = "missing", _("there is no such page")
    NO_HOST = "no_host", _("there is no such site")
    INSECURE = "insecure", _("the connection is not secure: the certificate is wrong or out of date")
    INWARD = "inward", _("leads into a closed network, where readers cannot go")
    UNFIT = "unfit", _("not an ordinary address of the web; check it by hand")
    BUSY = "busy", _("busy or broken for the time being")
    SILENT = "silent", _("no answer in time")
    CIRCLES = "circles", _("leads in circles")

    @classmethod
    def works(cls):
        """Answers that say that readers get something."""
        return {cls.FOUND, cls.MOVED}

    @classmethod
    def final(cls):
        """Answers that mean at once that the address is dead."""
        return {cls.MISSING, cls.NO_HOST, cls.INSECURE, cls.INWARD}

    @classmethod
    def passing(cls):
        """Answers that may be another one tomorrow."""
        return {cls.BUSY, cls.SILENT, cls.CIRCLES}

    @classmethod
    def unknown(cls):
        """Answers that say nothing of the page."""
        return {cls.CLOSED, cls.UNFIT}


class LinkQuerySet(models.QuerySet):
    def dead(self, now=None):
        """Addresses that readers should not be sent to: the page is gone, or nothing has come of it for weeks."""
        since = (now or timezone.now()) - Link.PATIENCE
        given_up = Q(answer__in=Answer.passing(), failing_since__lte=since, failures__gte=Link.FEWEST_FAILURES)
        return self.filter(Q(answer__in=Answer.final()) | given_up)

    def moved(self):
        """Addresses whose pages have another one now, which ``moved_to`` names."""
        return self.filter(answer=Answer.MOVED)

    def doubtful(self, now=None):
        """Addresses that fail, but may only be busy, and those of which a program cannot tell."""
        return self.filter(answer__in=Answer.passing() | Answer.unknown()).exclude(pk__in=self.dead(now).values("pk"))

    def oldest_failure_first(self):
        return self.order_by(F("failing_since").asc(nulls_last=True), "pk")

    def longest_unchecked_first(self):
        return self.order_by(F("checked_at").asc(nulls_first=True), "pk")


class Link(models.Model):
    """An address that published pages show, and what came of it when the portal last asked."""

    # An address that is only busy or silent counts as dead after so long, and after so many failures in a row.
    PATIENCE = datetime.timedelta(weeks=3)
    FEWEST_FAILURES = 3

    url = models.CharField(_("address"), max_length=1000, unique=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("status code"), null=True, blank=True)
    moved_to = models.CharField(_("new address"), max_length=1000, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    good_at = models.DateTimeField(_("last worked"), null=True, blank=True)
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("address in use")
        verbose_name_plural = _("addresses in use")
        indexes = [
            models.Index(fields=["checked_at"], name="links_longest_unchecked"),
            models.Index(fields=["failing_since", "id"], name="links_oldest_failure"),
        ]
        constraints = [
            known_choice("answer", ["", *Answer.values]),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True) | Q(failures__gt=0, failing_since__isnull=False),
                name="%(app_label)s_%(class)s_failure_has_date",
            ),
        ]

    def __str__(self):
        return self.url

    def record(self, answer: Answer, *, status=None, moved_to=""):
        """Keep what came of a check; an answer that says nothing of the page is neither good nor a failure."""
        now = timezone.now()
        self.answer, self.status, self.moved_to, self.checked_at = answer, status, moved_to, now
        if answer in Answer.works():
            self.good_at, self.failing_since, self.failures = now, None, 0
        elif answer not in Answer.unknown():
            self.failing_since = self.failing_since or now
            self.failures = min(self.failures + 1, 32_000)
        # By an update, which does nothing where the address is no longer used.
        changed = ("answer", "status", "moved_to", "checked_at", "good_at", "failing_since", "failures")
        Link.objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in changed})


class Use(models.Model):
    """That a row shows an address, itself or in one of its parts."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses", verbose_name=_("address"))
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    row = GenericForeignKey()

    class Meta:
        verbose_name = _("use of an address")
        verbose_name_plural = _("uses of addresses")
        constraints = [
            models.UniqueConstraint(fields=["link", "content_type", "object_id"], name="%(app_label)s_%(class)s_once")
        ]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id}"
