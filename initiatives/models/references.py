"""Reference lists: what initiatives are sorted by. Data with an edition, since UNESCO changes its lists."""

from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.publishing.models import Status, known_choice, ukrainian_required


class ReferenceQuerySet(models.QuerySet):
    def current(self, today=None):
        """Entries that may be chosen today; retired ones stay on what was once tagged with them."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=today or timezone.localdate()))

    def with_counts(self):
        """Each entry with ``initiative_count``, the number of published initiatives."""
        return self.annotate(
            initiative_count=Count("initiatives", filter=Q(initiatives__status=Status.PUBLISHED), distinct=True)
        )

    def in_list_order(self):
        """As the list's own page shows them: edition by edition, the newest first."""
        return self.order_by("-edition", "number")


class Reference(models.Model):
    """An entry of a reference list: a translated name with a page of its own and the edition it belongs to."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    number = models.PositiveSmallIntegerField(_("number"))
    edition = models.CharField(_("edition of the list"), max_length=40)
    retired_on = models.DateField(
        _("retired on"), null=True, blank=True, help_text=_("From this day on the entry cannot be chosen any more.")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=2000, blank=True)

    url_name: str
    list_url_name: str
    has_motif = False

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="%(app_label)s_%(class)s_number_once"),
            *ukrainian_required("name"),
        ]

    def __str__(self):
        return self.name or ""

    def get_absolute_url(self):
        return reverse(self.url_name, args=[self.slug])

    @property
    def feed_url(self) -> str:
        """Where its initiatives can be followed; "" where there is no such feed."""
        return ""

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None and self.retired_on <= timezone.localdate()

    @property
    def heading(self) -> str:
        """Under which the list's own page shows the entry."""
        return gettext("Edition: %(edition)s") % {"edition": self.edition}


class AreaQuerySet(ReferenceQuerySet):
    def in_list_order(self):
        """The goals of a learning city first, then the other groups."""
        goals_first = Case(When(group=Area.Group.BLOCKS, then=Value(0)), default=Value(1))
        return self.order_by(goals_first, "number")


class Area(Reference):
    """One of the twelve areas of the Key Features of Learning Cities (UNESCO Institute for Lifelong Learning).

    The six building blocks among them are the six goals by which the association describes a learning city.
    """

    class Group(models.TextChoices):
        """The parts of the temple in UNESCO's drawing: pediment, columns, steps."""

        BENEFITS = "benefits", _("Wider benefits")
        BLOCKS = "blocks", _("Building blocks")
        CONDITIONS = "conditions", _("Fundamental conditions")

    group = models.CharField(_("group"), max_length=20, choices=Group.choices)
    goal = models.CharField(
        _("goal"),
        max_length=250,
        blank=True,
        help_text=_("The goal of a learning city that this area is; building blocks only."),
    )

    url_name = "initiatives:area"
    list_url_name = "initiatives:areas"
    has_motif = True

    objects = AreaQuerySet.as_manager()

    class Meta(Reference.Meta):
        abstract = False
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            *Reference.Meta.constraints,
            known_choice("group", ["benefits", "blocks", "conditions"]),
        ]

    @property
    def heading(self) -> str:
        return self.get_group_display()

    @property
    def feed_url(self) -> str:
        return reverse("initiatives:area_feed", args=[self.slug])

    @property
    def is_goal(self) -> bool:
        return self.group == self.Group.BLOCKS


class AssociationTask(Reference):
    """One of the nine tasks of the association."""

    url_name = "initiatives:task"
    list_url_name = "initiatives:tasks"

    class Meta(Reference.Meta):
        abstract = False
        verbose_name = _("task of the association")
        verbose_name_plural = _("tasks of the association")


class Sdg(Reference):
    """One of the seventeen Sustainable Development Goals of the United Nations."""

    url_name = "initiatives:sdg"
    list_url_name = "initiatives:sdgs"

    class Meta(Reference.Meta):
        abstract = False
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")


class TargetGroup(Reference):
    """People for whom an initiative is made."""

    url_name = "initiatives:target_group"
    list_url_name = "initiatives:target_groups"

    class Meta(Reference.Meta):
        abstract = False
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Theme(Reference):
    """A theme of the UNESCO network: its seven clusters and the headings of today."""

    url_name = "initiatives:theme"
    list_url_name = "initiatives:themes"

    class Meta(Reference.Meta):
        abstract = False
        verbose_name = _("UNESCO theme")
        verbose_name_plural = _("UNESCO themes")
