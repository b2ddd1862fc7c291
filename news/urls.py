from django.urls import path

from news import calendars, feeds, views

app_name = "news"

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/<slug:slug>/", views.article, name="article"),
    path("events/", views.events, name="events"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("news/feed.atom", feeds.news, name="news_feed"),
    path("cities/<slug:slug>/feed.atom", feeds.city, name="city_feed"),
    path("events/events.ics", calendars.events, name="calendar"),
    path("events/<slug:slug>/event.ics", calendars.event, name="event_calendar"),
    path("cities/<slug:slug>/events.ics", calendars.city, name="city_calendar"),
]
