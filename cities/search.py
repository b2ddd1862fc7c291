"""What is found of cities and partners. Contacts, heads and places are never in the index."""

from django.db.models import Prefetch
from django.utils import timezone

from cities.models import City, FormerName, Network, NetworkMembership, Partner, PartnerWanted
from cities.oblasts import Oblast
from portal.search.sources import Document, Source, in_both, register, ukrainian_address


@register
class CitySource(Source):
    model = City
    joined = {
        FormerName: ["former_names"],
        NetworkMembership: ["memberships"],
        Network: ["memberships__network"],
        PartnerWanted: ["partners_wanted"],
    }

    def published(self):
        return City.objects.published().prefetch_related(
            "former_names",
            "partners_wanted",
            Prefetch("memberships", NetworkMembership.objects.current().with_networks()),
        )

    def document(self, city):
        networks = [membership.network for membership in city.memberships.all()]
        oblast = in_both(lambda: Oblast(city.oblast).label)
        return Document(
            title_uk=city.name_uk,
            title_en=city.name_en,
            place_uk=oblast["uk"],
            place_en=oblast["en"],
            summary_uk=city.summary_uk,
            summary_en=city.summary_en,
            text_uk=_paragraphs(city, "uk"),
            text_en=_paragraphs(city, "en"),
            names=[text for former in city.former_names.all() for text in (former.name_uk, former.name_en)],
            also=[
                *(
                    text
                    for network in networks
                    for text in (network.name_uk, network.name_en, network.short_name_uk, network.short_name_en)
                ),
                city.hromada_uk,
                city.hromada_en,
            ],
            tags=[
                f"oblast{city.oblast}",
                *(f"network{network.slug}" for network in networks),
                *(f"seeks{wanted.kind}" for wanted in city.partners_wanted.all()),
            ],
            address=ukrainian_address(city),
            date=timezone.localdate(city.published_at),
        )


def _paragraphs(city, language):
    names = ("vision", "challenges", "plan_policy", "plan_practice")
    return "\n".join(filter(None, (getattr(city, f"{name}_{language}") for name in names)))


@register
class PartnerSource(Source):
    model = Partner
    joined = {City: ["cities"]}

    def published(self):
        return Partner.objects.published().prefetch_related(Prefetch("cities", City.objects.published().by_name()))

    def document(self, partner):
        cities = partner.cities.all()
        kind = in_both(partner.get_kind_display)
        return Document(
            title_uk=partner.name_uk,
            title_en=partner.name_en,
            place_uk=", ".join(city.name_uk for city in cities),
            place_en=", ".join(city.name_en or city.name_uk for city in cities),
            summary_uk=partner.description_uk,
            summary_en=partner.description_en,
            also=[*kind.values()],
            tags=[f"sector{partner.kind}", *(f"city{city.pk}" for city in cities)],
            address=ukrainian_address(partner),
            date=timezone.localdate(partner.published_at),
        )
