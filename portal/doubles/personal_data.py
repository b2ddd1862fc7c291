"""What a person decided about doubles. It stays when the account is closed, without the name."""

from portal.doubles.models import Pair
from portal.records import records


def export(user):
    decided = Pair.objects.filter(by=user)
    return {"decisions": records(decided, "content_type__model", "first_id", "second_id", "verdict", "at", "reason")}
