"""The repeated parts of the initiative form."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models import Partner
from initiatives.models.initiative import Initiative
from portal.consents import ConsentKind, GivenConsent, consent_once
from portal.media.models import Document
from portal.publishing.models import Sourced, Status


class InitiativePartner(models.Model):
    """Field 6: a partner and what it does."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="partner_roles")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="initiative_roles", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners and their role")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "partner"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return str(self.partner)


class Resource(models.Model):
    """Field 15: money, people or premises, and where they came from."""

    class Kind(models.TextChoices):
        """What is counted."""

        MONEY = "money", _("money")
        PEOPLE = "people", _("people")
        PREMISES = "premises", _("premises")

    class Currency(models.TextChoices):
        """In which money is counted."""

        UAH = "UAH", _("hryvnias")
        EUR = "EUR", _("euros")

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, blank=True)
    source = models.CharField(_("who gave it"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="%(app_label)s_%(class)s_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(kind="money", amount__isnull=False) & ~Q(currency="")
                | Q(amount__isnull=True)
                | ~Q(kind="money"),
                name="%(app_label)s_%(class)s_money_has_currency",
                violation_error_message=_("Choose the currency."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class ResultQuerySet(models.QuerySet):
    def of_published(self):
        """What readers may know, initiative by initiative."""
        return self.filter(initiative__status=Status.PUBLISHED).order_by("initiative_id", "-kind", "pk")


class Result(models.Model):
    """Field 16: a measured result, with its year and how it was counted."""

    class Kind(models.TextChoices):
        """What is measured."""

        PARTICIPANTS = "participants", _("participants")
        OTHER = "other", _("other result")

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    value = models.PositiveIntegerField(pgettext_lazy("amount", "number"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1991), MaxValueValidator(2100)]
    )
    description = models.CharField(_("what was reached"), max_length=300, blank=True)
    method = models.CharField(_("how it was counted"), max_length=300, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-kind", "pk"]

    def __str__(self):
        return self.description or self.get_kind_display()


class TransferNeed(models.Model):
    """Field 20: something that another city needs to repeat the initiative."""

    class Kind(models.TextChoices):
        """The checklist."""

        PREMISES = "premises", _("premises")
        TRAINERS = "trainers", _("trained people")
        COORDINATOR = "coordinator", _("a coordinator")
        BUDGET = "budget", _("money in the city budget")
        DECISION = "decision", _("a decision of the council")
        EQUIPMENT = "equipment", _("equipment")
        MATERIALS = "materials", _("teaching materials")
        PARTNERS = "partners", _("partners in other sectors")
        VOLUNTEERS = "volunteers", _("volunteers")

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="transfer_needs")
    kind = models.CharField(_("what is needed"), max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = _("condition of transfer")
        verbose_name_plural = _("conditions of transfer")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "kind"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return self.get_kind_display()


class Exchange(models.Model):
    """Field 21: something that the initiative offers other cities or seeks from them."""

    class Direction(models.TextChoices):
        """Who gives."""

        OFFER = "offer", _("we offer")
        SEEK = "seek", _("we seek")

    class Kind(models.TextChoices):
        """What is given."""

        ADVICE = "advice", _("advice")
        STUDY_VISIT = "study_visit", _("study visit")
        MATERIALS = "materials", _("materials")
        PROJECT_PARTNER = "project_partner", _("partner for a project")

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="exchanges")
    direction = models.CharField(_("offer or seek"), max_length=10, choices=Direction.choices)
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = _("offer or request")
        verbose_name_plural = _("offers and requests")
        ordering = ["direction", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "direction", "kind"], name="%(app_label)s_%(class)s_once")
        ]

    def __str__(self):
        return f"{self.get_direction_display()}: {self.get_kind_display()}"


class InitiativePhoto(models.Model):
    """Field 24: a photo, in the author's order."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="initiative_photos")
    photo = models.ForeignKey("media.Photo", on_delete=models.CASCADE, related_name="+", verbose_name=_("photo"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "photo"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return str(self.photo)


class InitiativeDocument(models.Model):
    """Field 24: a document, in the author's order."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="initiative_documents")
    document = models.ForeignKey(
        "media.Document", on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "document"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return str(self.document)

    def open_document(self):
        """Let anybody fetch the document while a published initiative shows it, and nobody but staff otherwise."""
        shown = InitiativeDocument.objects.filter(document=self.document_id, initiative__status=Status.PUBLISHED)
        Document.objects.filter(pk=self.document_id).update(is_public=shown.exists())


@receiver(post_delete, sender=InitiativeDocument)  # a signal, because neither cascades nor query sets call delete()
def close_document(instance, **_signal):
    instance.open_document()


class InitiativeLink(Sourced):
    """Field 25: a link or source, with the day it was last seen."""

    max_age = datetime.timedelta(days=2 * 365)

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="links")

    class Meta:
        verbose_name = _("link or source")
        verbose_name_plural = _("links and sources")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source_url=""), name="%(app_label)s_%(class)s_has_address"),
            models.UniqueConstraint(fields=["initiative", "source_url"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return self.source_title or self.source_url


class Contact(models.Model):
    """Field 26: whom to ask. Personal data: kept apart from the text, without history, so that it can be erased."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    role = models.CharField(pgettext_lazy("job", "position"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True, help_text=_("Never shown to readers."))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_public = models.BooleanField(
        _("show name and e-mail to readers"), default=False, help_text=_("Tick only where the person agreed.")
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.name


class Consent(GivenConsent):
    """Field 27: a consent that was given for an initiative."""

    Kind = ConsentKind

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="consents")

    MEANS = {
        Kind.PERSONAL_DATA: _(
            "The name, e-mail and telephone of the contact person are deleted at once. The initiative cannot be handed "
            "in or published until somebody gives this consent again."
        ),
        Kind.PUBLICATION: _(
            "A published page is taken from readers at once. Copies that others made under CC BY 4.0 stay lawful. The "
            "initiative cannot be handed in or published until somebody gives this consent again."
        ),
        Kind.FOR_THE_CITY: _(
            "A published page is taken from readers at once. The initiative cannot be handed in or published until "
            "somebody gives this consent again."
        ),
        Kind.UNESCO: _(
            "From now on the association does not use the material for UNESCO. What was sent before stays with those "
            "who received it."
        ),
    }

    class Meta(GivenConsent.Meta):
        abstract = False
        constraints = [consent_once("initiative")]

    @property
    def subject(self):
        return self.initiative

    @property
    def means(self):
        """What taking it back does, in a sentence."""
        return self.MEANS[self.kind]
