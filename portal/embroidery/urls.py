from django.urls import path, re_path

from . import views

app_name = "embroidery"

# Outside i18n_patterns: a picture has one address; a preview's token says its language.
urlpatterns = [
    re_path(r"^ornaments/(?P<katottg>UA[0-9]{17})\.svg\Z", views.ornament, name="ornament"),
    path("previews/<str:token>.png", views.preview, name="preview"),
]
