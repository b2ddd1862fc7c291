from django.urls import path

from portal.newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("newsletter/", views.subscribe, name="subscribe"),
    path("newsletter/sent/", views.sent, name="sent"),
    path("newsletter/subscribed/", views.subscribed, name="subscribed"),
    path("newsletter/confirm/<str:key>/", views.confirm, name="confirm"),
    path("newsletter/change/<str:key>/", views.change, name="change"),
    path("newsletter/unsubscribe/<str:key>/", views.unsubscribe, name="unsubscribe"),
]
