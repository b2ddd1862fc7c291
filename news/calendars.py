"""Events for calendars, as RFC 5545 has them."""

import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from icalendar import Calendar, vText
from icalendar import Event as Entry

from cities.models import City
from news.models import Event
from portal.languages import text_language
from portal.lookup import find_published
from portal.politeness import politely
from portal.publishing.stamp import unless_changed
from portal.structured_data import absolute


@require_safe
@politely
@unless_changed
def events(request):  # noqa: ARG001
    """All events, past ones too: a calendar that is followed forgets what it no longer finds."""
    return calendar(gettext("Events"), Event.objects.published().for_data().by_start(), "events")


@require_safe
@politely
@unless_changed
def event(request, slug):  # noqa: ARG001
    event = find_published(Event.objects.for_data(), page_of=_event_calendar, slug=slug)
    return calendar(event.title, [event], event.slug)


@require_safe
@politely
@unless_changed
def city(request, slug):  # noqa: ARG001
    city = find_published(City.objects.all(), page_of=_city_calendar, slug=slug)
    return calendar(city.name, Event.objects.published().in_city(city).for_data().by_start(), f"events-{city.slug}")


def _event_calendar(event):
    return reverse("news:event_calendar", args=[event.slug])


def _city_calendar(city):
    return reverse("news:city_calendar", args=[city.slug])


def calendar(name, events, file_name):
    """The events as a file; what its page does not show of an event, the file does not tell either."""
    association = gettext("Ukrainian Association of Learning Cities")
    whole = Calendar()
    whole.add("prodid", f"-//UALC//Learning cities//{get_language().upper()}")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    # The new name of the property (RFC 7986) and the one that programs have long read.
    for named in ("name", "x-wr-calname"):
        whole.add(named, f"{name} – {association}")
    whole.add("x-wr-timezone", "Europe/Kyiv")
    whole.add("refresh-interval", datetime.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in events:
        whole.add_component(entry(event))
    response = HttpResponse(whole.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    return response


def entry(event):
    """An event of a calendar: moments in UTC, so that a calendar needs no rules of our clock; whole days as days."""
    found = Entry()
    found.add("uid", str(event.lasting_id))
    found.add("dtstamp", event.changed_at)
    found.add("created", event.published_at)
    found.add("last-modified", event.changed_at)
    # Programs take a version only where its number is higher than that of the one they hold.
    found.add("sequence", int((event.changed_at - event.created_at).total_seconds()))
    found.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if event.all_day:
        found.add("dtstart", timezone.localdate(event.starts_at))
        found.add("dtend", timezone.localdate(event.ends_at) + datetime.timedelta(days=1))
        found.add("transp", "TRANSPARENT")
    else:
        found.add("dtstart", event.starts_at.astimezone(datetime.UTC))
        found.add("dtend", event.ends_at.astimezone(datetime.UTC))
    _add_text(found, "summary", event, "title")
    if event.summary:
        _add_text(found, "description", event, "summary")
    if event.shows_place:
        _add_text(found, "location", event, "place")
    elif event.host_city:
        _add_text(found, "location", event.host_city, "name")
    found.add("url", absolute(event.get_absolute_url()))
    if event.online_url:
        found.add("conference", event.online_url, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return found


def _add_text(entry, name, thing, field):
    text = vText("".join(char for char in getattr(thing, field).replace("\r\n", "\n") if char == "\n" or char >= " "))
    text.params["LANGUAGE"] = text_language(thing, field)
    entry.add(name, text)
