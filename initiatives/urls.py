from django.urls import path

from initiatives.views import public

app_name = "initiatives"

urlpatterns = [
    path("initiatives/", public.catalogue, name="catalogue"),
    path("initiatives/<slug:slug>/", public.initiative, name="initiative"),
    path("initiatives/<slug:slug>/handout/", public.handout, name="handout"),
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
]
