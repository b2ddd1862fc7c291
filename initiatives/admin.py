from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from initiatives import decisions, versions
from initiatives.exchange import AreaTable, InitiativeTable, SdgTable, TargetGroupTable, TaskTable, ThemeTable
from initiatives.models import (
    AnswerTemplate,
    Area,
    AssociationTask,
    Consent,
    Contact,
    Exchange,
    GuestProposal,
    Initiative,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    Sdg,
    TargetGroup,
    Theme,
    TransferNeed,
)
from portal.doubles.admin import DoublesMixin
from portal.exchange.admin import ExchangeMixin
from portal.publishing.admin import (
    ORIGIN_FIELDSET,
    STATE_FIELDSET,
    WITHDRAW,
    AttentionFilter,
    BilingualForm,
    BilingualInline,
    BilingualStackedInline,
    ConfirmMixin,
    ContentAdmin,
    PlainInline,
    PublicationAdmin,
    SturdyAdmin,
    Verb,
    languages,
)
from portal.publishing.models import Status

# Reference lists


class ReferenceAdmin(ExchangeMixin, ContentAdmin):
    """An entry of a reference list; its address stays, since initiatives and links refer to it."""

    list_display = ["number", "name_uk", "name_en", "edition", "retired_on", languages]
    list_display_links = ["number", "name_uk"]
    list_filter = ["edition", AttentionFilter, ("retired_on", admin.EmptyFieldListFilter)]
    ordering = ["edition", "number"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_uk", "name_en"),
                    ("description_uk", "description_en"),
                    ("number", "edition"),
                    ("slug", "retired_on"),
                ]
            },
        )
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]


@admin.register(AssociationTask)
class TaskAdmin(ReferenceAdmin):
    table = TaskTable


@admin.register(Sdg)
class SdgAdmin(ReferenceAdmin):
    table = SdgTable


@admin.register(TargetGroup)
class TargetGroupAdmin(ReferenceAdmin):
    table = TargetGroupTable


@admin.register(Theme)
class ThemeAdmin(ReferenceAdmin):
    table = ThemeTable


@admin.register(Area)
class AreaAdmin(ReferenceAdmin):
    table = AreaTable
    list_filter = [*ReferenceAdmin.list_filter, "group"]
    fieldsets = [*ReferenceAdmin.fieldsets, (_("Goal"), {"fields": ["group", ("goal_uk", "goal_en")]})]


# The repeated parts of an initiative


class PartnerRoleInline(BilingualInline):
    model = InitiativePartner
    fields = ["partner", "role_uk", "role_en"]
    autocomplete_fields = ["partner"]


class ResourceInline(BilingualStackedInline):
    model = Resource
    fieldsets = [
        (None, {"fields": [("kind", "amount", "currency"), ("source_uk", "source_en"), ("note_uk", "note_en")]})
    ]


class ResultInline(BilingualStackedInline):
    model = Result
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "value", "year"),
                    ("description_uk", "description_en"),
                    ("method_uk", "method_en"),
                ]
            },
        )
    ]


class TransferNeedInline(PlainInline):
    model = TransferNeed


class ExchangeInline(PlainInline):
    model = Exchange


class PhotoInline(PlainInline):
    model = InitiativePhoto
    autocomplete_fields = ["photo"]


class DocumentInline(PlainInline):
    model = InitiativeDocument
    autocomplete_fields = ["document"]


class LinkInline(PlainInline):
    model = InitiativeLink
    fields = ["source_title", "source_url", "checked_on"]


class ContactInline(admin.StackedInline):
    model = Contact
    fields = [("name", "role"), "organisation", ("email", "phone"), ("language", "is_public")]


class KeptInline(admin.TabularInline):
    """What stays as it was given."""

    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ConsentInline(KeptInline):
    model = Consent
    fields = readonly_fields = ["kind", "text_version", "given_at", "given_by", "withdrawn_at", "withdrawal_version"]


class GuestInline(KeptInline):
    model = GuestProposal
    fields = readonly_fields = ["name", "email", "language", "created_at", "confirmed_at", "is_spam"]


# Initiatives


class ProposalFilter(admin.SimpleListFilter):
    """Initiatives themselves, or changes that cities propose to them."""

    title = _("kind")
    parameter_name = "proposal"

    def lookups(self, request, model_admin):
        return [("no", _("initiatives")), ("yes", _("proposed changes"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(replaces__isnull=self.value() == "no")
        return queryset


@admin.register(Initiative)
class InitiativeAdmin(DoublesMixin, ExchangeMixin, ConfirmMixin, PublicationAdmin):
    table = InitiativeTable
    is_reviewed = True
    verbs = [
        Verb(Status.IN_REVIEW, _("Begin the review"), decisions.take),
        Verb(Status.PUBLISHED, _("Publish"), decisions.publish),
        Verb(Status.ACCEPTED, _("Accept into the published version"), decisions.accept, note="optional"),
        Verb(Status.CHANGES_ASKED, _("Ask for changes"), decisions.ask_for_changes, note="required"),
        Verb(Status.DECLINED, _("Decline"), decisions.decline, note="required", is_grave=True),
        Verb(Status.SUBMITTED, _("Submit for review"), decisions.hand_in),
        Verb(Status.DRAFT, _("Make a draft again"), "take_back"),
        WITHDRAW,
    ]

    list_display = ["title", "title_en", "city", "status", "is_proposal", "stage", "origin", languages, "updated_at"]
    list_filter = ["status", AttentionFilter, ProposalFilter, "stage", "origin", "areas"]
    list_select_related = ["city"]
    ordering = ["-updated_at", "-pk"]
    actions = ["publish_selected", "withdraw_selected", "confirm_selected", "merge_selected"]
    search_help_text = _("Words of the title, in either language, or the number.")
    autocomplete_fields = ["city", "partner_cities", "organisation"]
    checkboxes = ["areas", "themes", "sdgs", "tasks", "target_groups"]
    readonly_fields = [
        *PublicationAdmin.readonly_fields,
        "confirmed_at",
        "confirmed_by",
        "number",
        "author",
        "published_version",
        "open_proposals",
        "changes",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("title_uk", "title_en"),
                    "slug",
                    ("city", "partner_cities"),
                    ("summary_uk", "summary_en"),
                    ("stage", "start", "end"),
                    "organisation",
                ]
            },
        ),
        (
            _("Field of learning"),
            {
                "fields": [
                    "areas",
                    "themes",
                    "sdgs",
                    "tasks",
                    "target_groups",
                    ("education_kind", "delivery", "learning_language"),
                ]
            },
        ),
        (
            _("The story"),
            {
                "fields": [
                    ("problem_uk", "problem_en"),
                    ("objectives_uk", "objectives_en"),
                    ("activities_uk", "activities_en"),
                    ("evaluation_uk", "evaluation_en"),
                    ("innovation_uk", "innovation_en"),
                    ("lessons_uk", "lessons_en"),
                ]
            },
        ),
        (
            _("How to repeat it"),
            {
                "fields": [
                    ("transfer_uk", "transfer_en"),
                    ("works_without_power", "works_without_internet", "works_in_shelter"),
                    ("resilience_note_uk", "resilience_note_en"),
                    "accessibility",
                    ("accessibility_note_uk", "accessibility_note_en"),
                ]
            },
        ),
        (
            _("Where"),
            {"fields": ["location_precision", ("place_uk", "place_en"), ("latitude", "longitude")]},
        ),
        ORIGIN_FIELDSET,
        (STATE_FIELDSET[0], STATE_FIELDSET[1] | {"fields": [("number", "author"), *STATE_FIELDSET[1]["fields"]]}),
    ]
    inlines = [
        ResultInline,
        PartnerRoleInline,
        ResourceInline,
        TransferNeedInline,
        ExchangeInline,
        PhotoInline,
        DocumentInline,
        LinkInline,
        ContactInline,
        ConsentInline,
        GuestInline,
    ]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        versions = ["published_version", "changes"] if obj.replaces_id else ["open_proposals"]
        return [(_("Versions"), {"fields": versions}), *fieldsets]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        # The origin decides which moves there are, so it stands still while a review goes on.
        if obj and (obj.replaces_id or obj.status not in (Status.DRAFT, *Status.ONCE_PUBLIC)):
            return [*fields, "origin"]
        return fields

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        number = search_term.strip().removeprefix("№").removeprefix("#").strip()
        if number.isdecimal() and len(number) < 20:  # Python refuses to read numbers of thousands of digits
            found = queryset.filter(Q(pk=int(number)) | Q(pk__in=found.order_by().values("pk")))
        if request.resolver_match.url_name == "autocomplete":
            found = found.filter(replaces__isnull=True)  # a proposal is no initiative that others could refer to
        return found, may_repeat

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("title"), ordering="sort_uk")
    def title(self, initiative):
        return initiative.title_uk

    @admin.display(description=_("proposed change"), boolean=True)
    def is_proposal(self, initiative):
        return initiative.replaces_id is not None

    @admin.display(description=_("number"))
    def number(self, initiative):
        return initiative.pk

    @admin.display(description=_("proposed change to"))
    def published_version(self, proposal):
        return self._link(proposal.replaces)

    @admin.display(description=_("proposed changes that wait"))
    def open_proposals(self, initiative):
        waiting = initiative.proposals.exclude(status__in=(Status.ACCEPTED, Status.DECLINED))
        links = [format_html("{} – {}", self._link(row), row.get_status_display()) for row in waiting]
        return links[0] if links else gettext("none")

    @admin.display(description=_("what it changes"))
    def changes(self, proposal):
        """Field by field, what readers have and what they would have."""
        lines = [*versions.changes(versions.said(proposal.replaces), versions.said(proposal))]
        if not lines:
            return gettext("nothing")
        items = format_html_join("", "<li><strong>{}:</strong> <del>{}</del> → <ins>{}</ins></li>", lines)
        return format_html("<ul>{}</ul>", items)

    def _link(self, initiative):
        url = reverse(f"{self.admin_site.name}:initiatives_initiative_change", args=[initiative.pk])
        return format_html('<a href="{}">{}</a>', url, initiative)


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(SturdyAdmin, TranslationAdmin):
    """Words that reviewers insert into their answers and then change."""

    form = BilingualForm
    list_display = ["name_uk", "name_en", "purpose", languages]
    list_filter = ["purpose"]
    ordering = ["purpose", "pk"]
    fields = ["purpose", ("name_uk", "name_en"), ("text_uk", "text_en")]
