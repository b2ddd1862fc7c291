from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cities.models.city import City
from portal.keys import make_key, read_key
from portal.senders import FromOutside, FromOutsideQuerySet


def asker_of(email: str) -> str:
    """Who asks: 64 hexadecimal digits of the address, useless to those without the site's key."""
    return salted_hmac("cities.asker", email.strip().lower(), algorithm="sha256").hexdigest()


class CityQuestionQuerySet(FromOutsideQuerySet):
    def confirmed(self):
        """Questions of which the asker's address is proven."""
        return self.filter(confirmed_at__isnull=False)

    def never_confirmed(self):
        return self.filter(confirmed_at__isnull=True)

    def relayed(self):
        """What cities were asked and should read."""
        return self.confirmed().filter(is_spam=False)

    def unanswered(self):
        return self.relayed().filter(answered_at__isnull=True)

    def answered_before(self, moment):
        return self.filter(answered_at__lt=moment)

    def for_city(self, city):
        """What the city should read: what wants an answer, then the others, each from the newest on."""
        return self.relayed().filter(city=city).order_by(F("answered_at").desc(nulls_first=True), "-created_at", "-pk")

    def holds(self, question) -> bool:
        """Whether the same words came from the same address and still wait to be confirmed: a form sent twice."""
        return (
            self.never_confirmed()
            .filter(city=question.city, email__iexact=question.email, text=question.text, is_spam=question.is_spam)
            .exists()
        )

    def with_confirmation_key(self, key):
        """The question whose address the key confirms, as a query set. Raises Http404 for a forged key."""
        return self.filter(pk__in=read_key(CityQuestion.CONFIRMS, key))

    def with_answer_key(self, key):
        """The question that the key lets an office answer, as a query set. Raises Http404 for a forged key."""
        return self.filter(pk__in=read_key(CityQuestion.ANSWERS, key))


class CityQuestion(FromOutside):
    """A question from a public page to a city. The city reads it and answers through the portal.

    Neither side sees the other's address. It goes on to the city once the asker has confirmed an address.
    """

    # The salts of the keys in letters.
    CONFIRMS = "cities.question.confirm"
    ANSWERS = "cities.question.answer"

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="questions", verbose_name=_("city"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    text = models.TextField(_("question"), max_length=3000)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True, editable=False)
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
        help_text=_("Empty where the office answered by the key in its letter."),
    )

    objects = CityQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a city")
        verbose_name_plural = _("questions to cities")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.city}: {self.name}"

    @property
    def confirmation_key(self) -> str:
        return make_key(self.CONFIRMS, self.pk)

    @property
    def answer_key(self) -> str:
        return make_key(self.ANSWERS, self.pk)

    def confirm_address(self) -> bool:
        """Record that the asker's address is proven; gives whether it was not so before."""
        return self._change_once(self._rows().filter(confirmed_at=None), confirmed_at=timezone.now())

    def give_answer(self, text, *, by) -> bool:
        """Keep the answer; gives False, and changes nothing, where there is one already."""
        unanswered = self._rows().filter(answered_at=None, is_spam=False)
        return self._change_once(unanswered, answer=text, answered_at=timezone.now(), answered_by=by)

    def mark_as_spam(self) -> bool:
        """Take it from the city's list; gives whether it stood there."""
        return self._change_once(self._rows().filter(is_spam=False), is_spam=True)

    def _rows(self):
        return CityQuestion.objects.filter(pk=self.pk)

    def _change_once(self, rows, **changes):
        """Write the changes where the row is still as expected, so that of two who come together one does it."""
        done = bool(rows.update(**changes))
        self.refresh_from_db(fields=list(changes))
        return done


class BlockedAskerQuerySet(models.QuerySet):
    def holds(self, email) -> bool:
        return self.filter(asker=asker_of(email)).exists()


class BlockedAsker(models.Model):
    """Somebody whose questions no longer reach cities, since one of them reported spam.

    Deleting the row lets the next questions through.
    """

    asker = models.CharField(max_length=64, unique=True)
    question = models.ForeignKey(
        CityQuestion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported question"),
    )
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )

    objects = BlockedAskerQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked sender")
        verbose_name_plural = _("blocked senders")

    def __str__(self):
        return f"{self.asker[:8]}…"
