from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.embroidery.urls")),
    path("", include("portal.media.urls")),
    path("", include("portal.pages.urls_root")),
    path("", include("portal.offline.urls_root")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("cities.urls")),
        path("", include("initiatives.urls")),
        path("", include("news.urls")),
        path("", include("portal.pages.urls")),
        path("", include("portal.offline.urls")),
        prefix_default_language=False,
    ),
]
