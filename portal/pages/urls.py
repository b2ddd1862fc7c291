from django.urls import path, re_path

from portal.pages import views
from portal.pages.models import Page

app_name = "pages"

urlpatterns = [
    path("", views.home, name="home"),
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact_sent"),
    path("styleguide/", views.styleguide, name="styleguide"),
    re_path(rf"^(?P<path>(?:{'|'.join(Page.ROOTS)})(?:/[-a-zA-Z0-9_]+)*)/$", views.page, name="page"),
]
