"""What strangers send through public forms: who sent it, without knowing them, and when it is too much."""

import datetime
import ipaddress

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


def sender_of(address: str, on: datetime.date) -> str:
    """Who sends from a network address on a day: 32 hexadecimal digits, useless to those without the site's key."""
    return salted_hmac("portal.pages.sender", f"{on.isoformat()} {address}", algorithm="sha256").hexdigest()[:32]


def network_of(address: str) -> str:
    """What of a network address tells senders apart: IPv4 whole, of IPv6 the first 64 bits.

    One house gets at least a /64 (RFC 6177, RFC 7421), so the rest changes as its owner likes. What is no address, as
    on a local socket, stays as it is.
    """
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return address
    if number.version == 6:
        number = number.ipv4_mapped or ipaddress.ip_network((number, 64), strict=False)
    return str(number)


def sender_of_request(request) -> str:
    """Who sends this request today."""
    return sender_of(network_of(request.META.get("REMOTE_ADDR", "")), timezone.localdate())


class FromOutsideQuerySet(models.QuerySet):
    def sent_too_much(self, sender, now=None) -> bool:
        """Whether a sender has used up what an hour allows."""
        hour_ago = (now or timezone.now()) - datetime.timedelta(hours=1)
        return self.filter(sender=sender, created_at__gt=hour_ago).count() >= self.model.MOST_PER_HOUR

    def spam(self):
        return self.filter(is_spam=True)

    def received_before(self, moment):
        return self.filter(created_at__lt=moment)


class FromOutside(models.Model):
    """Something that anybody may send; ``sender`` is enough to stop a flood, not to find a person."""

    # From one network address; a school or a library may share one.
    MOST_PER_HOUR = 5

    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    sender = models.CharField(max_length=32, editable=False, db_index=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    is_spam = models.BooleanField(_("spam"), default=False)

    objects = FromOutsideQuerySet.as_manager()

    class Meta:
        abstract = True
