from django.urls import path, re_path

from portal.opendata import views

app_name = "api"

# Outside i18n_patterns: every record holds both languages, so each has one address.
urlpatterns = [
    path("api/v1/", views.index, name="index"),
    path("api/v1/openapi.json", views.openapi_document, name="openapi"),
    path("api/v1/<slug:name>", views.records, name="list"),
    path("api/v1/<slug:name>.csv", views.table, name="table"),
    path("api/v1/<slug:name>.geojson", views.geojson, name="map"),
    path("api/v1/<slug:name>/<slug:key>", views.record, name="record"),
    re_path(r"^api/", views.nothing),
    path("data/licence.txt", views.licence, name="licence"),
    path("data/releases/<slug:version>.zip", views.release, name="release"),
]
