"""The city's own page, as its coordinators keep it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cities.editing import CityPageForm
from cities.facts import facts_of
from cities.models import City
from portal.kept_posts import for_signed_in, forget_post, kept_post


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_signed_in
def edit(request, katottg):
    cities = City.objects.represented_by(request.user)
    if request.method != "POST":
        city, kept = get_object_or_404(cities, katottg=katottg), kept_post(request)
        context = {"city": city, "form": CityPageForm(kept, instance=city), "is_kept_post": kept is not None}
        return render(request, "cities/workspace/edit.html", context)
    with transaction.atomic():
        # Whoever saves second waits here and then finds what the first one saved.
        city = get_object_or_404(cities.select_for_update(of=["self"]), katottg=katottg)
        form = CityPageForm(request.POST, instance=city)
        if not form.is_valid():
            context = {"city": city, "form": form}
            return render(request, "cities/workspace/edit.html", context, status=form.refusal_status)
        form.save(by=request.user)
    forget_post(request)
    messages.success(request, gettext("The page is saved; readers see it already."))
    return redirect("workspace:city", katottg)


@never_cache
@require_POST
@login_required
def still_correct(request, katottg, kind, pk):
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    claim = get_object_or_404(facts_of(city, kind), pk=pk)
    claim.still_correct()
    messages.success(request, gettext("Noted: “%(fact)s” was checked today.") % {"fact": claim})
    return redirect("workspace:city", katottg)
