"""When two cities or two partners are probably one, and when they must not become one."""

from django.utils.translation import gettext

from cities.models import City, Partner
from portal.doubles.sources import Source, register


@register
class CityDoubles(Source):
    model = City
    places = "oblast"
    site = "website"
    place_decides = True
    addresses = ("slug", "katottg")

    def refusal(self, stays, double):
        members = City.objects.networked().filter(pk__in=[stays.pk, double.pk])
        if stays.katottg != double.katottg and len(members) == 2:
            return gettext("Both are members of networks, with different KATOTTG codes: these are two hromadas.")
        return ""


@register
class PartnerDoubles(Source):
    model = Partner
    places = "cities"
    site = "website"
