"""What search engines are told about cities and partners, in the words of schema.org."""

from django.utils.translation import gettext

from cities.oblasts import Oblast
from portal.structured_data import absolute, filled

_CONTEXT = "https://schema.org"


def city_data(city) -> dict:
    """A city as schema.org's City. Never a contact: those are for people who read the page."""
    data = {
        "@context": _CONTEXT,
        "@type": "City",
        "name": city.name,
        "description": city.summary,
        "url": absolute(city.get_absolute_url()),
        "sameAs": city.website,
        "image": _photo(city.photo),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "KATOTTG", "value": code}
            for code in (city.katottg, city.settlement_katottg)
            if code
        ],
        "containedInPlace": _place(city),
    }
    if city.latitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(city.latitude),
            "longitude": float(city.longitude),
        }
    return filled(data)


def partner_data(partner) -> dict:
    """A partner as schema.org's Organization."""
    return filled(
        {
            "@context": _CONTEXT,
            "@type": "Organization",
            "name": partner.name,
            "description": partner.description,
            "url": absolute(partner.get_absolute_url()),
            "sameAs": partner.website,
            "logo": _photo(partner.logo),
            "areaServed": [
                {"@type": "City", "name": city.name, "url": absolute(city.get_absolute_url())}
                for city in partner.cities.all()
            ],
        }
    )


def _place(city):
    ukraine = {"@type": "Country", "name": gettext("Ukraine"), "identifier": "UA"}
    oblast = Oblast(city.oblast)
    if oblast in (Oblast.KYIV_CITY, Oblast.SEVASTOPOL):  # the city is a first-level unit itself
        return ukraine
    return {
        "@type": "AdministrativeArea",
        "name": str(oblast.label),
        "identifier": oblast.value,
        "containedInPlace": ukraine,
    }


def _photo(photo):
    return absolute(photo.src) if photo else None
