"""What search engines are told, in the words of schema.org."""

from django.urls import reverse
from django.utils.translation import get_language

from portal.languages import text_language
from portal.structured_data import absolute, filled

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def initiative_page(initiative):
    """The description of an initiative, without place and contact: search engines keep what we may have to hide."""
    url = absolute(initiative.get_absolute_url())
    entries = [*initiative.areas.all(), *initiative.themes.all(), *initiative.tasks.all()]
    data = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": url,
        "url": url,
        "identifier": str(initiative.number),
        "name": initiative.title,
        "inLanguage": text_language(initiative, "title"),
        "description": initiative.summary,
        "datePublished": initiative.published_at.isoformat(),
        "dateModified": initiative.updated_at.isoformat(),
        "license": LICENCE,
        "about": [{"@type": "DefinedTerm", "name": entry.name, "url": _url(entry)} for entry in entries],
        "audience": [{"@type": "Audience", "audienceType": group.name} for group in initiative.target_groups.all()],
        "isBasedOn": [link.source_url for link in initiative.links.all()],
        "image": [absolute(attached.photo.src) for attached in initiative.initiative_photos.all()],
    }
    cities = [initiative.shown_city] if initiative.shown_city else []
    data["spatialCoverage"] = [
        {"@type": "City", "name": city.name, "url": _url(city)} for city in cities + initiative.shown_partner_cities
    ]
    if organisation := initiative.shown_organisation:
        data["creator"] = {"@type": "Organization", "name": organisation.name, "url": _url(organisation)}
    return filled(data)


def term(entry):
    """An entry of a reference list."""
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": _url(entry),
        "url": _url(entry),
        "name": entry.name,
        "termCode": str(entry.number),
        "inLanguage": get_language(),
        "inDefinedTermSet": absolute(reverse(entry.list_url_name)),
    } | ({"description": entry.description} if entry.description else {})


def _url(thing):
    return absolute(thing.get_absolute_url())
