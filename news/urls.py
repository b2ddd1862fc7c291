from django.urls import path

from news import views

app_name = "news"

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/<slug:slug>/", views.article, name="article"),
    path("events/", views.events, name="events"),
    path("events/<slug:slug>/", views.event, name="event"),
]
