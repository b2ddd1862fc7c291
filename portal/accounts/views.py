from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import addresses
from portal.accounts.access import has_second_factor
from portal.accounts.forms import ChangeAddressForm, EraseAccountForm, MyAccountForm
from portal.accounts.my_data import collect, consents_of, erase_account, take_back
from portal.accounts.unsubscribing import get_subscriber

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@never_cache
@login_required
def me(request):
    form = MyAccountForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    return render(
        request,
        "accounts/me.html",
        {"form": form, "has_second_factor": has_second_factor(request.user)},
        status=422 if form.errors else 200,
    )


@form_page
@never_cache
@login_required
@reauthentication_required(allow_get=True)
def change_address(request):
    form = ChangeAddressForm(request.POST or None, user=request.user)
    if form.is_valid():
        email = form.cleaned_data["email"]
        addresses.ask_to_confirm(request.user, email)
        text = _(
            "If nobody else uses %(email)s here, a letter is on its way there. Confirm the address within three days."
        )
        messages.success(request, text % {"email": email})
        return redirect("accounts:me")
    context = {"form": form, "trail": [(_("My account"), reverse("accounts:me"))]}
    return render(request, "accounts/change_address.html", context, status=422 if form.errors else 200)


@form_page
@never_cache
def confirm_address(request, key):
    """A reader of letters may open the page, only its button confirms."""
    user, email = addresses.change_asked_by(key)
    context = {"email": email}
    if user is None:
        return render(request, "accounts/address_confirmed.html", context)
    if request.method != "POST":
        return render(request, "accounts/confirm_address.html", context)
    try:
        addresses.change(user, email)
    except addresses.AddressTaken:
        return render(request, "accounts/confirm_address.html", context | {"is_taken": True}, status=409)
    return redirect("accounts:confirm_address", key)


@require_POST
@never_cache
@login_required
def sign_out_elsewhere(request):
    request.user.end_sessions()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("accounts:me")


@require_safe
@never_cache
@login_required
def my_data(request):
    response = JsonResponse(collect(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"my-data-{timezone.localdate().isoformat()}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@never_cache
@login_required
def consents(request):
    context = {"consents": consents_of(request.user), "trail": [(_("My account"), reverse("accounts:me"))]}
    return render(request, "accounts/consents.html", context)


@require_POST
@never_cache
@login_required
def take_back_consent(request, room, pk):
    take_back(request.user, room, pk)
    messages.success(request, _("You have taken this consent back."))
    return redirect("accounts:consents")


@form_page
@never_cache
@login_required
@reauthentication_required(allow_get=True)
def erase(request):
    form = EraseAccountForm(request.POST or None, user=request.user)
    if not request.user.is_staff and form.is_valid():
        erase_account(request.user)
        logout(request)
        return redirect("accounts:erased")
    trail = [(_("My account"), reverse("accounts:me"))]
    context = {"form": form, "trail": trail}
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)


@require_safe
def erased(request):
    return render(request, "accounts/erased.html")


@csrf_exempt  # a mail program sends this without having seen the page; the signed token stands for the person
@form_page
@never_cache
def unsubscribe(request, token):
    user = get_subscriber(token)
    if request.method == "POST":
        user.wants_reminders = False
        user.save(update_fields=["wants_reminders"])
    return render(request, "accounts/unsubscribe.html", {"person": user, "token": token})
