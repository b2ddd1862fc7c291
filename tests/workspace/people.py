"""Who walks into the workspace in tests."""

from django.utils import timezone

from tests.factories import make_representative


def make_coordinator(city, **overrides):
    """Somebody who may speak for the city."""
    return make_representative(city=city, **{"confirmed_at": timezone.now()} | overrides).user
