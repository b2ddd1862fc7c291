"""Who reads the newsletter, and what about: all of it goes with the account."""

from portal.newsletter.models import Subscriber, SubscriptionRequest


def export(user):
    return {
        "subscription": [
            _wishes(subscriber) | {"given_at": subscriber.given_at}
            for subscriber in Subscriber.objects.of_address(user.email)
        ],
        "requests": [
            _wishes(request) | {"created_at": request.created_at}
            for request in SubscriptionRequest.objects.of_address(user.email)
        ],
    }


def _wishes(row):
    return {
        "language": row.language,
        "cities": [city.name_uk for city in row.cities.all()],
        "areas": [area.name_uk for area in row.areas.all()],
        "text_version": row.text_version,
    }


def erase(user):
    Subscriber.objects.of_address(user.email).erase()
    SubscriptionRequest.objects.of_address(user.email).delete()


def consents_of(user):
    return Subscriber.objects.of_address(user.email)


def take_back(consent):
    Subscriber.objects.of_address(consent.email).erase()
