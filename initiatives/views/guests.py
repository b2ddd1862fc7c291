"""Proposals of people without an account: theirs by the key in a letter, then their city's to decide about."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import decisions, guests
from initiatives import handover as hand
from initiatives.access import remember_guest
from initiatives.actions import forget_guest
from initiatives.actions import take_back_consent as take_back
from initiatives.forms.guests import NewKeyForm, NoteForm, ProposeForm
from initiatives.models import Consent, GuestProposal, Initiative, Step
from portal.publishing.models import Transition
from portal.publishing.workflow import InvalidTransition, Status
from portal.senders import sender_of_request

# Guests


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def propose(request):
    if request.method != "POST":
        return _propose_page(request, ProposeForm(initial={"city": request.GET.get("city")}))
    form = ProposeForm(request.POST, sender=sender_of_request(request), language=get_language())
    if not form.is_valid():
        return _propose_page(request, form, status=form.refusal_status)
    with transaction.atomic():
        if proposal := form.save():
            guests.send_key(proposal)
    return redirect("initiatives:proposed")


def _propose_page(request, form, status=200):
    return render(request, "initiatives/guests/propose.html", {"form": form, "trail": _trail()}, status=status)


def _trail():
    return [(gettext("Initiatives"), reverse("initiatives:catalogue"))]


@require_safe
def proposed(request):
    return render(request, "initiatives/guests/proposed.html", {"trail": _trail()})


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def new_key(request):
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        guests.send_new_keys(form.cleaned_data["email"])
        return redirect("initiatives:new_key_sent")
    status = 422 if form.is_bound else 200
    return render(request, "initiatives/guests/new_key.html", {"form": form, "trail": _trail()}, status=status)


@require_safe
def new_key_sent(request):
    return render(request, "initiatives/guests/new_key_sent.html", {"trail": _trail()})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def guest(request, token):
    """Where the proposal stands. A reader of letters may open the page, only its button confirms the address."""
    proposal = get_object_or_404(GuestProposal.objects.with_token(token).for_status())
    if proposal.is_outdated:
        return render(request, "initiatives/guests/outdated.html", status=410)
    if request.method != "POST":
        context = {"proposal": proposal, "log": Transition.objects.of(proposal.initiative)}
        return render(request, "initiatives/guests/status.html", context)
    proposal.confirm_address()
    if not proposal.may_write:
        return redirect("initiatives:guest", token)
    remember_guest(request, proposal.initiative)
    return redirect("initiatives:write", proposal.initiative_id, Step.WHAT)


@require_POST
@never_cache
def take_back_consent(request, token, pk):
    """A guest takes a consent back; without the one to personal data there is nothing left that the key opens."""
    proposal = get_object_or_404(GuestProposal.objects.with_token(token), is_outdated=False)
    consent = get_object_or_404(proposal.consents, pk=pk)
    if consent.kind == Consent.Kind.PERSONAL_DATA:
        forget_guest(proposal)
        return render(request, "initiatives/guests/forgotten.html")
    take_back(consent, by=None)
    return redirect("initiatives:guest", token)


# Their city


GIVE_BACK = _("What should the guest change?")
DECLINE = _("Why does the city decline?")


@login_required
@require_safe
@never_cache
def handover(request, pk):
    return _handover_page(request, _handed(request, pk))


@login_required
@require_POST
@never_cache
def take_over(request, pk):
    initiative = _handed(request, pk)
    try:
        decisions.take_over(initiative, by=request.user)
    except InvalidTransition as refusal:
        return _handover_page(request, _handed(request, pk), refusal=refusal)
    return redirect("initiatives:handover", pk)


@login_required
@require_POST
@never_cache
def give_back(request, pk):
    form = NoteForm(request.POST, prefix="back", label=GIVE_BACK)
    return _decide_with_note(request, pk, hand.give_back, back=form)


@login_required
@require_POST
@never_cache
def decline(request, pk):
    form = NoteForm(request.POST, prefix="no", label=DECLINE)
    return _decide_with_note(request, pk, hand.decline_for_city, no=form)


def _decide_with_note(request, pk, decide, **forms):
    """Carry out a decision that says why; what was typed stays on the page where it is refused."""
    (form,) = forms.values()
    initiative = _handed(request, pk)
    if not form.is_valid():
        return _handover_page(request, initiative, **forms)
    try:
        decide(initiative, by=request.user, note=form.cleaned_data["note"])
    except InvalidTransition as refusal:
        return _handover_page(request, _handed(request, pk), refusal=refusal, **forms)
    return redirect("initiatives:handover", pk)


def _handed(request, pk):
    return get_object_or_404(Initiative.objects.handed_to(request.user).select_related("city", "guest"), pk=pk)


def _handover_page(request, initiative, *, refusal=None, back=None, no=None):
    context = {
        "initiative": initiative,
        "is_open": initiative.status == Status.WITH_CITY,
        "refusal": refusal,
        "typed": [form for form in (back, no) if form],
        "back": back or NoteForm(prefix="back", label=GIVE_BACK),
        "no": no or NoteForm(prefix="no", label=DECLINE),
    }
    status = 409 if refusal else 422 if back or no else 200
    return render(request, "initiatives/guests/handover.html", context, status=status)
