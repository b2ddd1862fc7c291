"""What a person decided and changed. It stays in the log of the rows when the account is closed, without the name."""

from django.apps import apps

from portal.publishing.models import Transition
from portal.publishing.planning import Plan
from portal.publishing.sharing import SecretLink
from portal.records import records


def edits_by(user):
    """When the person saved a version of a row, for all models with a history."""
    for model in apps.get_models():
        if hasattr(model, "history_user") and hasattr(model, "instance_type"):
            for row in records(model.objects.filter(history_user=user).order_by("history_date"), "id", "history_date"):
                yield {"what": model.instance_type._meta.label, "id": row["id"], "at": row["history_date"]}


def export(user):
    decisions = Transition.objects.filter(by=user)
    return {
        "decisions": records(decisions, "content_type__model", "object_id", "source", "target", "at", "note"),
        "edits": list(edits_by(user)),
        "plans": records(Plan.objects.filter(by=user), "content_type__model", "object_id", "target", "at", "made_at"),
        "secret_links": records(
            SecretLink.objects.filter(made_by=user), "content_type__model", "object_id", "made_at", "ends_at"
        ),
    }
