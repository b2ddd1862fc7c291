import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City
from initiatives.models import AssociationTask, Initiative
from news.dates import period
from portal.publishing.fields import FoldedField
from portal.publishing.models import (
    Publication,
    PublicationQuerySet,
    Sourced,
    SourcedQuerySet,
    ukrainian_required,
)
from portal.richtext import RichTextField


class ArticleQuerySet(PublicationQuerySet, SourcedQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-pk")

    def about_city(self, city):
        return self.filter(cities=city)

    def in_year(self, year):
        return self.filter(date__year=year)

    def years(self):
        """The years that these articles are from, the latest first."""
        return [first_day.year for first_day in self.dates("date", "year", order="DESC")]

    def cities(self):
        """The published cities that these articles are about, by name."""
        return City.objects.published().filter(pk__in=self.values("cities")).by_name()

    def for_cards(self):
        """With all that a card shows."""
        return self.select_related("photo").prefetch_related(Prefetch("cities", City.objects.published().by_name()))

    def for_data(self):
        """With all that open data tell of it."""
        return self.prefetch_related(
            "tasks",
            Prefetch("cities", City.objects.published().by_name()),
            Prefetch("initiatives", Initiative.objects.published().by_title()),
        )

    def for_page(self):
        """With all that the article's own page shows."""
        return self.for_data().select_related("photo")


class Article(Sourced, Publication):
    """A piece of news."""

    date = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("The day that it happened or was reported.")
    )
    title = models.CharField(_("title"), max_length=140)
    lead = models.TextField(_("lead"), max_length=300, blank=True, help_text=_("One or two sentences for lists."))
    body = RichTextField(_("text"), blank=True)
    photo = models.ForeignKey(
        "media.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    cities = models.ManyToManyField(City, related_name="articles", blank=True, verbose_name=_("cities"))
    initiatives = models.ManyToManyField(Initiative, related_name="articles", blank=True, verbose_name=_("initiatives"))
    tasks = models.ManyToManyField(
        AssociationTask, related_name="articles", blank=True, verbose_name=_("tasks of the association")
    )

    search_text = FoldedField(of=("title_uk", "title_en"))

    url_name = "news:article"
    lead_field = "lead"

    objects = ArticleQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = False
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        constraints = [*Publication.Meta.constraints, *ukrainian_required("title")]
        indexes = [models.Index(fields=["-date", "-id"], name="news_article_newest")]

    def __str__(self):
        return self.title or ""

    def slug_sources(self):
        title = self.title_en or self.title_uk
        return title, f"{title} {self.date.year}"


class EventQuerySet(PublicationQuerySet, SourcedQuerySet):
    def upcoming(self):
        """Events that are not over, the next one first."""
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Events that are over, the latest first."""
        return self.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")

    def in_city(self, city):
        return self.filter(city=city)

    def going_ahead(self):
        """Events that are neither over nor cancelled."""
        return self.filter(ends_at__gte=timezone.now(), is_cancelled=False)

    def by_start(self):
        return self.order_by("starts_at", "pk")

    def for_cards(self):
        """With all that a card shows."""
        return self.select_related("city")

    def for_data(self):
        """With all that calendars and open data tell of it."""
        return self.select_related("city", "initiative__city").prefetch_related(
            "city__war_statuses", "initiative__city__war_statuses", "initiative__partner_cities__war_statuses"
        )

    def for_page(self):
        """With all that the event's own page shows."""
        return self.for_data().select_related("photo")


class Event(Sourced, Publication):
    """Something that people can attend, in a place or online.

    An event of whole days begins with its first day in Kyiv and ends with its last one, whatever hours are given.
    """

    title = models.CharField(_("title"), max_length=140)
    summary = models.TextField(_("in short"), max_length=400, blank=True)
    body = RichTextField(_("text"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    all_day = models.BooleanField(_("whole days"), default=False, help_text=_("Show days without hours."))
    place = models.CharField(_("place"), max_length=250, blank=True)
    online_url = models.URLField(_("address online"), max_length=500, blank=True)
    is_cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("The page stays and says so; calendars of those who noted the event strike it out."),
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("host city")
    )
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("initiative"),
    )
    photo = models.ForeignKey(
        "media.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )

    search_text = FoldedField(of=("title_uk", "title_en"))

    url_name = "news:event"

    objects = EventQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = False
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Publication.Meta.constraints,
            *ukrainian_required("title"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="news_event_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="news_event_start")]

    def __str__(self):
        return self.title or ""

    def save(self, *args, update_fields=None, **kwargs):
        if self.all_day:
            self._take_whole_days()
            if update_fields is not None and {"all_day", "starts_at", "ends_at"} & set(update_fields):
                update_fields = {*update_fields, "starts_at", "ends_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self):
        super().clean()
        if not (self.starts_at and self.ends_at):
            return
        if self.all_day:
            self._take_whole_days()
        if self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The end lies before the beginning.")}, code="order")

    def _take_whole_days(self):
        first, last = timezone.localdate(self.starts_at), timezone.localdate(self.ends_at)
        self.starts_at = timezone.make_aware(datetime.datetime.combine(first, datetime.time.min))
        self.ends_at = timezone.make_aware(datetime.datetime.combine(last, datetime.time.max))

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def when(self) -> str:
        """Its days, and hours where they are known, in Kyiv time and in the active language."""
        return period(timezone.localtime(self.starts_at), timezone.localtime(self.ends_at), all_day=self.all_day)

    @property
    def host_city(self) -> City | None:
        """The host city as far as readers may know it."""
        return self.city if self.city and self.city.is_published else None

    @property
    def shown_initiative(self) -> Initiative | None:
        """The initiative as far as readers may know it."""
        return self.initiative if self.initiative and self.initiative.is_published else None

    @property
    def shows_place(self) -> bool:
        """Whether readers may know the place. In an occupied community it could endanger people."""
        hosts = [self.city.shows_contacts] if self.city else []
        if self.initiative:
            hosts.append(self.initiative.endangers_nobody)
        return bool(self.place) and all(hosts)

    def slug_sources(self):
        title = self.title_en or self.title_uk
        return title, f"{title} {self.starts_at.year}"
