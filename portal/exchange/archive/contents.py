"""What an archive holds, in this order, and what it leaves out and why."""

from functools import partial

import simple_history
from django.apps import apps
from django.contrib.auth.hashers import make_password

from portal.publishing.fields import FoldedField, SortKeyField
from portal.publishing.parity import translated_fields

FORMAT = "learning-cities-portal"
VERSION = 1

# Each comes with the versions that its history keeps.
ARCHIVED = (
    "auth.Group",
    "accounts.User",
    "media.Photo",
    "media.Document",
    "cities.Network",
    "cities.City",
    "cities.FormerName",
    "cities.CityPhoto",
    "cities.CityFocus",
    "cities.PartnerWanted",
    "cities.NetworkMembership",
    "cities.Award",
    "cities.Indicator",
    "cities.WarStatus",
    "cities.Partner",
    "cities.Representative",
    "cities.Invitation",
    "cities.MembershipApplication",
    "cities.ApplicationConsent",
    "cities.CityQuestion",
    "cities.BlockedAsker",
    "initiatives.Area",
    "initiatives.AssociationTask",
    "initiatives.Sdg",
    "initiatives.TargetGroup",
    "initiatives.Theme",
    "initiatives.AnswerTemplate",
    "initiatives.Initiative",
    "initiatives.InitiativePartner",
    "initiatives.Resource",
    "initiatives.Result",
    "initiatives.TransferNeed",
    "initiatives.Exchange",
    "initiatives.InitiativePhoto",
    "initiatives.InitiativeDocument",
    "initiatives.InitiativeLink",
    "initiatives.Contact",
    "initiatives.Consent",
    "initiatives.GuestProposal",
    "initiatives.SavedStep",
    "initiatives.FieldComment",
    "initiatives.ReviewedText",
    "news.Article",
    "news.Event",
    "pages.Page",
    "pages.Message",
    "publishing.Transition",
    "publishing.OldSlug",
    "publishing.Plan",
    "newsletter.Subscriber",
    "newsletter.Digest",
    "newsletter.DigestItem",
    "newsletter.Delivery",
    "doubles.Pair",
    "opendata.Release",
    "search.MissedSearch",
    "visits.VisitSum",
    "starter.LoadedRow",
)

LEFT_OUT = {
    "account.EmailAddress": "the address of an account stands in accounts.User alone",
    "account.EmailConfirmation": "a secret",
    "admin.LogEntry": "the history and the review log say the same of every row",
    "auth.Permission": "made by migrate; groups and accounts name theirs",
    "backup.Backup": "of files that lie where this portal keeps its backups",
    "contenttypes.ContentType": "made by migrate; rows name theirs",
    "django_tasks_database.DBTaskResult": "work that waits for this machine",
    "links.Link": "asked anew",
    "links.Use": "gathered anew",
    "initiatives.Writer": "who has a draft open this minute",
    "mail.Letter": "letters on their way, some with secrets",
    "mfa.Authenticator": "a secret",
    "newsletter.SubscriptionRequest": "an address that nobody has confirmed",
    "publishing.Generation": "begun anew",
    "publishing.SecretLink": "a secret",
    "search.Entry": "made anew from the rows",
    "search.Trigram": "made anew from the rows",
    "search.Word": "made anew from the rows",
    "sessions.Session": "a secret",
}

# Columns that stay behind, and what stands in their place: people sign in by a code from a letter.
FILLED_ANEW = {"accounts.User": {"password": partial(make_password, None), "session_edition": int}}


def archived_models() -> list:
    """The models whose rows an archive holds, each followed by its history."""
    found = []
    for label in ARCHIVED:
        model = apps.get_model(label)
        found.append(model)
        if hasattr(model._meta, "simple_history_manager_attribute"):
            history = simple_history.utils.get_history_model_for_model(model)
            found += [history, *_lists_of(history)]
    return found


def _lists_of(history):
    """The models with what the lists of each version held."""
    return [
        model
        for model in apps.get_models()
        if any(field.many_to_one and field.related_model is history for field in model._meta.concrete_fields)
    ]


def derived_fields(model) -> list:
    """Columns that are worked out from others of the row."""
    return [field for field in model._meta.concrete_fields if isinstance(field, FoldedField | SortKeyField)]


def archived_fields(model) -> list:
    """The columns that an archive holds: not what is derived, nor the bare columns beside both languages."""
    left_out = {*translated_fields(model), *FILLED_ANEW.get(model._meta.label, ())}
    derived = derived_fields(model)
    return [field for field in model._meta.concrete_fields if field.name not in left_out and field not in derived]


def archived_lists(model) -> list:
    """Fields that join the row with others without a row of their own between them."""
    return [field for field in model._meta.local_many_to_many if field.remote_field.through._meta.auto_created]
