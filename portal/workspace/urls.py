from django.urls import path

from portal.workspace import views

app_name = "workspace"

urlpatterns = [
    path("workspace/", views.overview, name="overview"),
    path("workspace/<slug:katottg>/", views.city, name="city"),
    path("workspace/<slug:katottg>/confirm/", views.confirm_page, name="confirm_page"),
    path("workspace/<slug:katottg>/confirm/<int:pk>/", views.confirm_initiative, name="confirm_initiative"),
]
