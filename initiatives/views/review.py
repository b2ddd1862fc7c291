"""Where staff answer what cities hand in: the queue, and one page for everything about an initiative."""

from collections import defaultdict
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.models import MembershipApplication
from initiatives import decisions
from initiatives.actions import rebase_proposal
from initiatives.forms.review import DecisionForm, DraftForm, InsertForm, QueueFilterForm, ReviewForm, SeenForm
from initiatives.models import ANSWER_WITHIN_WORKING_DAYS, Initiative
from initiatives.versions import SECTIONS, passages, said, words_before
from portal.publishing import previews
from portal.publishing.models import Transition
from portal.publishing.workflow import AlreadyMoved, InvalidTransition

PER_PAGE = 50


def reviewers_only(view):
    """Strangers sign in first; who is no staff learns nothing; staff need the permission to change initiatives."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        if not request.user.has_perm("initiatives.change_initiative"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@reviewers_only
@require_safe
def queue(request):
    form = QueueFilterForm(request.GET)
    found = form.narrow(Initiative.objects.in_review_queue(), request.user)
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "applications": MembershipApplication.objects.waiting_for_staff().count(),
        "working_days": ANSWER_WITHIN_WORKING_DAYS,
        "notices": [*form.notices, *messages.get_messages(request)],
    }
    return render(request, "initiatives/review/queue.html", context)


@reviewers_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    initiative = _find(pk)
    if request.method != "POST":
        return _page(request, initiative)
    form = DecisionForm(request.POST, initiative=initiative)
    if not form.is_valid():
        return _page(request, initiative, form, status=422)
    try:
        _decide(request, form)
    except InvalidTransition as error:
        return _page(request, _find(pk), form, problem=error, status=409)
    return _done(request, gettext("Your answer to “%(title)s” is on its way."), initiative, "initiatives:review_queue")


@transaction.atomic
def _decide(request, form):
    initiative = decisions.in_hand(form.initiative.pk, by=request.user, seen=form.cleaned_data["version"])
    form.save(by=request.user)
    decide = {
        form.Decision.CHANGES: decisions.ask_for_changes,
        form.Decision.PUBLISH: decisions.accept if initiative.replaces_id else decisions.publish,
        form.Decision.DECLINE: decisions.decline,
    }[form.cleaned_data["decision"]]
    decide(initiative, by=request.user, note=form.cleaned_data["note"])


@reviewers_only
@require_safe
def preview(request, pk):
    note = gettext("A preview: only the city and its reviewers see this page.")
    return previews.preview(request, _find(pk), note=note, back=reverse("initiatives:review", args=[pk]))


@reviewers_only
@require_POST
def save(request, pk):
    """Keep what was typed; authors do not see it yet."""
    return _keep(request, pk, DraftForm(request.POST, initiative=_find(pk)), "")


@reviewers_only
@require_POST
def insert(request, pk):
    """Add the words of a template to the answer, and keep all that was typed."""
    return _keep(request, pk, InsertForm(request.POST, initiative=_find(pk)), "#answer")


def _keep(request, pk, form, anchor):
    initiative = form.initiative
    if not form.is_valid():
        return _page(request, initiative, form, status=422)
    try:
        initiative.ensure_in_hands_of(request.user)
    except AlreadyMoved as error:
        return _page(request, initiative, form, problem=error, status=409)
    form.save(by=request.user)
    messages.success(request, gettext("Saved. The author sees it only with your decision."))
    decision = form.cleaned_data["decision"]
    query = f"?decision={decision}" if decision else ""
    return redirect(reverse("initiatives:review", args=[pk]) + query + anchor)


@reviewers_only
@require_POST
def take(request, pk):
    """Become the reviewer, in the place of whoever was on the page."""

    def act(seen):
        decisions.take(decisions.as_seen(pk, seen=seen), by=request.user)

    return _act(request, pk, act, gettext("“%(title)s” is in your hands now."))


@reviewers_only
@require_POST
def give_back(request, pk):
    def act(seen):
        decisions.give_back(decisions.in_hand(pk, by=request.user, seen=seen))

    return _act(request, pk, act, gettext("“%(title)s” waits for another reviewer."))


@reviewers_only
@require_POST
def rebase(request, pk):
    """Let the proposal change the published version as it is now, which stands on the page beside it."""

    def act(seen):
        rebase_proposal(decisions.in_hand(pk, by=request.user, seen=seen), by=request.user)

    return _act(request, pk, act, gettext("“%(title)s” can now be accepted into the published version."))


def _act(request, pk, act, notice):
    """Do something to the initiative as it was on the page; where it has changed since, show it again and say so."""
    initiative, form = _find(pk), SeenForm(request.POST)
    form.full_clean()
    try:
        with transaction.atomic():
            act(form.cleaned_data.get("version", ""))
    except InvalidTransition as error:
        return _page(request, _find(pk), problem=error, status=409)
    return _done(request, notice, initiative, "initiatives:review", pk)


def _find(pk):
    return get_object_or_404(Initiative.objects.for_review(), pk=pk)


def _done(request, notice, initiative, url_name, *args):
    messages.success(request, notice % {"title": initiative})
    return redirect(url_name, *args)


def _sections(initiative, form, before):
    """Label and fields of each step of the form: the words, what changed in them, the comments and the box for one."""
    now, comments = said(initiative), defaultdict(list)
    for comment in initiative.field_comments.sent().select_related("by"):
        comments[comment.field].append(comment)
    return [
        (
            step.label,
            [
                {
                    "name": name,
                    "label": initiative.label_of(name),
                    "passages": passages(name, now, before),
                    "lacks_english": bool(now.get(f"{name}_uk")) and not now.get(f"{name}_en"),
                    "comments": comments[name],
                    "box": form[f"comment_{name}"],
                }
                for name in names
            ],
        )
        for step, names in SECTIONS.items()
    ]


def _page(request, initiative, form=None, *, problem="", status=200):
    """The initiative with everything about it; ``form`` is what was typed and could not be taken."""
    is_mine = initiative.is_in_hands_of(request.user)
    shown = form or ReviewForm(initiative=initiative, initial={"decision": request.GET.get("decision")})
    before = words_before(initiative)
    sections = _sections(initiative, shown, before)
    context = {
        "initiative": initiative,
        "is_mine": is_mine,
        "form": shown,
        "kept": shown.typed if form and not is_mine else [],
        "sections": sections,
        "changed": [
            field for _step, fields in sections for field in fields if any(each.pieces for each in field["passages"])
        ],
        "compares": before is not None,
        "log": Transition.objects.of(initiative),
        "trail": [(gettext("Review queue"), reverse("initiatives:review_queue"))],
        "problem": problem,
        "notices": [*messages.get_messages(request)],
    }
    return render(request, "initiatives/review/review.html", context, status=status)
