from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cities.models import City
from portal.workspace.day import Day


@never_cache
@require_safe
@login_required
def overview(request):
    cities = list(City.objects.represented_by(request.user).by_name().with_waiting())
    if len(cities) == 1:
        return redirect("workspace:city", cities[0].katottg)
    if not cities and request.user.is_staff and request.user.has_perm("initiatives.change_initiative"):
        return redirect("initiatives:review_queue")
    return render(request, "workspace/overview.html", {"cities": cities})


@never_cache
@require_safe
@login_required
def city(request, katottg):
    cities = City.objects.represented_by(request.user)
    city = get_object_or_404(cities, katottg=katottg)
    context = {"city": city, "day": Day(city, request.user), "notices": messages.get_messages(request)}
    return render(request, "workspace/city.html", context)


@never_cache
@require_POST
@login_required
def confirm_page(request, katottg):
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    return _confirm(request, city, city)


@never_cache
@require_POST
@login_required
def confirm_initiative(request, katottg, pk):
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    initiative = get_object_or_404(city.initiatives.published(), pk=pk)
    return _confirm(request, city, initiative)


def _confirm(request, city, row):
    row.confirm(by=request.user)
    messages.success(request, gettext("“%(title)s” is confirmed.") % {"title": row})
    return redirect("workspace:city", city.katottg)
