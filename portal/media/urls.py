from django.urls import path, re_path

from . import views

app_name = "media"

# Outside i18n_patterns: files have one address for both languages.
urlpatterns = [
    re_path(r"^media/photos/(?P<name>[0-9a-f-]{36}(?:-[0-9]{1,5})?\.(?:jpg|webp|avif))\Z", views.photo, name="photo"),
    path("documents/<uuid:uuid>/", views.document, name="document"),
]
