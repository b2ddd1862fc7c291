from django.urls import path

from cities.views import public

app_name = "cities"

urlpatterns = [
    path("cities/", public.directory, name="directory"),
    path("cities/<slug:slug>/", public.city, name="city"),
    path("contacts/", public.contacts, name="contacts"),
    path("partners/", public.partners, name="partners"),
    path("partners/<slug:slug>/", public.partner, name="partner"),
]
