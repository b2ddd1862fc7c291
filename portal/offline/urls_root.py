from django.urls import path

from portal.offline import views

# At the root, because a service worker serves the folder that it lies in; one for both languages.
urlpatterns = [path("service-worker.js", views.service_worker, name="service_worker")]
