from django.urls import path

from cities.views import editing, invitations, joining, people, public, questions

app_name = "cities"

urlpatterns = [
    path("cities/", public.directory, name="directory"),
    path("cities/<slug:slug>/", public.city, name="city"),
    path("join/apply/", joining.apply, name="apply"),
    path("join/apply/sent/", joining.applied, name="applied"),
    path("join/hromadas/", joining.hromadas, name="hromadas"),
    path("join/confirm/<str:token>/", joining.confirm, name="confirm"),
    path("join/application/erased/", joining.erased, name="application_erased"),
    path("join/application/<str:token>/", joining.application, name="application"),
    path("join/application/<str:token>/correct/", joining.correct, name="correct_application"),
    path(
        "join/application/<str:token>/consents/<int:pk>/take-back/",
        joining.take_back_consent,
        name="applicant_takes_back",
    ),
    path("join/application/<str:token>/erase/", joining.erase, name="erase_application"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("workspace/<str:katottg>/people/", people.people, name="people"),
    path("workspace/<str:katottg>/people/<int:pk>/role/", people.change_role, name="change_role"),
    path("workspace/<str:katottg>/people/<int:pk>/remove/", people.remove, name="remove_person"),
    path("workspace/<str:katottg>/invitations/<int:pk>/renew/", people.renew, name="renew_invitation"),
    path("workspace/<str:katottg>/invitations/<int:pk>/revoke/", people.revoke, name="revoke_invitation"),
    path("cities/<slug:slug>/ask/", questions.ask, name="ask"),
    path("cities/<slug:slug>/ask/sent/", questions.asked, name="asked"),
    path("questions/confirm/<str:key>/", questions.confirm, name="confirm_question"),
    path("questions/reported/", questions.reported, name="reported"),
    path("questions/<str:key>/", questions.answer, name="answer"),
    path("questions/<str:key>/spam/", questions.report_by_key, name="report_by_key"),
    path("workspace/<str:katottg>/questions/", questions.of_city, name="questions"),
    path("workspace/<str:katottg>/questions/<int:pk>/", questions.question, name="question"),
    path("workspace/<str:katottg>/questions/<int:pk>/spam/", questions.report, name="report_question"),
    path("contacts/", public.contacts, name="contacts"),
    path("partners/", public.partners, name="partners"),
    path("partners/<slug:slug>/", public.partner, name="partner"),
    path("workspace/<slug:katottg>/page/", editing.edit, name="edit"),
    path(
        "workspace/<slug:katottg>/facts/<slug:kind>/<int:pk>/still-correct/",
        editing.still_correct,
        name="still_correct",
    ),
]
