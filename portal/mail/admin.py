from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.mail.models import Letter
from portal.publishing.admin import PatternSearch, SturdyAdmin


class OutcomeFilter(admin.SimpleListFilter):
    """Letters that wait, and those that no mail server took."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting")), ("given_up", _("given up")), ("sent", _("sent"))]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting()
            case "given_up":
                return queryset.given_up()
            case "sent":
                return queryset.filter(sent_at__isnull=False)
        return queryset


@admin.register(Letter)
class LetterAdmin(PatternSearch, SturdyAdmin):
    """What the portal wrote to whom and whether it arrived; nothing here is written by hand."""

    list_display = ["created_at", "subject", "to", "kind", "sent_at", "tries", "given_up_at"]
    list_display_links = ["created_at", "subject"]
    list_filter = [OutcomeFilter, "kind", "language"]
    search_fields = ["to", "subject"]
    search_help_text = _("Address or words of the subject.")
    ordering = ["-created_at", "-pk"]
    actions = ["try_again"]
    fields = readonly_fields = [
        "subject",
        "to",
        "language",
        "kind",
        "text",
        "reply_to",
        "created_at",
        "sent_at",
        "tries",
        "last_error",
        "next_try_at",
        "given_up_at",
    ]

    def has_add_permission(self, request):
        return False

    def get_fields(self, request, obj=None):
        """Without the text of a letter that holds a key: who reads it here could use it before its owner does."""
        return [name for name in self.fields if name != "text" or not (obj and obj.is_secret)]

    @admin.action(description=_("Try again now"), permissions=["change"])
    def try_again(self, request, queryset):
        count = queryset.filter(sent_at__isnull=True).update(given_up_at=None, tries=0, next_try_at=timezone.now())
        text = ngettext("%(count)d letter will be tried again.", "%(count)d letters will be tried again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
