from django.contrib import admin
from django.urls import path

from portal.publishing import views
from portal.publishing.admin.audit import audit_list, audit_table
from portal.publishing.admin.languages import parity_report

app_name = "publishing"

urlpatterns = [
    path("admin/audit/", audit_list, name="audit"),
    path("admin/audit/table.csv", audit_table, name="audit_table"),
    path("admin/languages/", admin.site.admin_view(parity_report), name="languages"),
    path("preview/<str:key>/", views.shared_preview, name="preview"),
]
