from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cities import structured_data
from cities.constellation import constellation
from cities.forms.filters import DirectoryFilter, PartnerFilter
from cities.models import City, Partner
from cities.models.sectors import Sector
from portal.lookup import find_published
from portal.page_cache import public_page
from portal.publishing.previews import page_of
from portal.search.finding import similar_to

PAGE_SIZE = 24
# On the page with all sectors a long one is cut; its own list has the rest.
SECTOR_SIZE = 12
INITIATIVES_SIZE = 12
NEWS_SIZE = 6
EVENTS_SIZE = 6


@public_page
@require_safe
def directory(request):
    title = gettext("Cities")
    in_directory = City.objects.published().in_directory()
    form = DirectoryFilter(request.GET, cities=in_directory)
    cities = form.found().networked_first().for_cards()
    page = Paginator(cities, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "cities/directory.html",
        {
            "title": title,
            "description": gettext(
                "Learning cities of Ukraine: which networks they are in, since when, and what they do."
            ),
            "form": form,
            "panel": form.panel(in_directory),
            "initials": form.initials(),
            "map": None if page.has_previous() else constellation(in_directory),
            "page": page,
            "notices": form.notices,
        },
    )


@public_page
@require_safe
def city(request, slug):
    return show_city(request, find_published(City.objects.for_page(), slug=slug))


@page_of(City)
def show_city(request, city):
    trail = [(gettext("Cities"), reverse("cities:directory"))]
    partners = city.partners.published().by_name().for_cards()
    joint_initiatives = city.joint_initiatives.published().led_by_others(city).newest_first().for_cards()
    return render(
        request,
        "cities/city.html",
        {
            "city": city,
            "takes_questions": city.takes_questions,
            "initiatives": city.initiatives.published().newest_first().for_cards()[:INITIATIVES_SIZE],
            "joint_initiatives": joint_initiatives[:INITIATIVES_SIZE],
            "exchanges": city.initiatives.published().with_exchanges().newest_first()[:INITIATIVES_SIZE],
            "sectors": {sector: rows for sector, rows in Sector.group(partners).items() if rows},
            "articles": city.articles.published().newest_first().for_cards()[:NEWS_SIZE],
            "upcoming_events": city.events.published().upcoming().for_cards()[:EVENTS_SIZE],
            "similar": similar_to(city),
            "past_events": city.events.published().past().for_cards()[:EVENTS_SIZE],
            "trail": trail,
            "data": structured_data.city_data(city),
        },
    )


@public_page
@require_safe
def contacts(request):
    cities = City.objects.published().networked().by_name().for_contacts()
    return render(
        request,
        "cities/contacts.html",
        {
            "title": gettext("Contacts of the cities"),
            "description": gettext("Whom to write to in the learning cities of Ukraine: a page to save and to print."),
            "cities_with_contact": [city for city in cities if city.has_public_contact],
            "cities_without": [city for city in cities if not city.has_public_contact],
            "today": timezone.localdate(),
        },
    )


@public_page
@require_safe
def partners(request):
    title = gettext("Partners")
    form = PartnerFilter(request.GET)
    published = Partner.objects.published()
    panel = form.panel(published)
    partners = form.found(published).by_name().for_cards()
    sectors = [Sector(kind) for kind in form.values.get("kind", ())] or list(Sector)
    page = None
    if len(sectors) == 1:
        page = Paginator(partners, PAGE_SIZE).get_page(request.GET.get("page"))
        sections = [(sectors[0], page.object_list, page.paginator.count)]
    else:
        first = Sector.group(partners.first_of_each_sector(SECTOR_SIZE))
        numbers = panel.numbers("kind")
        sections = [(sector, first[sector], numbers.get(sector, 0)) for sector in sectors]
    return render(
        request,
        "cities/partners.html",
        {
            "title": title,
            "description": gettext(
                "Organisations with which cities learn: authorities, business, education, culture, NGOs, bodies abroad."
            ),
            "form": form,
            "panel": panel,
            "found": sum(total for _sector, _partners, total in sections),
            "sections": sections,
            "page": page,
            "notices": form.notices,
        },
    )


@public_page
@require_safe
def partner(request, slug):
    return show_partner(request, find_published(Partner.objects.for_page(), slug=slug))


@page_of(Partner)
def show_partner(request, partner):
    trail = [(gettext("Partners"), reverse("cities:partners"))]
    supported = partner.initiatives.published().newest_first().for_cards()
    return render(
        request,
        "cities/partner.html",
        {
            "partner": partner,
            "led_initiatives": partner.led_initiatives.published().newest_first().for_cards(),
            "supported_initiatives": [
                initiative for initiative in supported if initiative.organisation_id != partner.pk
            ],
            "trail": trail,
            "data": structured_data.partner_data(partner),
        },
    )
