"""How somebody gets onto the list: a form, a letter, its button."""

from django.db import transaction
from django.utils import timezone

from portal.mail.models import Letter
from portal.newsletter import emails
from portal.newsletter.models import Subscriber, SubscriptionRequest
from portal.newsletter.models.subscriber import CONFIRM


def ask(request):
    """Ask the owner of the address by letter. Whether it is on the list already makes no difference, to anybody."""
    if not request.is_spam and not Letter.objects.are_enough(CONFIRM, request.email):
        emails.newsletter_confirm(request)


@transaction.atomic
def confirm(request):
    """The owner of the address agreed; what was there before gives way to what was chosen now."""
    subscriber, _is_new = Subscriber.objects.update_or_create(
        email=request.email,
        defaults={
            "language": request.language,
            "text_version": request.text_version,
            "given_at": timezone.now(),
        },
    )
    subscriber.cities.set(request.cities.all())
    subscriber.areas.set(request.areas.all())
    SubscriptionRequest.objects.of_address(request.email).delete()
