from django.urls import path

from portal.accounts import views

app_name = "accounts"

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/email/", views.change_address, name="change_address"),
    path("email/<str:key>/", views.confirm_address, name="confirm_address"),
    path("me/sign-out-elsewhere/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("me/data/", views.my_data, name="my_data"),
    path("me/consents/", views.consents, name="consents"),
    path("me/consents/<slug:room>/<int:pk>/take-back/", views.take_back_consent, name="take_back_consent"),
    path("me/erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
    path("unsubscribe/<token>/", views.unsubscribe, name="unsubscribe"),
]
