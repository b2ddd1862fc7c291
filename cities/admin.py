from django.contrib import admin, messages
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from cities import actions
from cities.exchange import CityTable, IndicatorTable, MembershipTable, NetworkTable, PartnerTable
from cities.models import (
    ApplicationConsent,
    Award,
    BlockedAsker,
    City,
    CityFocus,
    CityPhoto,
    CityQuestion,
    FormerName,
    Indicator,
    Invitation,
    MembershipApplication,
    Network,
    NetworkMembership,
    Partner,
    PartnerWanted,
    Representative,
    WarStatus,
)
from cities.register import find_hromadas
from portal.doubles.admin import DoublesMixin
from portal.exchange.admin import ExchangeMixin
from portal.publishing.admin import (
    ORIGIN_FIELDSET,
    SOURCE_FIELDSET,
    STATE_FIELDSET,
    AttentionFilter,
    BilingualInline,
    BilingualStackedInline,
    ConfirmMixin,
    ContentAdmin,
    DecidingAdmin,
    DeskAdmin,
    MovesMixin,
    PatternSearch,
    PlainInline,
    PublicationAdmin,
    ReadOnlyAdmin,
    SturdyAdmin,
    Verb,
    languages,
)
from portal.publishing.models import Status

SOURCE_ROWS = [("source_title", "source_url", "checked_on")]


class FormerNameInline(BilingualInline):
    model = FormerName
    fields = ["name_uk", "name_en", "until"]


class MembershipFormSet(BaseInlineFormSet):
    """Django compares the rows of one form by plain unique constraints only, and this one has a condition."""

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if not (form.errors or self._should_delete_form(form))]
        lasting = [form for form in kept if form.cleaned_data.get("network") and not form.cleaned_data["until"]]
        seen = set()
        for form in lasting:
            network = form.cleaned_data["network"]
            if network in seen:
                form.add_error(
                    "network", _("The city is in this network already; say until when, or correct that row.")
                )
            seen.add(network)


class MembershipInline(BilingualStackedInline):
    model = NetworkMembership
    formset = MembershipFormSet
    fieldsets = [(None, {"fields": [("network", "since", "until"), ("note_uk", "note_en"), *SOURCE_ROWS]})]


class AwardInline(BilingualStackedInline):
    model = Award
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_uk", "name_en"),
                    ("awarded_by_uk", "awarded_by_en"),
                    "awarded",
                    ("reason_uk", "reason_en"),
                    *SOURCE_ROWS,
                ]
            },
        )
    ]


class IndicatorInline(BilingualStackedInline):
    model = Indicator
    fieldsets = [(None, {"fields": [("kind", "value", "year"), ("note_uk", "note_en"), *SOURCE_ROWS]})]


class WarStatusInline(BilingualStackedInline):
    model = WarStatus
    fieldsets = [(None, {"fields": [("kind", "since", "until"), ("note_uk", "note_en"), *SOURCE_ROWS]})]


class CityFocusInline(PlainInline):
    model = CityFocus
    max_num = len(CityFocus.Heading)


class PartnerWantedInline(BilingualInline):
    model = PartnerWanted
    fields = ["kind", "note_uk", "note_en"]


class CityPhotoInline(PlainInline):
    model = CityPhoto
    autocomplete_fields = ["photo"]


@admin.register(City)
class CityAdmin(DoublesMixin, ExchangeMixin, ConfirmMixin, PublicationAdmin):
    table = CityTable
    list_display = ["title", "name_en", "oblast", "status", "origin", languages, "checked_on", "updated_at"]
    list_filter = ["status", AttentionFilter, "origin", "memberships__network", "oblast"]
    actions = ["publish_selected", "withdraw_selected", "confirm_selected", "merge_selected"]
    autocomplete_fields = ["photo"]
    readonly_fields = [*PublicationAdmin.readonly_fields, "confirmed_at", "confirmed_by"]
    fieldsets = [
        (None, {"fields": [("name_uk", "name_en"), ("hromada_uk", "hromada_en"), "slug"]}),
        (
            _("Place"),
            {"fields": [("katottg", "settlement_katottg"), "oblast", ("latitude", "longitude"), "website", "photo"]},
        ),
        (
            _("What the city says of itself"),
            {
                "fields": [
                    ("summary_uk", "summary_en"),
                    ("vision_uk", "vision_en"),
                    ("challenges_uk", "challenges_en"),
                    ("plan_policy_uk", "plan_policy_en"),
                    ("plan_practice_uk", "plan_practice_en"),
                ]
            },
        ),
        (
            _("Head and contacts"),
            {
                "fields": [
                    ("head_title_uk", "head_title_en"),
                    ("head_name_uk", "head_name_en"),
                    ("contact_office_uk", "contact_office_en"),
                    ("contact_email", "contact_phone"),
                    ("contact_person_uk", "contact_person_en"),
                    ("contact_person_public", "contacts_hidden"),
                ]
            },
        ),
        ORIGIN_FIELDSET,
        SOURCE_FIELDSET,
        STATE_FIELDSET,
    ]
    inlines = [
        WarStatusInline,
        MembershipInline,
        AwardInline,
        IndicatorInline,
        CityFocusInline,
        PartnerWantedInline,
        FormerNameInline,
        CityPhotoInline,
    ]

    @admin.display(description=_("name"), ordering="sort_uk")
    def title(self, city):
        return city.name_uk


@admin.register(Partner)
class PartnerAdmin(DoublesMixin, ExchangeMixin, ConfirmMixin, PublicationAdmin):
    table = PartnerTable
    list_display = ["title", "name_en", "kind", "status", "origin", languages, "checked_on", "updated_at"]
    list_filter = ["status", AttentionFilter, "kind", "origin"]
    actions = ["publish_selected", "withdraw_selected", "confirm_selected", "merge_selected"]
    autocomplete_fields = ["cities", "logo"]
    readonly_fields = [*PublicationAdmin.readonly_fields, "confirmed_at", "confirmed_by"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_uk", "name_en"),
                    "slug",
                    "kind",
                    "cities",
                    "website",
                    "logo",
                    ("description_uk", "description_en"),
                ]
            },
        ),
        ORIGIN_FIELDSET,
        SOURCE_FIELDSET,
        STATE_FIELDSET,
    ]

    @admin.display(description=_("name"), ordering="sort_uk")
    def title(self, partner):
        return partner.name_uk


@admin.register(Network)
class NetworkAdmin(ExchangeMixin, ContentAdmin):
    table = NetworkTable
    list_display = ["name_uk", "name_en", "short_name_uk", "slug", "website", languages]
    ordering = ["pk"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name_uk", "name_en"),
                    ("short_name_uk", "short_name_en"),
                    "slug",
                    "website",
                    ("description_uk", "description_en"),
                ]
            },
        )
    ]

    def get_readonly_fields(self, request, obj=None):
        # The portal asks for some networks by their short name, and filters in shared links name it.
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]


class ClaimAdmin(ContentAdmin):
    """What is claimed of cities, across all of them: the place to check sources in one go."""

    list_filter = [AttentionFilter]
    autocomplete_fields = ["city"]
    list_select_related = ["city"]
    ordering = ["checked_on", "pk"]


@admin.register(NetworkMembership)
class NetworkMembershipAdmin(ExchangeMixin, ClaimAdmin):
    table = MembershipTable
    list_display = ["city", "network", "since", "until", "checked_on", languages]
    list_filter = [AttentionFilter, "network"]
    list_select_related = ["city", "network"]
    fieldsets = [
        (None, {"fields": [("city", "network"), ("since", "until"), ("note_uk", "note_en")]}),
        SOURCE_FIELDSET,
    ]


@admin.register(WarStatus)
class WarStatusAdmin(ClaimAdmin):
    list_display = ["city", "kind", "since", "until", "checked_on", languages]
    list_filter = [AttentionFilter, "kind"]
    fieldsets = [
        (None, {"fields": [("city", "kind"), ("since", "until"), ("note_uk", "note_en")]}),
        SOURCE_FIELDSET,
    ]


@admin.register(Award)
class AwardAdmin(ClaimAdmin):
    list_display = ["name_uk", "city", "awarded", "checked_on", languages]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "city",
                    ("name_uk", "name_en"),
                    ("awarded_by_uk", "awarded_by_en"),
                    "awarded",
                    ("reason_uk", "reason_en"),
                ]
            },
        ),
        SOURCE_FIELDSET,
    ]


@admin.register(Indicator)
class IndicatorAdmin(ExchangeMixin, ClaimAdmin):
    table = IndicatorTable
    list_display = ["city", "kind", "value", "year", "checked_on", languages]
    list_filter = [AttentionFilter, "kind", "year"]
    fieldsets = [
        (None, {"fields": ["city", ("kind", "value", "year"), ("note_uk", "note_en")]}),
        SOURCE_FIELDSET,
    ]


class ConfirmedFilter(admin.SimpleListFilter):
    """Representatives who may act, and those who wait to be confirmed."""

    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, request, model_admin):
        return [("no", _("waits to be confirmed")), ("yes", _("may act for the city"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.confirmed()
        if self.value() == "no":
            return queryset.waiting()
        return queryset


@admin.register(Representative)
class RepresentativeAdmin(ConfirmMixin, PatternSearch, DeskAdmin):
    confirm_label = _("Confirm that this person may act for the city")
    list_display = ["user", "city", "role", "created_at", "confirmed_at", "confirmed_by"]
    list_filter = [ConfirmedFilter, "role"]
    list_select_related = ["user", "city", "confirmed_by"]
    search_fields = ["user__name", "user__email", "city__search_text"]
    search_help_text = _("Name or e-mail of the person, name of the city.")
    ordering = ["-pk"]
    autocomplete_fields = ["user", "city"]
    readonly_fields = ["created_at", "confirmed_at", "confirmed_by"]
    fields = [("user", "city"), "role", "created_at", ("confirmed_at", "confirmed_by")]

    def can_be_confirmed(self, obj):
        return obj.confirmed_at is None

    def get_readonly_fields(self, request, obj=None):
        # What was confirmed is that this person may speak for this city: another pair is another row.
        return [*super().get_readonly_fields(request, obj), *(["user", "city"] if obj and obj.confirmed_at else [])]


class InvitationStateFilter(admin.SimpleListFilter):
    """Invitations that may still be accepted."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("open")), ("expired", _("ran out"))]

    def queryset(self, request, queryset):
        return getattr(queryset, self.value())() if self.value() in ("open", "expired") else queryset


@admin.register(Invitation)
class InvitationAdmin(PatternSearch, SturdyAdmin):
    """Staff invite the first lead of a city; what was sent is only revoked."""

    list_display = ["email", "city", "role", "language", "created_at", "expires_at", "accepted_at", "revoked_at"]
    list_filter = [InvitationStateFilter, "role"]
    list_select_related = ["city"]
    search_fields = ["email", "city__search_text"]
    search_help_text = _("E-mail of the person, name of the city.")
    ordering = ["-pk"]
    autocomplete_fields = ["city"]
    actions = ["revoke_selected"]
    readonly_fields = ["invited_by", "created_at", "expires_at", "accepted_at", "revoked_at"]
    fields = [
        "city",
        "email",
        ("role", "language"),
        "invited_by",
        ("created_at", "expires_at"),
        ("accepted_at", "revoked_at"),
    ]

    def get_readonly_fields(self, request, obj=None):
        sent = ["city", "email", "role", "language"] if obj else []
        return [*super().get_readonly_fields(request, obj), *sent]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.email = obj.email.lower()
            obj.invited_by = request.user
            actions.renew(obj)

    @admin.action(description=_("Revoke"), permissions=["change"])
    def revoke_selected(self, request, queryset):
        rows = list(queryset.unanswered())
        for invitation in rows:
            actions.revoke(invitation)
        text = ngettext("%(count)d invitation is revoked.", "%(count)d invitations are revoked.", len(rows))
        self.message_user(request, text % {"count": len(rows)}, messages.SUCCESS if rows else messages.WARNING)


class ApplicationConsentInline(admin.TabularInline):
    """What the applicant agreed to: a record."""

    model = ApplicationConsent
    fields = readonly_fields = ["kind", "text_version", "given_at", "withdrawn_at", "withdrawal_version"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(MembershipApplication)
class MembershipApplicationAdmin(MovesMixin, PatternSearch, DecidingAdmin):
    """Applications, the oldest first; everything on one page, decided by buttons, rewritten by nobody."""

    is_reviewed = True
    list_display = ["title", "oblast", "status", "created_at", "reviewer", "is_spam"]
    list_filter = [AttentionFilter, "status", "is_spam"]
    list_select_related = ["reviewer"]
    search_fields = ["contact_name", "contact_email"]
    search_help_text = _("Name of the hromada; name or e-mail of the contact person.")
    ordering = ["pk"]
    inlines = [ApplicationConsentInline]
    verbs = [
        Verb(Status.IN_REVIEW, _("Begin the review"), actions.start_review),
        Verb(Status.ACCEPTED, _("Accept into the association"), actions.accept_application, note="optional"),
        Verb(Status.DECLINED, _("Decline"), actions.decline_application, note="required", is_grave=True),
    ]
    fieldsets = [
        (None, {"fields": ["title", "place", "official_site", ("head_title", "head_name")]}),
        (
            _("Contact person"),
            {"fields": [("contact_name", "contact_role"), ("contact_email", "contact_phone"), "language"]},
        ),
        (_("What they write"), {"fields": ["motivation", "practice", "decision_file", "pledge"]}),
        (_("State"), {"fields": [("status", "created_at"), "reviewer", "city_page", "is_spam"]}),
    ]
    readonly_fields = [
        "title",
        "place",
        "official_site",
        "head_title",
        "head_name",
        "contact_name",
        "contact_role",
        "contact_email",
        "contact_phone",
        "language",
        "motivation",
        "practice",
        "decision_file",
        "pledge",
        "status",
        "created_at",
        "reviewer",
        "city_page",
    ]

    def has_add_permission(self, request):
        return False

    def delete_model(self, request, obj):
        actions.erase_application(obj)

    def delete_queryset(self, request, queryset):
        for application in queryset:
            actions.erase_application(application)

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        by_person, _may_repeat = super().get_search_results(request, queryset, search_term)
        codes = [hromada.katottg for hromada in find_hromadas(search_term)]
        return queryset.filter(Q(pk__in=by_person.values("pk")) | Q(katottg__in=codes)), False

    @admin.display(description=_("hromada"), ordering="katottg")
    def title(self, application):
        return f"№ {application.number}: {application.hromada.title(get_language())}"

    @admin.display(description=_("where"))
    def place(self, application):
        return application.hromada.place(get_language())

    @admin.display(description=_("oblast"))
    def oblast(self, application):
        return application.hromada.oblast.label

    @admin.display(description=_("decision of the council"))
    def decision_file(self, application):
        document = application.decision
        if document is None:
            return "–"
        return format_html('<a href="{}">{}</a>', document.get_absolute_url(), document.get_kind_display())

    @admin.display(description=_("city"))
    def city_page(self, application):
        city = application.city
        return (
            format_html('<a href="{}">{}</a>', reverse("admin:cities_city_change", args=[city.pk]), city)
            if city
            else "–"
        )


class UnansweredFilter(admin.SimpleListFilter):
    """Questions that their city has not answered."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [("wanted", _("not answered yet"))]

    def queryset(self, request, queryset):
        return queryset.unanswered() if self.value() == "wanted" else queryset


@admin.register(CityQuestion)
class CityQuestionAdmin(PatternSearch, ReadOnlyAdmin):
    list_display = ["created_at", "city", "name", "email", "confirmed_at", "answered_at", "is_spam"]
    list_filter = [UnansweredFilter, "is_spam", "language", "created_at"]
    list_select_related = ["city"]
    search_fields = ["name", "email", "text", "city__search_text"]
    search_help_text = _("Words of the question, name or e-mail of the asker, name of the city.")
    ordering = ["-pk"]
    fields = [
        "city",
        ("name", "email", "language"),
        "text",
        ("created_at", "confirmed_at", "is_spam"),
        "answer",
        ("answered_at", "answered_by"),
    ]


@admin.register(BlockedAsker)
class BlockedAskerAdmin(ReadOnlyAdmin):
    """Delete a row here, and the sender's next questions reach cities again."""

    list_display = ["reported_at", "question", "reported_by"]
    list_select_related = ["question__city", "reported_by"]
    ordering = ["-pk"]
    fields = ["question", "reported_at", "reported_by"]
