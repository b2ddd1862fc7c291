"""The names that the admin bears."""

from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Ukrainian Association of Learning Cities")
admin.site.site_title = _("The portal’s desk")
admin.site.index_title = _("What is on the desk")
admin.site.site_url = reverse_lazy("pages:home")  # in the language of the admin page
