import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from cities.models.city import City
from cities.register import hromadas, validate_hromada_code
from portal.consents import ConsentKind, GivenConsent, consent_once
from portal.media.models import Document
from portal.publishing.models import Status, known_choice
from portal.publishing.workflow import APPLICATION_MOVES, Transition, move
from portal.senders import FromOutside, FromOutsideQuerySet

MOST_WORDS = 200

# The title of every decision, and with ``uploaded_by`` what tells it from what staff upload.
DECISION_TITLES = {"title_uk": "Рішення щодо вступу до асоціації", "title_en": "Decision to join the association"}


def unsent_decisions():
    """Decisions of councils that came with a form which was refused and then never sent."""
    return Document.objects.filter(**DECISION_TITLES, uploaded_by__isnull=True, application__isnull=True)


def validate_words(value):
    """Raises ValidationError for a text longer than UNESCO's membership form allows."""
    count = len(value.split())
    if count > MOST_WORDS:
        raise ValidationError(
            ngettext_lazy(
                "There is %(count)d word; at most %(limit)d fit.",
                "There are %(count)d words; at most %(limit)d fit.",
                count,
            ),
            code="too_many_words",
            params={"count": count, "limit": MOST_WORDS},
        )


def working_days_after(day: datetime.date, number: int) -> datetime.date:
    """The day that many days on, Saturdays and Sundays not counted."""
    while number:
        day += datetime.timedelta(days=1)
        number -= day.weekday() < 5
    return day


class MembershipApplicationQuerySet(FromOutsideQuerySet):
    def waiting_for_staff(self):
        return self.filter(status__in=Status.WITH_STAFF, is_spam=False)

    def considered(self):
        """Applications on which staff have yet to decide."""
        return self.filter(status__in=Status.WITH_STAFF)

    def of_hromada(self, katottg):
        return self.filter(katottg=katottg)

    def sent_with(self, key):
        """The one that was made from a form shown once, however often it was sent."""
        return self.filter(creation_key=key)

    def never_confirmed(self):
        """Applications whose address nobody confirmed."""
        return self.filter(status=Status.DRAFT)

    def with_applicant(self):
        """Applications that still say who sent them."""
        return self.exclude(contact_email="")

    def declined_before(self, moment):
        return self.filter(status=Status.DECLINED, updated_at__lt=moment)


class MembershipApplication(FromOutside):
    """A hromada asks to be taken into the association.

    The blocks are those of UNESCO's membership form, with the council's decision that the International Association
    of Educating Cities asks for. A draft until the applicant confirms the address; the receipt number is the key.
    """

    # The association answers within so many working days.
    ANSWERED_WITHIN = 10

    # The states in the words of an application.
    STATES = [
        (Status.DRAFT, pgettext_lazy("application", "Address not confirmed yet")),
        (Status.SUBMITTED, pgettext_lazy("application", "Received")),
        (Status.IN_REVIEW, pgettext_lazy("application", "Being considered")),
        (Status.ACCEPTED, pgettext_lazy("application", "Accepted")),
        (Status.DECLINED, pgettext_lazy("application", "Declined")),
    ]

    status = models.CharField(_("status"), max_length=20, choices=STATES, default=Status.DRAFT, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    # Of the form as it was shown: sent twice, it makes one application.
    creation_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    katottg = models.CharField(_("hromada"), max_length=19, validators=[validate_hromada_code])
    official_site = models.URLField(_("official website"), max_length=300, blank=True)
    head_title = models.CharField(_("office of the head"), max_length=120, blank=True)
    head_name = models.CharField(_("name of the head"), max_length=150, blank=True)
    contact_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    contact_role = models.CharField(pgettext_lazy("job", "position"), max_length=150)
    contact_email = models.EmailField(_("e-mail"))
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    motivation = models.TextField(
        _("motivation"),
        max_length=2000,
        validators=[MinLengthValidator(50), validate_words],
        help_text=_("Why the hromada wants to be a learning city. Up to 200 words."),
    )
    practice = models.TextField(
        _("what is done and planned"),
        max_length=2000,
        blank=True,
        validators=[validate_words],
        help_text=_("How the hromada puts the idea into practice, or means to. Up to 200 words."),
    )
    decision = models.OneToOneField(
        "media.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="application",
        verbose_name=_("decision of the council"),
    )
    pledge = models.BooleanField(
        _("pledge"), help_text=_("The hromada will act by the guiding documents of learning cities.")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    city = models.ForeignKey(
        City, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="applications"
    )

    moves = APPLICATION_MOVES

    objects = MembershipApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership application")
        verbose_name_plural = _("membership applications")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("status", ["draft", "submitted", "in_review", "accepted", "declined"]),
            models.UniqueConstraint(
                fields=["katottg"],
                condition=Q(status__in=Status.WITH_STAFF),
                name="%(app_label)s_%(class)s_one_considered",
            ),
        ]

    def __str__(self):
        return f"№ {self.number}: {self.hromada.name_uk}"

    @property
    def number(self):
        """The receipt number."""
        return self.pk

    @property
    def hromada(self):
        """The hromada as the state register has it."""
        return hromadas()[self.katottg]

    def can_move_to(self, target) -> bool:
        return target in self.moves.get(self.status, ())

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_considered(self) -> bool:
        return self.status in Status.WITH_STAFF

    @property
    def is_accepted(self) -> bool:
        return self.status == Status.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.status == Status.DECLINED

    def log(self):
        """What became of it, the oldest first."""
        return Transition.objects.of(self)

    def answer_due(self) -> datetime.date | None:
        """The day by which the association answers; None before the address is confirmed."""
        received = self.log().filter(target=Status.SUBMITTED).values_list("at", flat=True).first()
        return received and working_days_after(timezone.localdate(received), self.ANSWERED_WITHIN)

    def confirm_address(self):
        """The applicant followed the link in the letter; from now on the application waits for staff.

        Raises AlreadyMoved where another application of the hromada is being considered.
        """
        return move(self, Status.SUBMITTED, by=None)

    def forget_applicant(self):
        """Take out the person who applied; what the hromada wrote stays."""
        self.contact_name = self.contact_role = self.contact_email = self.contact_phone = self.sender = ""
        self.save(update_fields=["contact_name", "contact_role", "contact_email", "contact_phone", "sender"])

    def start_review(self, *, by, note=""):
        return move(self, Status.IN_REVIEW, by=by, note=note)


class ApplicationConsent(GivenConsent):
    """A consent that an applicant gave."""

    application = models.ForeignKey(MembershipApplication, on_delete=models.CASCADE, related_name="consents")

    class Meta(GivenConsent.Meta):
        abstract = False
        constraints = [consent_once("application")]

    @property
    def subject(self):
        return self.application

    @property
    def means(self):
        """What taking it back does, in a sentence."""
        if self.kind == ConsentKind.UNESCO:
            return _(
                "From now on the application is not handed to the National Commission. What was handed over before "
                "stays with it."
            )
        if self.kind == ConsentKind.PERSONAL_DATA and not self.application.is_accepted:
            return _(
                "Your name, position, e-mail and telephone are deleted at once, and your link opens nothing more. The "
                "association can no longer accept the application."
            )
        if self.application.is_accepted:
            return _("Your hromada is a member by this application, so write to us as well: we delete what we may.")
        return _("The association can no longer accept the application. You can also withdraw and erase all of it.")
