from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cities.models import City, Partner
from initiatives.models.references import Area, AssociationTask, Sdg, TargetGroup, Theme
from initiatives.models.review import Reviewed, ReviewQuerySet
from portal.publishing.fields import FoldedField, PartialDateField, SortKeyField
from portal.publishing.models import (
    Confirmable,
    ConfirmableQuerySet,
    Origin,
    Publication,
    Status,
    known_choice,
    ukrainian_required,
    validate_order,
)
from portal.publishing.workflow import (
    EDITORIAL_MOVES,
    PROPOSAL_MOVES,
    REVIEWED_MOVES,
    InvalidTransition,
    Transition,
    move,
)


class InitiativeQuerySet(ReviewQuerySet, ConfirmableQuerySet):
    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def best_first(self):
        """Of rows that :func:`portal.search.finding.matching` gives, those that say it in their title first."""
        return self.order_by("search_rank", "-published_at", "-pk")

    def by_title(self):
        """In the alphabetical order of the active language."""
        return self.order_by(f"sort_{get_language()}", "pk")

    def of_city(self, city):
        """Initiatives that the city leads or takes part in."""
        joint = Initiative.partner_cities.through.objects.filter(city=city).values("initiative")
        return self.filter(Q(city=city) | Q(pk__in=joint))

    def editable_by(self, user):
        """Initiatives of the cities for which the person speaks, but not what a guest is still writing."""
        with_guest = Q(guest__isnull=False, author__isnull=True, status__in=Status.WITH_AUTHOR)
        return self.filter(city__in=City.objects.represented_by(user)).exclude(with_guest)

    def handed_to(self, user):
        """What guests handed in for the cities for which the person speaks, also where it is decided already."""
        handed = Transition.objects.filter(
            content_type=ContentType.objects.get_for_model(Initiative), target=Status.WITH_CITY
        )
        return self.filter(city__in=City.objects.represented_by(user), pk__in=handed.values("object_id"))

    def begun_with(self, key):
        """The draft of a form that was sent with this key."""
        return self.filter(creation_key=key)

    def begin(self, *, city, author, title_uk, creation_key):
        """A new draft of the city; the same one where the form comes twice."""
        draft, _created = self.get_or_create(
            creation_key=creation_key, defaults={"title_uk": title_uk, "city": city, "author": author}
        )
        return draft

    def undecided(self):
        """Those that reviewers have not ended."""
        return self.exclude(status__in=(Status.ACCEPTED, Status.DECLINED))

    def with_authors(self):
        """What its authors may write in: drafts, and what was given back."""
        return self.filter(status__in=Status.WITH_AUTHOR)

    def with_creation_key(self):
        return self.filter(creation_key__isnull=False)

    def begun_before(self, moment):
        return self.filter(created_at__lt=moment)

    def led_by_others(self, city):
        """Initiatives that the city does not lead."""
        return self.exclude(city=city)

    def cities(self):
        """The published cities that lead these initiatives or take part in them, by name."""
        initiatives = self.order_by().values("pk")
        joint = Initiative.partner_cities.through.objects.filter(initiative__in=initiatives).values("city")
        leading = self.order_by().values("city")
        return City.objects.published().filter(Q(pk__in=leading) | Q(pk__in=joint)).by_name()

    def with_exchanges(self):
        """Those that offer something to other cities or seek something from them, with what that is."""
        return self.filter(exchanges__isnull=False).distinct().prefetch_related("exchanges")

    def for_cards(self):
        """With all that a card shows, and without the long texts."""
        names = ("title_uk", "title_en", "summary_uk", "summary_en", "slug", "status", "stage", "organisation")
        of_city = [f"city__{name}" for name in ("name_uk", "name_en", "slug", "status", "katottg")]
        return self.only(*names, *of_city).select_related("city").prefetch_related("areas", "initiative_photos__photo")

    def for_workspace(self):
        """What coordinators see of their city's initiatives, longest in its state first, with ``since``.

        Without what guests have not handed in, and without proposals that went into the published version.
        """
        log = Transition.objects.filter(
            content_type=ContentType.objects.get_for_model(Initiative),
            object_id=OuterRef("pk"),
            target=OuterRef("status"),
        ).order_by("-at")
        return (
            self.exclude(status=Status.ACCEPTED)
            .exclude(status=Status.DRAFT, guest__isnull=False)
            .annotate(since=Coalesce(Subquery(log.values("at")[:1]), "published_at", "created_at"))
            .order_by("since", "pk")
        )

    def for_data(self):
        """With all that open data tell of it."""
        return self.select_related("city", "organisation").prefetch_related(
            "city__war_statuses",
            Prefetch("partner_cities", City.objects.by_name().prefetch_related("war_statuses")),
            "areas",
            "themes",
            "sdgs",
            "tasks",
            "target_groups",
            "partner_roles__partner",
            "links",
            "transfer_needs",
            "exchanges",
        )

    def for_page(self):
        """With all that the initiative's own page shows."""
        return self.select_related("city", "organisation", "contact").prefetch_related(
            "city__war_statuses",
            Prefetch("partner_cities", City.objects.by_name().prefetch_related("war_statuses")),
            "areas",
            "themes",
            "sdgs",
            "tasks",
            "target_groups",
            "partner_roles__partner",
            "resources",
            "results",
            "links",
            "transfer_needs",
            "exchanges",
            "initiative_photos__photo",
            "initiative_documents__document",
        )


class Initiative(Reviewed, Confirmable, Publication):
    """A lifelong-learning initiative, told so that another city can repeat it.

    The fields are the 28 of the canonical form: the union of UNESCO's learning city award, the UCLG, World Habitat and
    transformative initiatives awards and the good-practice calls of educating cities. What the form requires,
    :meth:`missing_for_submission` asks for; a draft needs only a title.
    """

    class Stage(models.TextChoices):
        """Field 4: how far it has come. The war suspends and moves initiatives; it does not delete them."""

        PLANNED = "planned", _("planned")
        ONGOING = "ongoing", _("ongoing")
        COMPLETED = "completed", _("completed")
        SUSPENDED = "suspended", _("suspended by war")
        RELOCATED = "relocated", _("relocated")

    class EducationKind(models.TextChoices):
        """Field 11."""

        FORMAL = "formal", _("formal education")
        NON_FORMAL = "non_formal", _("non-formal education")
        INFORMAL = "informal", _("informal education")

    class Delivery(models.TextChoices):
        """Field 11."""

        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")
        MIXED = "mixed", _("on site and online")

    class LearningLanguage(models.TextChoices):
        """Field 11: the language in which people learn."""

        UKRAINIAN = "uk", _("Ukrainian")
        ENGLISH = "en", _("English")
        UKRAINIAN_AND_ENGLISH = "uk_en", _("Ukrainian and English")
        OTHER = "other", _("other languages too")

    class Accessibility(models.TextChoices):
        """Field 23."""

        FULL = "full", _("accessible")
        PARTIAL = "partial", _("partly accessible")
        NONE = "none", _("not accessible yet")

    class LocationPrecision(models.TextChoices):
        """Field 28: how exactly readers may know the place."""

        EXACT = "exact", _("exact place")
        DISTRICT = "district", _("district")
        CITY = "city", _("city only")
        HIDDEN = "hidden", _("hidden")

    # A proposed version stands beside the initiative that it would change, until staff accept it.
    replaces = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
        verbose_name=_("proposed change to"),
    )
    based_on = models.DateTimeField(_("version that the proposal changes"), null=True, blank=True, editable=False)
    author = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="initiatives",
        verbose_name=_("entered by"),
    )

    reviewer = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    # What the writer's browser chose before the first save: sent twice, it makes one draft.
    creation_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    # Step 1: what it is
    title = models.CharField(_("title"), max_length=120)
    city = models.ForeignKey(
        City,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("city / hromada"),
        help_text=_("Empty only for what belongs to no single city."),
    )
    partner_cities = models.ManyToManyField(
        City, related_name="joint_initiatives", blank=True, verbose_name=_("partner cities")
    )
    summary = models.TextField(_("short summary"), max_length=400, blank=True, help_text=_("About 50 words."))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, blank=True)
    start = PartialDateField(_("start"), blank=True)
    end = PartialDateField(_("end"), blank=True)
    organisation = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_initiatives",
        verbose_name=_("organisation in charge"),
    )
    partners = models.ManyToManyField(
        Partner, through="InitiativePartner", related_name="initiatives", blank=True, verbose_name=_("partners")
    )
    areas = models.ManyToManyField(
        Area,
        related_name="initiatives",
        blank=True,
        verbose_name=_("field of learning"),
        help_text=_("One to three of the key-feature areas."),
    )
    themes = models.ManyToManyField(Theme, related_name="initiatives", blank=True, verbose_name=_("UNESCO themes"))
    sdgs = models.ManyToManyField(
        Sdg, related_name="initiatives", blank=True, verbose_name=_("Sustainable Development Goals")
    )
    tasks = models.ManyToManyField(
        AssociationTask, related_name="initiatives", blank=True, verbose_name=_("tasks of the association")
    )
    target_groups = models.ManyToManyField(
        TargetGroup, related_name="initiatives", blank=True, verbose_name=_("target groups")
    )
    education_kind = models.CharField(_("kind of education"), max_length=20, choices=EducationKind.choices, blank=True)
    delivery = models.CharField(_("form of learning"), max_length=20, choices=Delivery.choices, blank=True)
    learning_language = models.CharField(
        _("language of learning"), max_length=10, choices=LearningLanguage.choices, blank=True
    )

    # Step 2: the story
    problem = models.TextField(_("problem and context"), max_length=1500, blank=True)
    objectives = models.TextField(_("objectives"), max_length=800, blank=True)
    activities = models.TextField(_("activities and methodology"), max_length=2500, blank=True)
    evaluation = models.TextField(_("monitoring and evaluation"), max_length=800, blank=True)
    innovation = models.TextField(_("innovation"), max_length=500, blank=True)
    lessons = models.TextField(_("difficulties and lessons learned"), max_length=1000, blank=True)

    # Step 3: how to repeat it
    transfer = models.TextField(_("what another city needs to repeat it"), max_length=800, blank=True)
    works_without_power = models.BooleanField(_("works without power"), null=True, blank=True)
    works_without_internet = models.BooleanField(_("works without internet"), null=True, blank=True)
    works_in_shelter = models.BooleanField(_("works in a shelter"), null=True, blank=True)
    resilience_note = models.CharField(_("how it works during blackouts and alarms"), max_length=300, blank=True)
    accessibility = models.CharField(
        _("accessibility"),
        max_length=10,
        choices=Accessibility.choices,
        blank=True,
        help_text=_("For participants with disabilities."),
    )
    accessibility_note = models.CharField(_("note on accessibility"), max_length=300, blank=True)

    # Step 4: where
    location_precision = models.CharField(
        _("place shown to readers"), max_length=10, choices=LocationPrecision.choices, default=LocationPrecision.CITY
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(44), MaxValueValidator(53)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(22), MaxValueValidator(41)],
    )

    search_text = FoldedField(of=("title_uk", "title_en"))
    sort_uk = SortKeyField(of=("title_uk",), db_index=True)
    sort_en = SortKeyField(of=("title_en", "title_uk"), db_index=True)

    url_name = "initiatives:initiative"

    objects = InitiativeQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = False
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        # The catalogue's own order, so that its first pages are read without sorting it.
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="initiatives_newest"),
            models.Index(fields=["-updated_at", "-id"], name="initiatives_last_changed"),
        ]
        constraints = [
            *Publication.Meta.constraints,
            *Confirmable.Meta.constraints,
            *ukrainian_required("title"),
            known_choice("stage", ["", "planned", "ongoing", "completed", "suspended", "relocated"]),
            known_choice("location_precision", ["exact", "district", "city", "hidden"]),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) & ~Q(status=Status.ACCEPTED)
                | Q(replaces__isnull=False) & ~Q(status__in=Status.ONCE_PUBLIC),
                name="initiatives_initiative_proposal_is_never_public",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(status__in=["draft", "submitted", "in_review", "changes_asked"]),
                name="initiatives_initiative_one_open_proposal",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, based_on__isnull=True)
                | Q(replaces__isnull=False, based_on__isnull=False),
                name="initiatives_initiative_proposal_knows_its_base",
            ),
            models.CheckConstraint(
                # One number beside NULL is neither true nor false to the database, and it lets that pass.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(44, 53), longitude__range=(22, 41)),
                name="initiatives_initiative_lies_in_ukraine",
                violation_error_message=_("Give both coordinates, inside Ukraine."),
            ),
        ]

    def __str__(self):
        return self.title or ""

    @property
    def number(self):
        """The public number, by which letters and forms name the initiative."""
        return self.pk

    @property
    def moves(self):
        """What a city hands in is reviewed; what staff take from public sources they publish themselves."""
        if self.replaces_id:
            return PROPOSAL_MOVES
        return EDITORIAL_MOVES if self.origin == Origin.SOURCES else REVIEWED_MOVES

    def as_published(self):
        shown = super().as_published()
        if self.replaces_id:
            shown.slug, shown.published_at = self.replaces.slug, self.replaces.published_at
        return shown

    @property
    def is_with_author(self) -> bool:
        """Whether its authors may write in it now; what staff take from public sources is not theirs."""
        return self.status in Status.WITH_AUTHOR and self.can_move_to(Status.SUBMITTED)

    @property
    def open_proposal(self):
        """The proposed change that nobody has decided upon, None where there is none."""
        return self.proposals.undecided().first()

    @property
    def shown_city(self):
        """The leading city, None where there is none or readers may not see it."""
        return self.city if self.city and self.city.is_published else None

    @property
    def ornament_code(self) -> str:
        """From which code its ornament is made: the leading city's, else one of its own."""
        return self.shown_city.katottg if self.shown_city else self.slug

    @property
    def shown_partner_cities(self):
        return [city for city in self.partner_cities.all() if city.is_published]

    @property
    def shown_organisation(self):
        """The organisation in charge, None where there is none or readers may not see it."""
        return self.organisation if self.organisation and self.organisation.is_published else None

    @property
    def shown_partner_roles(self):
        return [role for role in self.partner_roles.all() if role.partner.is_published]

    @property
    def shown_documents(self):
        return [attached.document for attached in self.initiative_documents.all() if attached.document.is_public]

    @property
    def tells_how_it_counted(self) -> bool:
        return any(result.method for result in self.results.all())

    @property
    def endangers_nobody(self) -> bool:
        """Whether names and exact places may be shown at all: never those of an occupied community."""
        lead = [self.city] if self.city else []
        return all(city.shows_contacts for city in (*lead, *self.partner_cities.all()))

    @property
    def shown_contact(self):
        """The person to ask, None without their consent. Who renders it leaves the telephone out."""
        contact = self.named_contact
        return contact if contact and contact.is_public and self.endangers_nobody else None

    @property
    def shown_guest(self):
        """The guest who wrote it, for its city; None without one, and where a name could endanger somebody."""
        return getattr(self, "guest", None) if self.endangers_nobody else None

    @property
    def shows_place(self) -> bool:
        precise = self.location_precision in (self.LocationPrecision.EXACT, self.LocationPrecision.DISTRICT)
        return bool(self.place) and precise and self.endangers_nobody

    @property
    def shows_coordinates(self) -> bool:
        exact = self.location_precision == self.LocationPrecision.EXACT
        return self.latitude is not None and exact and self.endangers_nobody

    @property
    def shown_coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude of the place, or of the city where readers may not know the place; None if hidden."""
        if self.shows_coordinates:
            return float(self.latitude), float(self.longitude)
        if self.location_precision == self.LocationPrecision.HIDDEN or not self.shown_city:
            return None
        return self.shown_city.shown_coordinates

    @property
    def tells_how_to_repeat(self) -> bool:
        """Whether there is anything that another city needs to know; sources seldom say."""
        parts = (self.transfer_needs, self.resources)
        return bool(self.transfer) or self.tells_conditions or any(part.all() for part in parts)

    @property
    def tells_conditions(self) -> bool:
        """Whether it tells how it works in the dark, for whom it is accessible, or what it offers and seeks."""
        texts = (self.resilience_note, self.accessibility, self.accessibility_note)
        works = (self.works_without_power, self.works_without_internet, self.works_in_shelter)
        return any(texts) or any(answer is not None for answer in works) or bool(self.exchanges.all())

    def clean(self):
        super().clean()
        validate_order(self, "start", "end")
        if (
            self.origin == Origin.CITY
            and self.status not in Status.WITH_AUTHOR
            and (missing := self.missing_for_submission())
        ):
            raise ValidationError(
                gettext("Still missing: %(fields)s.") % {"fields": ", ".join(missing)}, code="incomplete"
            )

    def slug_sources(self):
        title = self.title_en or self.title_uk
        return (title, f"{title} {self.city.slug}") if self.city and self.city.slug else (title,)

    @property
    def names_contact(self) -> bool:
        """Whether it names whom to ask, itself or by what it changes."""
        return self.named_contact is not None

    @property
    def named_contact(self):
        """Whom to ask; a proposed change that names nobody keeps the contact of what it changes."""
        own = getattr(self, "contact", None)
        return getattr(self.replaces, "contact", None) if own is None and self.replaces_id else own

    @property
    def given_consents(self):
        """The consents that hold; for a proposed change also those of what it changes."""
        rows = [self.pk, self.replaces_id] if self.replaces_id else [self.pk]
        return self.consents.model.objects.filter(initiative__in=rows).standing()

    def refuse_without_consent(self):
        """Raises InvalidTransition where a consent that readers' pages need was taken back and not given again."""
        rows = [self.pk, self.replaces_id] if self.replaces_id else [self.pk]
        if lost := self.consents.model.objects.filter(initiative__in=rows).lost():
            raise InvalidTransition(
                gettext("A consent was taken back, so “%(title)s” cannot be published: %(consents)s.")
                % {"title": self, "consents": ", ".join(map(str, lost))}
            )

    def missing_fields(self) -> list[str]:
        """Names of the required fields (bold in the form) that are still empty."""
        required = [
            "city",
            "summary_uk",
            "stage",
            "start",
            "organisation",
            "problem_uk",
            "objectives_uk",
            "activities_uk",
            "transfer_uk",
        ]
        lists = ["areas", "target_groups", "results"]
        missing = [name for name in required if not getattr(self, name)]
        missing += [name for name in lists if not getattr(self, name).exists()]
        return [name.removesuffix("_uk") for name in missing]

    def missing_for_submission(self) -> list[str]:
        """Labels of the required fields that are still empty."""
        fields = {name: self._meta.get_field(name) for name in self.missing_fields()}
        return [
            str(field.verbose_name) if hasattr(field, "verbose_name") else gettext("results")
            for field in fields.values()
        ]

    @transaction.atomic
    def publish(self, *, by, note=""):
        self.refuse_without_consent()
        moved = super().publish(by=by, note=note)
        self.open_documents()
        return moved

    @transaction.atomic
    def withdraw(self, *, by, note=""):
        """Take the page away from readers at once, and its documents; its address answers "gone"."""
        moved = super().withdraw(by=by, note=note)
        self.open_documents()
        return moved

    def open_documents(self):
        """Let anybody fetch its documents as long as a published initiative shows them."""
        for attached in self.initiative_documents.all():
            attached.open_document()

    def submit(self, *, by, note=""):
        """Hand the initiative in for review. Raises InvalidTransition naming the fields that are missing."""
        self._refuse_incomplete()
        return move(self, Status.SUBMITTED, by=by, note=note)

    def _refuse_incomplete(self):
        if missing := self.missing_for_submission():
            raise InvalidTransition(gettext("Still missing: %(fields)s.") % {"fields": ", ".join(missing)})

    def hand_to_city(self, *, by, note=""):
        """Give what a guest wrote to the coordinators of its city, who submit it or decline."""
        self._refuse_incomplete()
        return move(self, Status.WITH_CITY, by=by, note=note)

    def take_back(self, *, by, note=""):
        """Make a draft of what was handed in and nobody has begun to review."""
        return move(self, Status.DRAFT, by=by, note=note)

    def discard(self):
        """Delete a draft for good. Raises InvalidTransition for what is no draft, however it was when it was read."""
        deleted, _rows = type(self).objects.filter(pk=self.pk, status=Status.DRAFT).delete()
        if not deleted:
            raise InvalidTransition(gettext("Only a draft can be deleted, and “%(title)s” is none.") % {"title": self})

    def start_review(self, *, by, note=""):
        return move(self, Status.IN_REVIEW, by=by, note=note)

    def ask_for_changes(self, *, by, note):
        """Give it back to the city with a comment that says what to change."""
        return move(self, Status.CHANGES_ASKED, by=by, note=note)

    def decline(self, *, by, note):
        """End the review without publication, with the reason."""
        return move(self, Status.DECLINED, by=by, note=note)
