from django.contrib import admin
from django.urls import path

from portal.desk.guide import guide

app_name = "desk"
urlpatterns = [path("guide/", admin.site.admin_view(guide), name="guide")]
