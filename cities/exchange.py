"""Lists of this room as spreadsheets."""

from cities.models import City, Indicator, Network, NetworkMembership, Partner
from portal.exchange.tables import SOURCE_COLUMNS, Table


class CityTable(Table):
    keys = ("katottg",)

    class Meta:
        model = City
        fields = (
            *("id", "katottg", "settlement_katottg", "slug", "status", "name_uk", "name_en"),
            *("hromada_uk", "hromada_en", "oblast", "latitude", "longitude", "website"),
            *("summary_uk", "summary_en", "vision_uk", "vision_en", "challenges_uk", "challenges_en"),
            *("plan_policy_uk", "plan_policy_en", "plan_practice_uk", "plan_practice_en"),
            *("head_title_uk", "head_title_en", "head_name_uk", "head_name_en"),
            *("contact_office_uk", "contact_office_en", "contact_email", "contact_phone"),
            *("contact_person_uk", "contact_person_en", "contact_person_public", "contacts_hidden"),
            *("origin", *SOURCE_COLUMNS, "published_at", "updated_at"),
        )


class PartnerTable(Table):
    class Meta:
        model = Partner
        fields = (
            *("id", "slug", "status", "kind", "name_uk", "name_en", "cities", "website"),
            *("description_uk", "description_en", "origin", *SOURCE_COLUMNS, "published_at", "updated_at"),
        )


class NetworkTable(Table):
    class Meta:
        model = Network
        fields = (
            *("id", "slug", "name_uk", "name_en", "short_name_uk", "short_name_en", "website"),
            *("description_uk", "description_en"),
        )


class MembershipTable(Table):
    keys = ("city", "network", "since")

    class Meta:
        model = NetworkMembership
        fields = ("id", "city", "network", "since", "until", "note_uk", "note_en", *SOURCE_COLUMNS)


class IndicatorTable(Table):
    keys = ("city", "kind", "year")

    class Meta:
        model = Indicator
        fields = ("id", "city", "kind", "year", "value", "note_uk", "note_en", *SOURCE_COLUMNS)
