import datetime
import string

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Substr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models.claims import Award, Indicator, WarStatus
from cities.models.network import Network, NetworkMembership
from cities.models.sectors import Sector
from cities.oblasts import Oblast
from cities.register import hromadas, validate_hromada_code, validate_settlement_code
from portal.languages import ALPHABET, romanise, sort_key
from portal.publishing.fields import FoldedField, PartialDateField, SortKeyField
from portal.publishing.models import (
    Confirmable,
    ConfirmableQuerySet,
    Publication,
    PublicationQuerySet,
    Sourced,
    SourcedQuerySet,
    Status,
    known_choice,
    ukrainian_required,
)

# A sort key begins with the two digits of the first letter.
_LETTER_BY_RANK = {sort_key(letter): letter.upper() for letter in ALPHABET + string.ascii_lowercase}


class CityQuerySet(PublicationQuerySet, ConfirmableQuerySet, SourcedQuerySet):
    def by_name(self):
        """In the alphabetical order of the active language."""
        return self.order_by(f"sort_{get_language()}", "pk")

    def initials(self) -> list[str]:
        """The capital letters with which names begin in the active language, in alphabetical order."""
        ranks = self.order_by().values_list(Substr(f"sort_{get_language()}", 1, 2), flat=True).distinct()
        return [_LETTER_BY_RANK[rank] for rank in sorted(ranks) if rank in _LETTER_BY_RANK]

    def starting_with(self, letter):
        """Cities whose name in the active language begins with the letter, whatever its case."""
        return self.filter(**{f"sort_{get_language()}__startswith": sort_key(letter)})

    def represented_by(self, user):
        """Cities for which the person speaks, confirmed by staff or a lead; none for strangers and the inactive."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(representatives__user=user, representatives__confirmed_at__isnull=False)

    def led_by(self, user):
        """Cities where the person also invites and removes others."""
        return self.represented_by(user).filter(
            pk__in=self.model._meta.get_field("representatives")
            .related_model.objects.leads()
            .filter(user=user)
            .values("city")
        )

    def with_waiting(self):
        """With ``waiting_initiatives`` and ``waiting_questions``: how many its coordinators have to answer."""
        answers = Q(initiatives__status__in=Status.CITY_ANSWERS)
        unanswered = Q(questions__answered_at__isnull=True, questions__is_spam=False)
        return self.annotate(
            waiting_initiatives=Count("initiatives", filter=answers, distinct=True),
            waiting_questions=Count("questions", filter=unanswered, distinct=True),
        )

    def oblasts(self) -> set[str]:
        """The ISO codes of the oblasts where the cities lie."""
        return set(self.order_by().values_list("oblast", flat=True).distinct())

    def in_directory(self):
        """Cities that are in a network today and those where something is done; ``is_networked`` tells them apart."""
        return self.annotate(
            is_networked=Exists(NetworkMembership.objects.current().filter(city=OuterRef("pk")))
        ).filter(Q(is_networked=True) | Q(pk__in=self.model.objects.with_initiatives().values("pk")))

    def networked_first(self):
        """Cities of networks, then the others, each by name; after :meth:`in_directory`."""
        return self.order_by("-is_networked", f"sort_{get_language()}", "pk")

    def with_initiatives(self):
        """Cities that lead a published initiative or take part in one."""
        initiatives = self.model._meta.get_field("initiatives").related_model.objects.published()
        joint = self.model.joint_initiatives.through.objects.filter(initiative__status=Status.PUBLISHED)
        # Looked up for each city: there are far more initiatives, of which one is enough.
        return self.filter(Exists(initiatives.filter(city=OuterRef("pk"))) | Exists(joint.filter(city=OuterRef("pk"))))

    def with_partners(self):
        """Cities of published partners."""
        return self.filter(partners__status=Status.PUBLISHED).distinct()

    def with_initiative_count(self):
        """With ``initiative_count``: published initiatives that the city leads or takes part in."""
        this_city = self.model.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        led = Q(initiatives__status=Status.PUBLISHED)
        joint = Q(joint_initiatives__status=Status.PUBLISHED) & ~Q(joint_initiatives__city=F("pk"))
        return self.annotate(
            initiative_count=Subquery(this_city.annotate(number=Count("initiatives", filter=led)).values("number"))
            + Subquery(this_city.annotate(number=Count("joint_initiatives", filter=joint)).values("number"))
        )

    def in_network(self, slug):
        """Cities that are in a network today, joined or not yet confirmed with a date."""
        return self.filter(Exists(NetworkMembership.objects.current().filter(city=OuterRef("pk"), network__slug=slug)))

    def in_association(self):
        """Cities that are in the association today."""
        return self.in_network(Network.ASSOCIATION)

    def of_hromada(self, katottg):
        return self.filter(katottg=katottg)

    def networked(self):
        """Cities that are in any network today."""
        return self.filter(Exists(NetworkMembership.objects.current().filter(city=OuterRef("pk"))))

    def named(self, text):
        """Cities whose name, in either language, contains the folded text."""
        return self.filter(search_text__contains=text)

    def for_cards(self):
        """With all that a card shows."""
        return (
            self.with_initiative_count()
            .select_related("photo")
            .prefetch_related(
                Prefetch("memberships", NetworkMembership.objects.current().with_networks()),
                Prefetch("war_statuses", WarStatus.objects.current()),
                "partners_wanted",
            )
        )

    def for_constellation(self, most):
        """At most so many, those of networks before others; after :meth:`in_directory`.

        With names and addresses of the published initiatives and partners that may join cities.
        """
        initiatives = self.model._meta.get_field("initiatives").related_model.objects.published()
        initiatives = initiatives.only("slug", "title_uk", "title_en", "city_id")
        partners = self.model._meta.get_field("partners").related_model.objects.published()
        return (
            self.networked_first()
            .with_initiative_count()[:most]
            .prefetch_related(
                Prefetch("joint_initiatives", initiatives),
                Prefetch("partners", partners.only("slug", "name_uk", "name_en")),
            )
        )

    def for_contacts(self):
        """With what decides whether contacts may be shown."""
        return self.prefetch_related("war_statuses")

    def for_data(self):
        """With all that open data tell of it."""
        return self.prefetch_related(
            Prefetch("memberships", NetworkMembership.objects.current().with_networks()),
            "war_statuses",
            "partners_wanted",
        )

    def for_page(self):
        """With all that the city's own page shows of itself."""
        return self.select_related("photo").prefetch_related(
            Prefetch("memberships", NetworkMembership.objects.with_networks()),
            Prefetch("awards", Award.objects.order_by("-awarded")),
            Prefetch("indicators", Indicator.objects.as_in_form()),
            Prefetch("war_statuses", WarStatus.objects.order_by("-since")),
            "partners_wanted",
            "focuses",
            "former_names",
            Prefetch("city_photos", CityPhoto.objects.select_related("photo")),
        )


class City(Confirmable, Sourced, Publication):
    """A territorial community (hromada), named after the city that is its centre.

    The hromada is the member of networks; its KATOTTG code is the city's stable name for outsiders.
    Fields follow the city profile form of the UNESCO Global Network of Learning Cities and our own.
    """

    katottg = models.CharField(
        _("KATOTTG code of the hromada"),
        max_length=19,
        unique=True,
        validators=[validate_hromada_code],
        help_text=_("UA and 17 digits, from the state codifier; Kyiv and Sevastopol use their first-level code."),
    )
    settlement_katottg = models.CharField(
        _("KATOTTG code of the city"),
        max_length=19,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_settlement_code],
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("English left empty is romanised by Cabinet resolution 55 of 27 January 2010."),
    )
    hromada = models.CharField(
        _("name of the hromada"),
        max_length=120,
        blank=True,
        help_text=_("As the state codifier has it: «Мелітопольська»."),
    )
    oblast = models.CharField(_("oblast"), max_length=5, choices=Oblast.choices)
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
    website = models.URLField(_("website"), max_length=300, blank=True)
    photo = models.ForeignKey(
        "media.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )

    summary = models.TextField(_("in short"), max_length=400, blank=True, help_text=_("Two or three sentences."))
    vision = models.TextField(_("vision"), max_length=2000, blank=True, help_text=_("Up to 200 words."))
    challenges = models.TextField(_("challenges"), max_length=2000, blank=True, help_text=_("Up to 200 words."))
    plan_policy = models.TextField(
        _("plan: policy"), max_length=2000, blank=True, help_text=_("Strategies and decisions of the council.")
    )
    plan_practice = models.TextField(
        _("plan: practice"), max_length=2000, blank=True, help_text=_("What is done, by whom, by when.")
    )

    head_title = models.CharField(
        _("office of the head"),
        max_length=120,
        blank=True,
        help_text=_("Mayor or head of the military administration. Leave empty for occupied communities."),
    )
    head_name = models.CharField(_("name of the head"), max_length=150, blank=True)
    contact_office = models.CharField(
        _("office to contact"), max_length=200, blank=True, help_text=_("An office, not a person.")
    )
    contact_email = models.EmailField(_("e-mail of the office"), blank=True)
    contact_phone = models.CharField(_("telephone of the office"), max_length=40, blank=True)
    contact_person = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_person_public = models.BooleanField(
        _("show the person"), default=False, help_text=_("Tick only where the person agreed to be named.")
    )
    contacts_hidden = models.BooleanField(
        _("hide all contacts"),
        default=False,
        help_text=_("For communities where a name or an address endangers people."),
    )

    search_text = FoldedField(of=("name_uk", "name_en", "hromada_uk", "hromada_en"))
    sort_uk = SortKeyField(of=("name_uk",), db_index=True)
    sort_en = SortKeyField(of=("name_en", "name_uk"), db_index=True)

    url_name = "cities:city"

    objects = CityQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = False
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            *Publication.Meta.constraints,
            *Confirmable.Meta.constraints,
            *ukrainian_required("name"),
            known_choice("oblast", Oblast.values),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # A database lets pass what is unknown, so a missing half is named.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(44, 53), longitude__range=(22, 41)),
                name="cities_city_lies_in_ukraine",
                violation_error_message=_("Give both coordinates, inside Ukraine."),
            ),
        ]

    def __str__(self):
        return self.name or ""

    def clean(self):
        super().clean()
        if self.name_uk and not self.name_en:
            self.name_en = romanise(self.name_uk)
        hromada = hromadas().get(self.katottg)
        if hromada and self.oblast and hromada.oblast != self.oblast:
            raise ValidationError({"oblast": _("The code of the hromada belongs to another oblast.")})

    def slug_sources(self):
        name = self.name_en or romanise(self.name_uk)
        return name, f"{name} {Oblast(self.oblast).slug}"

    @property
    def oblast_slug(self) -> str:
        """The oblast as filters have it in addresses."""
        return Oblast(self.oblast).slug

    @property
    def association_to_be_confirmed(self) -> bool:
        """Whether nobody has told yet if the city is, or was, in the association; uses what is prefetched."""
        return all(membership.network.slug != Network.ASSOCIATION for membership in self.memberships.all())

    @property
    def current_war_statuses(self):
        """What the war does to the community today; uses what is prefetched."""
        return [status for status in self.war_statuses.all() if status.is_current]

    @property
    def is_occupied(self) -> bool:
        return any(status.kind == WarStatus.Kind.OCCUPIED for status in self.current_war_statuses)

    @property
    def shows_contacts(self) -> bool:
        """Contacts of occupied communities are never shown: they could endanger people."""
        return not (self.contacts_hidden or self.is_occupied)

    @property
    def shown_coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude for those who take data away; to a tenth of a degree where exactness endangers."""
        if self.latitude is None:
            return None
        digits = 5 if self.shows_contacts else 1
        return round(float(self.latitude), digits), round(float(self.longitude), digits)

    @property
    def has_public_contact(self) -> bool:
        """Whether readers may be told whom to write to in the city."""
        office = [self.contact_office, self.contact_email, self.contact_phone]
        return self.shows_contacts and (any(office) or self.names_contact_person)

    @property
    def public_email(self) -> str:
        """The office's address, as far as readers may know it."""
        return self.contact_email if self.shows_contacts else ""

    @property
    def takes_questions(self) -> bool:
        """Whether somebody would get a question from the city's page: its office or who speaks for it."""
        return bool(self.public_email) or self.representatives.speaking().exists()

    @property
    def names_contact_person(self) -> bool:
        """Whether there is a person to ask who agreed to be named."""
        return self.contact_person_public and bool(self.contact_person)

    @property
    def sources(self) -> list[Sourced]:
        """The city and what is claimed of it, one for each source, the one checked last; uses what is prefetched."""
        claims = [
            self,
            *self.memberships.all(),
            *self.awards.all(),
            *self.indicators.all(),
            *self.war_statuses.all(),
        ]
        claims.sort(key=lambda claim: claim.checked_on or datetime.date.min)
        by_source = {claim.source_url or claim.source_title: claim for claim in claims}
        return [claim for source, claim in by_source.items() if source]


class FormerName(models.Model):
    """What the city was called before it was renamed; found by search, mentioned on its page."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="former_names", verbose_name=_("city"))
    name = models.CharField(_("former name"), max_length=120)
    until = PartialDateField(_("until"), blank=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until"]
        constraints = [*ukrainian_required("name")]

    def __str__(self):
        return self.name or ""


class CityPhoto(models.Model):
    """A photo on the city's page, in the editor's order."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="city_photos", verbose_name=_("city"))
    photo = models.ForeignKey("media.Photo", on_delete=models.CASCADE, related_name="+", verbose_name=_("photo"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["city", "photo"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return str(self.photo)


class CityFocus(models.Model):
    """How much a theme of the UNESCO network challenges the city, as its membership form asks (1 to 5)."""

    class Heading(models.TextChoices):
        """The headings under which the UNESCO network groups its members today."""

        SUSTAINABILITY_HEALTH = "sustainability_health", _("Sustainability and health")
        EQUITY_INCLUSION = "equity_inclusion", _("Equity and inclusion")
        DECENT_WORK = "decent_work", _("Decent work and entrepreneurship")

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="focuses", verbose_name=_("city"))
    heading = models.CharField(_("heading"), max_length=30, choices=Heading.choices)
    rating = models.PositiveSmallIntegerField(
        _("rating"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1: hardly a challenge, 5: the greatest."),
    )

    class Meta:
        verbose_name = _("challenge rating")
        verbose_name_plural = _("challenge ratings")
        ordering = ["-rating", "heading"]
        constraints = [
            models.UniqueConstraint(fields=["city", "heading"], name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="%(app_label)s_%(class)s_rating_1_to_5"),
        ]

    def __str__(self):
        return self.get_heading_display()


class PartnerWanted(models.Model):
    """A sector in which the city looks for partners."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="partners_wanted", verbose_name=_("city"))
    kind = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    note = models.TextField(_("what for"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("sector looked for")
        verbose_name_plural = _("looking for partners")
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["city", "kind"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return self.get_kind_display()
