from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from cities.models import (
    Award,
    City,
    CityFocus,
    CityPhoto,
    FormerName,
    Indicator,
    Network,
    NetworkMembership,
    Partner,
    PartnerWanted,
    Representative,
    WarStatus,
)
from portal.publishing.admin import (
    ORIGIN_FIELDSET,
    SOURCE_FIELDSET,
    STATE_FIELDSET,
    AttentionFilter,
    BilingualInline,
    BilingualStackedInline,
    ConfirmMixin,
    ContentAdmin,
    DeskAdmin,
    PatternSearch,
    PlainInline,
    PublicationAdmin,
    languages,
)

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
class CityAdmin(ConfirmMixin, PublicationAdmin):
    list_display = ["title", "name_en", "oblast", "status", "origin", languages, "checked_on", "updated_at"]
    list_filter = ["status", AttentionFilter, "origin", "memberships__network", "oblast"]
    actions = ["publish_selected", "withdraw_selected", "confirm_selected"]
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
class PartnerAdmin(ConfirmMixin, PublicationAdmin):
    list_display = ["title", "name_en", "kind", "status", "origin", languages, "checked_on", "updated_at"]
    list_filter = ["status", AttentionFilter, "kind", "origin"]
    actions = ["publish_selected", "withdraw_selected", "confirm_selected"]
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
class NetworkAdmin(ContentAdmin):
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
class NetworkMembershipAdmin(ClaimAdmin):
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
class IndicatorAdmin(ClaimAdmin):
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
            return queryset.filter(confirmed_at__isnull=True)
        return queryset


@admin.register(Representative)
class RepresentativeAdmin(ConfirmMixin, PatternSearch, DeskAdmin):
    confirm_label = _("Confirm that this person may act for the city")
    list_display = ["user", "city", "role", "created_at", "confirmed_at", "confirmed_by"]
    list_filter = [ConfirmedFilter, "role"]
    list_select_related = ["user", "city", "confirmed_by"]
    search_fields = ["user__name", "user__email", "city__search_text"]
    search_help_text = _("Name or e-mail of the person, name of the city.")
    ordering = ["-created_at", "-pk"]
    autocomplete_fields = ["user", "city"]
    readonly_fields = ["created_at", "confirmed_at", "confirmed_by"]
    fields = [("user", "city"), "role", "created_at", ("confirmed_at", "confirmed_by")]

    def can_be_confirmed(self, obj):
        return obj.confirmed_at is None

    def get_readonly_fields(self, request, obj=None):
        # What was confirmed is that this person may speak for this city: another pair is another row.
        return [*super().get_readonly_fields(request, obj), *(["user", "city"] if obj and obj.confirmed_at else [])]
