from django.contrib import admin
from django.urls import path

from portal.exchange import views

app_name = "exchange"
urlpatterns = [path("", admin.site.admin_view(views.archive), name="archive")]
