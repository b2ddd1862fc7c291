"""What everything that readers see has in common: states, sources, confirmation by its city, stable addresses."""

import datetime
from copy import copy
from itertools import count
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.languages import slug_from
from portal.publishing.fields import PartialDateField
from portal.publishing.generation import Generation  # noqa: F401 – a model
from portal.publishing.parity import validate_parity
from portal.publishing.planning import Plan
from portal.publishing.sharing import SecretLink
from portal.publishing.workflow import EDITORIAL_MOVES, Status, Transition, move  # noqa: F401 – Transition is a model


def ukrainian_required(*names):
    """Constraints for ``Meta.constraints``: the Ukrainian text of each named field is neither NULL nor empty."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}_uk__isnull": False}) & ~Q(**{f"{name}_uk": ""}),
            name=f"%(app_label)s_%(class)s_{name}_uk",
            violation_error_message=_("The Ukrainian text is required."),
        )
        for name in names
    ]


def known_choice(name, values):
    """A constraint for ``Meta.constraints``: the field holds one of the values."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__in": [*values]}), name=f"%(app_label)s_%(class)s_{name}_known"
    )


class OldSlug(models.Model):
    """An address under which a publication was once known; it leads to the present one."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    publication = GenericForeignKey()
    slug = models.SlugField(max_length=100)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [models.UniqueConstraint(fields=["content_type", "slug"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return self.slug


_LASTING_IDS = UUID("5d0f6c0e-1c52-4c0b-9d5e-6a3b7f2f8a41")


class PublicationQuerySet(models.QuerySet):
    def published(self):
        """What readers see."""
        return self.filter(status=Status.PUBLISHED)

    def waiting_for_staff(self):
        return self.filter(status__in=Status.WITH_STAFF)

    def planned(self):
        """What the portal is to publish or withdraw, the next first, with ``publish_at`` and ``withdraw_at``."""
        of_row = Plan.objects.open().filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=OuterRef("pk")
        )
        return (
            self.annotate(
                next_move_at=Subquery(of_row.values("at")[:1]),
                publish_at=Subquery(of_row.to(Status.PUBLISHED).values("at")),
                withdraw_at=Subquery(of_row.to(Status.WITHDRAWN).values("at")),
            )
            .filter(next_move_at__isnull=False)
            .order_by("next_move_at", "pk")
        )

    def with_refused_plan(self):
        """What the portal was to publish or withdraw and could not; it does not try again by itself."""
        return self.filter(plans__refused_at__isnull=False).distinct()

    def for_page(self):
        """With all that the row's own page shows."""
        return self

    def latest_published(self):
        """What readers saw last first."""
        return self.order_by("-published_at", "-pk")


class Publication(models.Model):
    """A row with a public page: its state, its slug and when readers first saw it.

    The state changes through the verbs only; saving an existing row leaves it alone, and its slug too unless this
    instance was given another one.
    """

    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        null=True,
        blank=True,
        help_text=_(
            "The last part of the page’s address, in Latin letters. Left empty, it is made from the English name."
        ),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    secret_links = GenericRelation(SecretLink)
    plans = GenericRelation(Plan)

    moves = EDITORIAL_MOVES
    url_name: str
    lead_field = "summary"  # what tells it in short
    slug_read = None  # from the database, by this instance

    objects = PublicationQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            known_choice("status", Status.values),
            models.CheckConstraint(
                condition=Q(status__in=Status.ONCE_PUBLIC, published_at__isnull=False, slug__isnull=False)
                | (~Q(status__in=Status.ONCE_PUBLIC) & Q(published_at__isnull=True)),
                name="%(app_label)s_%(class)s_published_has_date_and_slug",
            ),
        ]

    def save(self, *args, update_fields=None, **kwargs):
        columns = [field for field in self._meta.concrete_fields if not field.primary_key]
        if update_fields is not None:
            named = set(update_fields)
            update_fields = named | {column.name for column in columns if named.intersection(getattr(column, "of", ()))}
        elif not self._state.adding:
            # A form that was open while somebody moved or renamed the publication must not carry the old state back.
            kept = {"status", "published_at", *self.get_deferred_fields()}
            if self.__dict__.get("slug") == self.slug_read:
                kept.add("slug")
            update_fields = {column.name for column in columns if column.attname not in kept}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse(self.url_name, args=[self.slug])

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row.slug_read = row.__dict__.get("slug")
        return row

    def clean(self):
        super().clean()
        self.slug = self.slug or None
        if self.published_at and not self.slug:
            raise ValidationError({"slug": _("A page that readers have seen keeps an address.")})
        if self.slug and self.slug != self.slug_read and self._old_slugs_of_others(self.slug).exists():
            raise ValidationError({"slug": _("Another page had this address and is still found under it.")})

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude=exclude)
        validate_parity(self, exclude=exclude or ())

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    def as_published(self):
        """A copy as publication would leave it now: to be shown in a preview, not to be saved."""
        shown = copy(self)
        shown.status = Status.PUBLISHED
        shown.published_at = self.published_at or timezone.now()
        shown.slug = self.slug or self.free_slug()
        return shown

    @property
    def lasting_id(self) -> UUID:
        """Its name for feeds and calendars: the same for ever, whatever its address and the site's become."""
        return uuid5(_LASTING_IDS, f"{self._meta.label_lower}/{self.pk}")

    @property
    def changed_at(self) -> datetime.datetime:
        """When readers last saw it change; what was written before it was public is no news to them."""
        return max(self.updated_at, self.published_at)

    def can_move_to(self, target) -> bool:
        """Whether the state allows it; whether a person may is another question."""
        return target in self.moves.get(self.status, ())

    @transaction.atomic
    def publish(self, *, by, note=""):
        moved = move(self, Status.PUBLISHED, by=by, note=note)
        self.plans.to(Status.PUBLISHED).delete()
        return moved

    @transaction.atomic
    def withdraw(self, *, by, note=""):
        """Take the page away from readers at once; its address answers "gone".

        Secret links of old open nothing more, and no plan brings it back.
        """
        moved = move(self, Status.WITHDRAWN, by=by, note=note)
        self.secret_links.all().end()
        self.plans.all().delete()
        return moved

    def slug_sources(self):
        """Texts of which the first free one becomes the slug; the last gets a number where all are taken."""
        raise NotImplementedError

    def free_slug(self) -> str:
        """A slug that no other row of this kind bears or bore."""

        def is_free(slug):
            return not (
                type(self).objects.filter(slug=slug).exclude(pk=self.pk).exists()
                or self._old_slugs_of_others(slug).exists()
            )

        wanted = [slug for text in self.slug_sources() if (slug := slug_from(text))] or [self._meta.model_name]
        numbered = (f"{wanted[-1]}-{number}" for number in count(2))
        return next(slug for slugs in (wanted, numbered) for slug in slugs if is_free(slug))

    @transaction.atomic
    def rename(self, slug):
        """Give the page another address; the one that readers know leads to it.

        Raises ValidationError where the slug still leads to another row, IntegrityError where another row bears it.
        """
        if self._old_slugs_of_others(slug).exists():
            raise ValidationError({"slug": _("Another page had this address and is still found under it.")})
        known = type(self).objects.select_for_update().get(pk=self.pk)
        if known.slug != slug:
            kind = ContentType.objects.get_for_model(self)
            OldSlug.objects.filter(content_type=kind, slug=slug, object_id=self.pk).delete()
            if known.published_at:
                OldSlug.objects.create(publication=self, slug=known.slug)
        self.slug = slug
        self.save(update_fields=["slug", "updated_at"])

    def _old_slugs_of_others(self, slug):
        kind = ContentType.objects.get_for_model(self)
        return OldSlug.objects.filter(content_type=kind, slug=slug).exclude(object_id=self.pk)


class SourcedQuerySet(models.QuerySet):
    def stale(self, today=None):
        """Claims that were last checked longer ago than their kind allows, or never."""
        today = today or timezone.localdate()
        return self.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=today - self.model.max_age))


def validate_not_in_future(value):
    if value > timezone.localdate():
        raise ValidationError(_("This day is yet to come."), code="future")


class Sourced(models.Model):
    """Something that is claimed, with where it is written and when somebody last looked."""

    max_age = datetime.timedelta(days=365)

    source_title = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("What the source is called; needed where it has no address."),
    )
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        validators=[validate_not_in_future],
        help_text=_("The day somebody last compared this with the source."),
    )

    objects = SourcedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_stale(self) -> bool:
        """Whether it was last checked longer ago than its kind allows, or never."""
        return self.checked_on is None or self.checked_on < timezone.localdate() - self.max_age

    def still_correct(self):
        """Record that somebody compared it with its source today."""
        self.checked_on = timezone.localdate()
        self.save(update_fields=["checked_on"])


def source_required():
    """A constraint for ``Meta.constraints``: the claim names its source and the day it was checked."""
    return models.CheckConstraint(
        condition=(~Q(source_url="") | ~Q(source_title="")) & Q(checked_on__isnull=False),
        name="%(app_label)s_%(class)s_has_source",
        violation_error_message=_("Name the source and the day it was checked."),
    )


def by_age_of_source():
    """An index for ``Meta.indexes``: lists begin with the claim whose source was not checked for longest."""
    return models.Index(fields=["checked_on", "id"], name="%(class)s_by_check")


class PeriodQuerySet(SourcedQuerySet):
    def current(self, today=None):
        """What has not ended; an end of reduced precision counts to the last day of its month or year."""
        day = (today or timezone.localdate()).isoformat()
        return self.filter(Q(until="") | Q(until__gte=day) | Q(until__in=[day[:4], day[:7]]))


class Period(Sourced):
    """A claim that holds from one date to another, both perhaps known to the year only."""

    since = PartialDateField(_("since"), blank=True, help_text=_("Leave empty where no source confirms the date."))
    until = PartialDateField(_("until"), blank=True, help_text=_("Empty while it lasts."))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        validate_order(self, "since", "until")

    @property
    def is_current(self) -> bool:
        return not self.until or self.until >= timezone.localdate().isoformat()[: len(self.until)]


def validate_order(obj, first, last):
    """Raise ValidationError at the later of two partial dates where it lies before the earlier one."""
    start, end = getattr(obj, first), getattr(obj, last)
    common = min(len(start), len(end))
    if end and end[:common] < start[:common]:
        raise ValidationError({last: _("The end lies before the beginning.")}, code="order")


class Origin(models.TextChoices):
    """Who the words come from."""

    CITY = "city", _("written by the city")
    SOURCES = "sources", _("from public sources")


class ConfirmableQuerySet(models.QuerySet):
    def unconfirmed(self):
        """Rows from public sources that their city has not confirmed yet."""
        return self.filter(origin=Origin.SOURCES, confirmed_at__isnull=True)


class Confirmable(models.Model):
    """Content that may come from public sources and is labelled so until its city confirms it."""

    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.CITY)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    class Meta:
        abstract = True
        constraints = [
            known_choice("origin", Origin.values),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(confirmed_at__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_has_date",
            ),
        ]

    @property
    def is_unconfirmed(self) -> bool:
        """Whether readers must be told that the city has not confirmed this yet."""
        return self.origin == Origin.SOURCES and self.confirmed_at is None

    def confirm(self, *, by):
        """Record that the city stands behind the words. Confirming again changes nothing."""
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.confirmed_by = by
            self.save(update_fields=["confirmed_at", "confirmed_by", "updated_at"])
