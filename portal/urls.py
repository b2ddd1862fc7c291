from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

handler500 = "portal.outages.server_error"

urlpatterns = [
    path("", include("portal.embroidery.urls")),
    path("", include("portal.media.urls")),
    path("", include("portal.pages.urls_root")),
    path("", include("portal.offline.urls_root")),
    path("", include("portal.opendata.urls_root")),
    path("", include("portal.watch.urls_root")),
    *i18n_patterns(
        path("admin/", include("portal.desk.urls")),
        path("admin/archive/", include("portal.exchange.urls")),
        path("admin/", include("portal.watch.urls")),
        path("", include("portal.publishing.urls")),  # before the admin, which answers for all below it
        path("admin/", admin.site.urls),
        path("account/", include("portal.accounts.urls")),
        path("account/", include("portal.accounts.urls_sign_in")),
        path("", include("portal.search.urls")),
        path("", include("cities.urls")),
        path("", include("initiatives.urls")),
        path("", include("news.urls")),
        path("", include("portal.opendata.urls")),
        path("", include("portal.newsletter.urls")),
        path("", include("portal.pages.urls")),
        path("", include("portal.offline.urls")),
        path("", include("portal.workspace.urls")),
        prefix_default_language=False,
    ),
]
