from django.urls import path
from django.views.generic import RedirectView

from portal.pages import sitemaps, views


def moved(old, new, **kwargs):
    """An address of ualc.org.ua, the association's former site, that leads to the page in its place."""
    return path(old, RedirectView.as_view(pattern_name=new, permanent=True), kwargs)


urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemaps/<slug:name>.xml", sitemaps.section, name="sitemap"),
    moved(
        "forum-mista-shho-navchajutsja-novi-mozhlivosti-dlja-rozvitku-gromadi/",
        "initiatives:initiative",
        slug="learning-cities-forum",
    ),
    moved("harakteristiki-mista-shho-navchaietsja/", "pages:page", path="about/key-features"),
    moved("konferencija-v-mehiko/", "news:news"),
    moved(
        "2017/03/02/learning-cities-in-ukraine-melitopol-joins-the-unesco-global-network-of-learning-cities/",
        "news:article",
        slug="melitopol-first-in-unesco-network",
    ),
]
