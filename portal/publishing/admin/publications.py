"""The admin of everything that has a public page."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.publishing.admin.decisions import PUBLISH, WITHDRAW, EnglishFitsMixin, MovesMixin
from portal.publishing.admin.editing import ContentAdmin
from portal.publishing.admin.forms import PublicationForm
from portal.publishing.admin.lists import FoldedSearch
from portal.publishing.admin.plans import PlansMixin
from portal.publishing.admin.previews import PreviewMixin
from portal.publishing.models import Status
from portal.publishing.workflow import InvalidTransition

SOURCE_FIELDSET = (_("Source"), {"fields": [("source_title", "source_url"), "checked_on"]})
STATE_FIELDSET = (
    _("State"),
    {"fields": [("status", "published_at"), ("created_at", "updated_at")], "classes": ["collapse"]},
)
ORIGIN_FIELDSET = (_("Origin"), {"fields": ["origin", ("confirmed_at", "confirmed_by")]})


class PublicationAdmin(FoldedSearch, PreviewMixin, PlansMixin, MovesMixin, EnglishFitsMixin, ContentAdmin):
    """A publication: its status is only shown, and changes by buttons and bulk actions that call the verbs."""

    form = PublicationForm
    readonly_fields = ["status", "published_at", "created_at", "updated_at"]
    actions = ["publish_selected", "withdraw_selected"]
    verbs = [PUBLISH, WITHDRAW]
    is_reviewed = False

    def get_ordering(self, request):
        if self.ordering:
            return self.ordering
        columns = {field.name for field in self.opts.concrete_fields}
        return [f"sort_{get_language()}", "pk"] if "sort_uk" in columns else ["-updated_at", "pk"]

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_published else None

    def has_delete_permission(self, request, obj=None):
        """What readers have seen is withdrawn: its address answers "gone", the log says why, and it can come back."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.published_at)

    def get_list_display(self, request):
        hide = ["hide_at_once"] if self.has_change_permission(request) else []
        return [*super().get_list_display(request), *hide]

    @admin.display(description=_("hide"))
    def hide_at_once(self, publication):
        """A button that withdraws; without a form of its own, since the list is in one."""
        if not publication.is_published:
            return ""
        words = gettext("Hide at once")
        return format_html(
            '<button type="submit" class="quiet-button" formaction="{}" aria-label="{}: {}">{}</button>',
            self._url("move", publication.pk, Status.WITHDRAWN),
            words,
            publication,
            words,
        )

    def save_model(self, request, obj, form, change):
        """Saves the row; another address for a page that readers know goes through ``rename``."""
        known = type(obj).objects.filter(pk=obj.pk, published_at__isnull=False).values_list("slug", flat=True).first()
        if change and known and obj.slug and obj.slug != known:
            obj.skip_history_when_saving = True  # the save below writes the version
            try:
                obj.rename(obj.slug)
            finally:
                del obj.skip_history_when_saving
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_selected(self, request, queryset):
        done = self._move_each(request, queryset, self._verb_to(Status.PUBLISHED))
        text = ngettext("%(count)d row was published.", "%(count)d rows were published.", done)
        self._report(request, text, done)

    @admin.action(description=_("Withdraw from readers"), permissions=["change"])
    def withdraw_selected(self, request, queryset):
        done = self._move_each(request, queryset, self._verb_to(Status.WITHDRAWN))
        text = ngettext("%(count)d row was withdrawn.", "%(count)d rows were withdrawn.", done)
        self._report(request, text, done)

    def _move_each(self, request, queryset, verb) -> int:
        """Carry out the verb on each row and give how many succeeded; each refusal becomes a message."""
        done = 0
        for publication in queryset:
            try:
                verb.carry_out(publication, by=request.user, note="")
            except InvalidTransition as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                done += 1
        return done

    def _report(self, request, text, done):
        if done:
            self.message_user(request, text % {"count": done}, messages.SUCCESS)
