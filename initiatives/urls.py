from django.urls import path, register_converter
from django.urls.converters import StringConverter

from initiatives import feeds
from initiatives.models import Step
from initiatives.views import files, guests, public, review, spreadsheet, workspace, writing

app_name = "initiatives"


class StepConverter(StringConverter):
    regex = "|".join(Step.values)


class FileKindConverter(StringConverter):
    regex = "photos|documents"


class CitationConverter(StringConverter):
    regex = "bib|ris"


register_converter(CitationConverter, "citation")
register_converter(StepConverter, "step")
register_converter(FileKindConverter, "kind")

urlpatterns = [
    path("initiatives/", public.catalogue, name="catalogue"),
    path("initiatives/<slug:slug>/", public.initiative, name="initiative"),
    path("initiatives/<slug:slug>/handout/", public.handout, name="handout"),
    path("initiatives/feed.atom", feeds.catalogue, name="feed"),
    path("initiatives/<slug:slug>/cite.<citation:form>", public.cite, name="cite"),
    path("areas/<slug:slug>/feed.atom", feeds.area, name="area_feed"),
    path("propose/", guests.propose, name="propose"),
    path("propose/sent/", guests.proposed, name="proposed"),
    path("propose/link/", guests.new_key, name="new_key"),
    path("propose/link/sent/", guests.new_key_sent, name="new_key_sent"),
    path("propose/<str:token>/", guests.guest, name="guest"),
    path("propose/<str:token>/consents/<int:pk>/take-back/", guests.take_back_consent, name="guest_takes_back"),
    path("workspace/initiatives/<int:pk>/handover/", guests.handover, name="handover"),
    path("workspace/initiatives/<int:pk>/handover/take-over/", guests.take_over, name="take_over"),
    path("workspace/initiatives/<int:pk>/handover/give-back/", guests.give_back, name="give_back"),
    path("workspace/initiatives/<int:pk>/handover/decline/", guests.decline, name="decline_guest"),
    path("workspace/<str:katottg>/initiatives/new/", writing.new, name="new"),
    path("workspace/initiatives/<int:pk>/", workspace.follow, name="follow"),
    path("workspace/initiatives/<int:pk>/<step:step>/", writing.write, name="write"),
    path("workspace/initiatives/<int:pk>/files/", files.all_files, name="files"),
    path("workspace/initiatives/<int:pk>/files/documents/<uuid:uuid>/", files.document, name="document"),
    path("workspace/initiatives/<int:pk>/files/photos/<int:attached_pk>/words/", files.photo_words, name="photo_words"),
    path("workspace/initiatives/<int:pk>/files/<kind:kind>/", files.add_file, name="add_file"),
    path("workspace/initiatives/<int:pk>/files/<kind:kind>/<int:attached_pk>/move/", files.move_file, name="move_file"),
    path(
        "workspace/initiatives/<int:pk>/files/<kind:kind>/<int:attached_pk>/remove/",
        files.remove_file,
        name="remove_file",
    ),
    path("workspace/initiatives/<int:pk>/spreadsheet/", spreadsheet.take_and_bring, name="spreadsheet"),
    path("workspace/initiatives/<int:pk>/spreadsheet/download/", spreadsheet.download, name="spreadsheet_download"),
    path("workspace/initiatives/<int:pk>/check/", writing.check, name="check"),
    path("workspace/initiatives/<int:pk>/preview/", writing.preview, name="preview"),
    path("workspace/initiatives/<int:pk>/take-back/", workspace.take_back, name="take_back"),
    path("workspace/initiatives/<int:pk>/withdraw/", workspace.withdraw, name="withdraw"),
    path("workspace/initiatives/<int:pk>/propose-change/", workspace.propose_change, name="propose_change"),
    path("workspace/initiatives/<int:pk>/duplicate/", workspace.duplicate, name="duplicate"),
    path("workspace/initiatives/<int:pk>/delete/", workspace.delete, name="delete"),
    path("areas/", public.areas, name="areas"),
    path("areas/<slug:slug>/", public.area, name="area"),
    path("tasks/", public.tasks, name="tasks"),
    path("tasks/<slug:slug>/", public.task, name="task"),
    path("sdgs/", public.sdgs, name="sdgs"),
    path("sdgs/<slug:slug>/", public.sdg, name="sdg"),
    path("target-groups/", public.target_groups, name="target_groups"),
    path("target-groups/<slug:slug>/", public.target_group, name="target_group"),
    path("themes/", public.themes, name="themes"),
    path("themes/<slug:slug>/", public.theme, name="theme"),
    path("review/", review.queue, name="review_queue"),
    path("review/<int:pk>/", review.review, name="review"),
    path("review/<int:pk>/preview/", review.preview, name="review_preview"),
    path("review/<int:pk>/save/", review.save, name="review_save"),
    path("review/<int:pk>/insert/", review.insert, name="review_insert"),
    path("review/<int:pk>/take/", review.take, name="review_take"),
    path("review/<int:pk>/give-back/", review.give_back, name="review_give_back"),
    path("review/<int:pk>/rebase/", review.rebase, name="review_rebase"),
]
