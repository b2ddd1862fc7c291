"""The portal's addresses and one more, whose view looks a city up and does nothing else."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import path

from cities.models import City
from portal.lookup import find_published
from portal.urls import urlpatterns as portal_urlpatterns


def look_up(request, slug):
    return HttpResponse(find_published(City.objects.all(), slug=slug).name_uk)


urlpatterns = [
    *i18n_patterns(path("look-up/<slug:slug>/", look_up), prefix_default_language=False),
    *portal_urlpatterns,
]
