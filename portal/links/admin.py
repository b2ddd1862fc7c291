from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.links.models import Link
from portal.links.tasks import check_again
from portal.publishing.admin import PatternSearch, RecordAdmin

# What one press of a button may cause.
_MOST_AT_ONCE = 100
# How many of the rows that show an address are named.
_ROWS = 5


class StateFilter(admin.SimpleListFilter):
    """Without a choice the list shows what somebody should mend."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("dead", _("dead")),
            ("moved", _("moved for good")),
            ("doubtful", _("doubtful")),
            ("all", _("all addresses")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("dead and moved")}, *others]

    def queryset(self, request, queryset):
        match self.value():
            case "dead" | "moved" | "doubtful":
                return getattr(queryset, self.value())()
            case "all":
                return queryset
        return queryset.dead() | queryset.moved()


@admin.register(Link)
class LinkAdmin(PatternSearch, RecordAdmin):
    """Addresses on published pages. They are mended where they stand, so the rows that show them are linked."""

    list_display = ["address", "words", "used_by", "new_address", "failing_since", "failures", "checked_at", "good_at"]
    list_display_links = ["words"]
    list_filter = [StateFilter, "answer"]
    list_per_page = 50
    search_fields = ["url"]
    search_help_text = _("A part of the address.")
    actions = ["check_now"]
    fields = [
        "address",
        "words",
        "new_address",
        "used_by",
        ("checked_at", "good_at"),
        ("failing_since", "failures"),
    ]
    readonly_fields = ["address", "words", "new_address", "used_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).oldest_failure_first().prefetch_related("uses__row", "uses__content_type")

    def get_ordering(self, request):
        return []  # the queryset has its own

    def has_check_permission(self, request):
        """Who may have addresses checked; nobody changes them here."""
        return request.user.has_perm("links.change_link")

    @admin.display(description=_("address"), ordering="url")
    def address(self, link):
        return _outside(link.url)

    @admin.display(description=_("answer"), ordering="answer")
    def words(self, link):
        if not link.answer:
            return _("not checked yet")
        return f"{link.get_answer_display()} ({link.status})" if link.status else link.get_answer_display()

    @admin.display(description=_("new address"), ordering="moved_to")
    def new_address(self, link):
        return _outside(link.moved_to) if link.moved_to else "–"

    @admin.display(description=_("used by"))
    def used_by(self, link):
        """The first rows that show it; once these are mended the others come up."""
        rows = [use.row for use in link.uses.all() if use.row is not None]
        lines = [(self._link_to(row),) for row in rows[:_ROWS]]
        if (further := len(rows) - _ROWS) > 0:
            lines.append((ngettext("and %(count)d more", "and %(count)d more", further) % {"count": further},))
        return format_html_join("", "<div>{}</div>", lines) or "–"

    def _link_to(self, row):
        label = f"{row._meta.verbose_name}: {row}"
        try:
            url = reverse(admin_urlname(row._meta, "change"), args=[row.pk])
        except NoReverseMatch:
            return label
        return format_html('<a href="{}">{}</a>', url, label)

    @admin.action(description=_("Check again now"), permissions=["check"])
    def check_now(self, request, queryset):
        pks = list(queryset.values_list("pk", flat=True)[:_MOST_AT_ONCE])
        check_again.enqueue(pks)
        text = ngettext(
            "%(count)d address is being checked. Look again in a few minutes.",
            "%(count)d addresses are being checked. Look again in a few minutes.",
            len(pks),
        )
        self.message_user(request, text % {"count": len(pks)}, messages.SUCCESS)


def _outside(url):
    """A link for staff; what is not of the web, and so no link at all, is only shown."""
    if not url.casefold().startswith(("http://", "https://")):
        return url
    return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', url, url)
