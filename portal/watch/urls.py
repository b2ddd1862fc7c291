from django.contrib import admin
from django.urls import path

from portal.watch.status import status

app_name = "watch"
urlpatterns = [path("status/", admin.site.admin_view(status), name="status")]
