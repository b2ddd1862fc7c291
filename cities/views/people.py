"""Who speaks for a city: its leads invite, give roles and remove, its editors look."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cities import actions
from cities.forms.joining import InvitationForm, RoleForm
from cities.models import City


def _city_of(request, katottg):
    """A city for which the person speaks. Raises Http404 for every other."""
    return get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)


def _led_city(request, katottg):
    """The same for its leads; raises PermissionDenied for its editors."""
    city = _city_of(request, katottg)
    if not _leads(request.user, city):
        raise PermissionDenied
    return city


def _leads(user, city):
    return City.objects.led_by(user).of_hromada(city.katottg).exists()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def people(request, katottg):
    if request.method != "POST":
        city = _city_of(request, katottg)
        return _show(request, city, InvitationForm(city=city))
    city = _led_city(request, katottg)
    form = InvitationForm(request.POST, city=city)
    if not form.is_valid():
        return _show(request, city, form, status=422)
    invitation = actions.invite(city, by=request.user, **form.cleaned_data)
    messages.success(request, gettext("The invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("cities:people", city.katottg)


def _show(request, city, form, status=200):
    leads = _leads(request.user, city)
    # In occupied communities nobody is shown to those who do not need to know.
    everybody = leads or city.shows_contacts
    people = city.representatives.confirmed().of_city(city)
    context = {
        "city": city,
        "form": form if leads else None,
        "leads": leads,
        "people": people if everybody else people.of_user(request.user),
        "hides_others": not everybody,
        "invitations": city.invitations.unanswered() if leads else [],
    }
    return render(request, "cities/people.html", context, status=status)


@login_required
@require_POST
def change_role(request, katottg, pk):
    city = _led_city(request, katottg)
    representative = get_object_or_404(city.representatives.confirmed(), pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        _try(request, gettext("The role is changed."), actions.change_role, representative, form.cleaned_data["role"])
    return redirect("cities:people", city.katottg)


@login_required
@require_POST
def remove(request, katottg, pk):
    city = _led_city(request, katottg)
    representative = get_object_or_404(city.representatives.confirmed(), pk=pk)
    _try(request, gettext("This person no longer speaks for the city."), actions.remove, representative)
    is_gone = not City.objects.represented_by(request.user).of_hromada(katottg).exists()
    return redirect("workspace:overview") if is_gone else redirect("cities:people", city.katottg)


def _try(request, done, act, *args):
    try:
        act(*args)
    except actions.LastLead as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


@login_required
@require_POST
def renew(request, katottg, pk):
    city = _led_city(request, katottg)
    invitation = actions.renew(get_object_or_404(city.invitations.unanswered(), pk=pk))
    messages.success(request, gettext("The invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("cities:people", city.katottg)


@login_required
@require_POST
def revoke(request, katottg, pk):
    city = _led_city(request, katottg)
    actions.revoke(get_object_or_404(city.invitations.unanswered(), pk=pk))
    messages.success(request, gettext("The invitation is revoked; its link opens nothing."))
    return redirect("cities:people", city.katottg)
