"""News and events as schema.org describes them, for search engines. Nothing that the page does not show."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.languages import text_language
from portal.structured_data import absolute, filled


def news_article(article):
    """https://schema.org/NewsArticle"""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "inLanguage": text_language(article, "title"),
        "url": _url(article),
        "mainEntityOfPage": _url(article),
        "datePublished": article.date.isoformat(),
        "dateModified": timezone.localtime(article.updated_at).isoformat(timespec="seconds"),
        "publisher": {
            "@type": "Organization",
            "name": _("Ukrainian Association of Learning Cities"),
            "url": absolute("/"),
        },
        "description": article.lead,
        "image": _image(article),
        "isBasedOn": article.source_url,
        "about": [_city(city) for city in article.cities.all()],
    }
    return filled(data)


def event(event):
    """https://schema.org/Event"""
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "inLanguage": text_language(event, "title"),
        "url": _url(event),
        "startDate": _moment(event.starts_at, event.all_day),
        "endDate": _moment(event.ends_at, event.all_day),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if event.is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": _attendance_mode(event),
        "location": _locations(event),
        "description": event.summary,
        "image": _image(event),
    }
    return filled(data)


def _moment(moment, all_day):
    """A day, or a time in Kyiv with its distance from UTC."""
    local = timezone.localtime(moment)
    return local.date().isoformat() if all_day else local.isoformat(timespec="seconds")


def _attendance_mode(event):
    on_site = event.shows_place or event.host_city
    if event.online_url:
        mode = "MixedEventAttendanceMode" if on_site else "OnlineEventAttendanceMode"
    else:
        mode = "OfflineEventAttendanceMode" if on_site else ""
    return mode and f"https://schema.org/{mode}"


def _locations(event):
    locations = []
    if event.shows_place or event.host_city:
        address = {"@type": "PostalAddress"}
        if event.host_city:
            address |= {"addressLocality": event.host_city.name, "addressCountry": "UA"}
        name = event.place if event.shows_place else event.host_city.name
        locations.append({"@type": "Place", "name": name, "address": address if event.host_city else name})
    if event.online_url:
        locations.append({"@type": "VirtualLocation", "url": event.online_url})
    return locations[0] if len(locations) == 1 else locations


def _city(city):
    return {"@type": "City", "name": city.name, "url": _url(city)}


def _image(thing):
    return absolute(thing.photo.src) if thing.photo else ""


def _url(thing):
    return absolute(thing.get_absolute_url())
