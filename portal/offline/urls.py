from django.urls import path

from portal.offline import views

app_name = "offline"

urlpatterns = [
    path("offline/", views.page, name="page"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
