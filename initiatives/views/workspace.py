"""What authors see and do with an initiative beside writing it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import actions
from initiatives.access import for_authors, for_coordinators, is_coordinator, shown_name
from initiatives.following import Following
from initiatives.forms.questions import find_question
from initiatives.forms.writing import WithdrawForm
from initiatives.models import Step
from initiatives.readiness import address_of
from portal.publishing.workflow import InvalidTransition


def notices_of(request):
    """What the page before has to say; asked for on private pages only, since public ones read no cookie."""
    return list(messages.get_messages(request))


def rooms_to(request, initiative):
    """The way to the initiative through the rooms of its city; none for a guest."""
    if not is_coordinator(request, initiative):
        return []
    return [
        (gettext("City workspace"), reverse("workspace:overview")),
        (initiative.city, reverse("workspace:city", args=[initiative.city.katottg])),
    ]


def trail_to(request, initiative):
    """The way to a page of the initiative."""
    return [*rooms_to(request, initiative), (initiative, reverse("initiatives:follow", args=[initiative.pk]))]


@never_cache
@require_safe
@for_authors
def follow(request, initiative):
    following = Following(initiative, is_guest=not is_coordinator(request, initiative))
    comments = [
        (comment, question, address_of(initiative, step, question.name) if question else "")
        for comment in initiative.field_comments.open()
        for step, question in [find_question(comment.field)]
    ]
    context = {
        "initiative": initiative,
        "following": following,
        "may": following.may(),
        "log": [(entry, _who(entry, request, initiative)) for entry in following.log],
        "comments": comments,
        "first_comment": next((url for _comment, _question, url in comments if url), ""),
        "trail": rooms_to(request, initiative),
        "notices": notices_of(request),
    }
    return render(request, "initiatives/following/follow.html", context)


def _who(entry, request, initiative):
    """Colleagues by name, editors as the association for which they speak."""
    if entry.by and entry.by.is_staff:
        return gettext("the association")
    return shown_name(entry.by, request, initiative)


def _refused(request, initiative, refusal):
    """Back to the page of the initiative, which says why."""
    messages.error(request, str(refusal))
    return redirect("initiatives:follow", initiative.pk)


@never_cache
@require_POST
@for_authors
def take_back(request, initiative):
    if "decide" in Following(initiative, is_guest=not is_coordinator(request, initiative)).may():
        refusal = gettext("A guest wrote this, and a note has to go with it: give it back on the page of the proposal.")
        return _refused(request, initiative, refusal)
    try:
        initiative.take_back(by=request.user if request.user.is_authenticated else None)
    except InvalidTransition as refusal:
        return _refused(request, initiative, refusal)
    messages.success(request, gettext("It is a draft again. Nobody but your city sees it."))
    return redirect("initiatives:follow", initiative.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def withdraw(request, initiative):
    """Take the page away from readers, after asking once more."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"initiative": initiative, "form": form, "trail": trail_to(request, initiative)}
        status = 422 if form.errors else 200
        return render(request, "initiatives/following/withdraw.html", context, status=status)
    try:
        initiative.withdraw(by=request.user, note=form.cleaned_data["note"])
    except InvalidTransition as refusal:
        return _refused(request, initiative, refusal)
    messages.success(request, gettext("It is withdrawn. Its address now answers that the page is gone."))
    return redirect("initiatives:follow", initiative.pk)


@never_cache
@require_POST
@for_coordinators
def propose_change(request, initiative):
    """Begin a proposed change, or go on with the one that is open."""
    try:
        proposal = actions.propose_change(initiative, by=request.user)
    except InvalidTransition as refusal:
        return _refused(request, initiative, refusal)
    if proposal.is_with_author:
        return redirect("initiatives:write", proposal.pk, Step.WHAT)
    return redirect("initiatives:follow", proposal.pk)


@never_cache
@require_POST
@for_coordinators
def duplicate(request, initiative):
    if initiative.replaces_id:
        return _refused(request, initiative, gettext("A proposed change cannot be duplicated; its initiative can."))
    draft = actions.duplicate(initiative, by=request.user)
    messages.success(request, gettext("This is a new draft with the same text. Change what is different."))
    return redirect("initiatives:write", draft.pk, Step.WHAT)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def delete(request, initiative):
    """Delete a draft for good, after asking once more."""
    if request.method != "POST":
        context = {"initiative": initiative, "trail": trail_to(request, initiative)}
        return render(request, "initiatives/following/delete.html", context)
    try:
        initiative.discard()
    except InvalidTransition as refusal:
        return _refused(request, initiative, refusal)
    messages.success(request, gettext("The draft “%(title)s” is deleted.") % {"title": initiative})
    return redirect("workspace:city", initiative.city.katottg)
