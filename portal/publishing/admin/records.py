"""The records of this room: to be looked at, never to be rewritten."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.publishing.admin.sturdy import SturdyAdmin
from portal.publishing.models import OldSlug, Transition


class ReadOnlyAdmin(SturdyAdmin):
    """What the portal or people outside wrote: read and deleted, never added or rewritten here."""

    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class RecordAdmin(ReadOnlyAdmin):
    """Shown to those with the permission to view; nobody adds, changes or deletes."""

    def has_delete_permission(self, request, obj=None):
        return False


class RecordOfPublicationAdmin(RecordAdmin):
    """Records that belong to a publication of any kind."""

    list_select_related = ["content_type"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("publication")

    @admin.display(description=_("publication"))
    def publication_title(self, record):
        return str(record.publication or f"№ {record.object_id}")

    @admin.display(description=_("kind"), ordering="content_type")
    def kind(self, record):
        model = record.content_type.model_class()
        return capfirst(model._meta.verbose_name) if model else record.content_type.model


@admin.register(Transition)
class TransitionAdmin(RecordOfPublicationAdmin):
    list_display = ["at", "kind", "publication_title", "source", "target", "by", "note"]
    list_filter = ["target", "at"]
    list_select_related = ["content_type", "by"]
    ordering = ["-pk"]
    fields = ["at", "kind", "publication_title", "source", "target", "by", "note"]


@admin.register(LogEntry)
class LogEntryAdmin(RecordAdmin):
    """What was done in the admin. Whoever stands in it can be deactivated there, not deleted."""

    list_display = ["action_time", "user", "content_type", "object_repr", "message"]
    list_filter = ["action_time"]
    list_select_related = ["user", "content_type"]
    ordering = ["-pk"]
    fields = list_display

    @admin.display(description=_("what"))
    def message(self, entry):
        return str(entry)


@admin.register(OldSlug)
class OldSlugAdmin(RecordOfPublicationAdmin):
    list_display = ["slug", "kind", "publication_title"]
    ordering = ["slug", "pk"]
    fields = ["slug", "kind", "publication_title"]
