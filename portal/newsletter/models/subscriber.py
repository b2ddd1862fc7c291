from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City
from initiatives.models import Area
from portal.consents import TEXT_VERSION
from portal.keys import make_key, read_key
from portal.mail.models import Letter
from portal.senders import FromOutside, FromOutsideQuerySet

# The letters of this room, by the folders of their templates.
CONFIRM, DIGEST = "newsletter_confirm", "newsletter_digest"


class Wishes(models.Model):
    """What somebody wants to read about."""

    cities = models.ManyToManyField(City, related_name="+", blank=True, verbose_name=_("cities"))
    areas = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name=_("areas"))
    text_version = models.CharField(_("version of the text"), max_length=20, default=TEXT_VERSION)

    class Meta:
        abstract = True


class SubscriptionRequestQuerySet(FromOutsideQuerySet):
    def with_key(self, key):
        """The request that the key confirms, as a query set. Raises Http404 for a forged key."""
        return self.filter(pk__in=read_key(SubscriptionRequest.CONFIRMS, key))

    def of_address(self, email):
        return self.filter(email=email.strip().lower())


class SubscriptionRequest(Wishes, FromOutside):
    """That somebody gave an address for the newsletter, whose owner has not answered yet.

    An address that has the newsletter already is treated alike, so that nobody learns who reads it; confirming then
    changes what its owner wants to read.
    """

    CONFIRMS = "portal.newsletter.confirm"

    email = models.EmailField(_("e-mail"), db_index=True)

    objects = SubscriptionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for the newsletter")
        verbose_name_plural = _("requests for the newsletter")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.email

    @property
    def key(self) -> str:
        return make_key(self.CONFIRMS, self.pk)


class SubscriberQuerySet(models.QuerySet):
    def with_key(self, key):
        """The subscriber whose letter bore the key, as a query set. Raises Http404 for a forged key."""
        return self.filter(pk__in=read_key(Subscriber.MANAGES, key))

    def of_address(self, email):
        return self.filter(email=email.strip().lower())

    def with_wishes(self):
        return self.prefetch_related("cities", "areas")

    def not_reached_by(self, digest):
        """Those about whom the sending has not decided yet, in the order in which it does."""
        return self.exclude(pk__in=digest.deliveries.values("subscriber")).order_by("pk")

    @transaction.atomic
    def erase(self):
        """Forget these people at once: what they wanted, and each letter of this room that bears their address.

        Nothing is kept, not even that they once agreed: who sends nothing any more need not prove a consent (law
        2297-VI, art. 15: data go when their purpose is reached), and a list of those who left would be one more list.
        """
        emails = list(self.select_for_update().values_list("email", flat=True))
        # The rows first: a sending that has one in its hands is waited for, and its letter is among those below.
        Subscriber.objects.filter(email__in=emails).delete()
        SubscriptionRequest.objects.filter(email__in=emails).delete()
        Letter.objects.filter(kind__in=(CONFIRM, DIGEST), to__in=emails).delete()


class Subscriber(Wishes):
    """Somebody who reads the newsletter: an address whose owner agreed, and what it should be about.

    The row is the consent as well: it stands as long as the row does.
    """

    MANAGES = "portal.newsletter.manage"

    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]

    def __str__(self):
        return self.email

    @property
    def key(self) -> str:
        """Changes and ends the subscription. That of a row that was never saved opens nothing."""
        return make_key(self.MANAGES, self.pk)

    # What the page of one's consents asks

    stands = True
    subject = _("Newsletter")
    means = _("You get the newsletter no longer, and your address is erased from its list at once.")

    def get_kind_display(self):
        return _("a letter each month to your address")
