from django.urls import path

from portal.opendata import views

app_name = "opendata"

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/code-book/", views.code_book, name="code_book"),
]
