"""The form in which an initiative is written, step by step.

What ``static/js`` may rely on. The form of a step has the id ``write``, ``data-autosave`` (the address to post to)
and, where what it shows is not saved yet, ``data-unsaved``; the names and ids of its fields are stable (``id_<name>``;
those of a whole, and of the rows of a part, begin with its name and a dash), texts with a limit bear ``data-limit``. An
autosave is a POST of the whole form with the header ``X-Autosave: 1``; it writes no history, and it never loses
anything either:

* 200 ``{"version": 4, "saved_at": iso, "errors": {field: [sentence]}, "others": [name]}``: everything is kept, with its
  errors. Send the new version with the next save. A post that says nothing new keeps the version and tells that the
  draft is still open; ``others`` are those who have it open too.
* 409 ``{"version": 5, "theirs": {field: value or list}, "by": name, "saved_at": iso}``: somebody saved the step in
  between; nothing was stored. ``theirs`` holds the fields that differ. A post with that version overwrites them.
* 410 ``{"moved": address}``: the initiative is no longer with its author.
* 401 ``{"sign_in": address}``: the session ended. 404: not for this person.

Without scripts the same POST redirects, or answers 422 with the page and its errors, 409 with both texts.
"""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cities.models import City, Partner
from initiatives.access import ask_to_sign_in, for_authors, get_initiative, hides_people, holds_key, shown_name
from initiatives.comparing import differences, one_or_all, with_choices
from initiatives.decisions import hand_in
from initiatives.drafts import Conflict, NoLongerWithAuthor, completed, save_step, step_as_kept
from initiatives.forms.writing import ConsentsForm, NewInitiativeForm, SaveForm, StepForms
from initiatives.models import ANSWER_WITHIN_WORKING_DAYS, Initiative, SavedStep, Step, Writer, answer_due
from initiatives.readiness import Readiness, address_of
from initiatives.views.workspace import notices_of, trail_to
from portal.kept_posts import forget_post, keep_post, kept_post
from portal.publishing import previews
from portal.publishing.workflow import AlreadyMoved, InvalidTransition, Status


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, katottg):
    if not request.user.is_authenticated:
        if request.method == "POST":
            keep_post(request)
        return ask_to_sign_in(request, back_to=request.get_full_path())
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    if request.method == "POST":
        form = NewInitiativeForm(request.POST, city=city, author=request.user)
        if form.is_valid():
            draft = Initiative.objects.begin(city=city, author=request.user, **form.cleaned_data)
            forget_post(request)
            return redirect("initiatives:write", draft.pk, Step.WHAT)
    else:
        typed = kept_post(request) or {}
        form = NewInitiativeForm(initial={"creation_key": uuid.uuid4(), "title_uk": typed.get("title_uk", "")})
    trail = [
        (gettext("City workspace"), reverse("workspace:overview")),
        (city, reverse("workspace:city", args=[katottg])),
    ]
    context = {"form": form, "city": city, "trail": trail}
    return render(request, "initiatives/writing/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, pk, step):
    if not request.user.is_authenticated and not holds_key(request, pk):
        if request.method == "POST" and not _is_autosave(request):
            keep_post(request)
        return ask_to_sign_in(request, back_to=request.get_full_path())
    initiative = get_initiative(request, pk)
    if request.method == "POST":
        return _save(request, initiative, step)
    if not initiative.is_with_author:
        return redirect("initiatives:follow", pk)
    return _page(request, initiative, step, more=request.GET.get("more", ""))


def _is_autosave(request):
    return bool(request.headers.get("X-Autosave"))


def _writer(request):
    return request.user if request.user.is_authenticated else None


def _page(request, initiative, step, *, status=200, more=""):
    """The form as it is kept; what was posted before signing in is laid over it, to be saved by hand."""
    # A row of its own for the forms, fresh from what was just saved: checking them writes into it what was typed.
    initiative, row = (Initiative.objects.select_related("city").get(pk=initiative.pk) for _time in range(2))
    hidden = hides_people(request, initiative)
    saved = SavedStep.objects.of(initiative, step)
    data = step_as_kept(step, initiative, hides_people=hidden)
    if unsaved := kept_post(request):
        data = completed(step, initiative, unsaved, data, hides_people=hidden)
    for part in StepForms.parts_of(step):
        shown = max(1, int(data.get(f"{part}-TOTAL_FORMS") or 0))
        data[f"{part}-TOTAL_FORMS"] = str(shown + (part == more))
    forms = StepForms(step, row, data, hides_people=hidden)
    context = {
        "forms": forms,
        "asked": forms.asked(_comments(initiative)),
        "step": Step(step),
        "steps": Step,
        "next_step": next_step(step),
        "version": unsaved.get("version", "") if unsaved else saved.version,
        "saved": saved,
        "saved_by": shown_name(saved.saved_by, request, initiative),
        "is_unsaved": unsaved is not None,
        "others": _others(request, initiative),
        "partners": Partner.objects.listed_or_of(initiative.city).by_name(),
        "notices": notices_of(request),
        "initiative": initiative,
        "is_protected": not initiative.endangers_nobody,
        "trail": trail_to(request, initiative),
    }
    return render(request, "initiatives/writing/write.html", context, status=status)


def next_step(step):
    """Where the button at the foot of the page leads: on to the next step, after the last to the check."""
    after = Step.values.index(step) + 1
    return Step.values[after] if after < len(Step) else "check"


def _comments(initiative):
    asked = initiative.status == Status.CHANGES_ASKED
    return initiative.field_comments.open() if asked else ()


def _others(request, initiative):
    others = Writer.objects.others(initiative, _writer(request))
    return [shown_name(writer.user, request, initiative) for writer in others]


def _save(request, initiative, step):
    form = SaveForm(request.POST)
    form.is_valid()
    asked = form.cleaned_data
    quietly, hidden = _is_autosave(request), hides_people(request, initiative)
    typed = with_choices(request.POST)
    try:
        saved = save_step(
            initiative,
            step,
            typed,
            seen=asked.get("version"),
            by=_writer(request),
            quietly=quietly,
            hides_people=hidden,
        )
    except NoLongerWithAuthor:
        return _moved(request, initiative, step, typed)
    except Conflict as conflict:
        return _conflict(request, initiative, step, typed, conflict)
    if request.user.is_authenticated:
        Writer.objects.mark(initiative, request.user)
    if not quietly or asked.get("unsaved"):
        forget_post(request)
    if quietly:
        return JsonResponse(
            {
                "version": saved.version,
                "saved_at": saved.saved_at and saved.saved_at.isoformat(),
                "errors": saved.complaints,
                "others": _others(request, initiative),
            }
        )
    if saved.complaints:
        return _page(request, initiative, step, status=422, more=asked.get("add"))
    if asked.get("add"):
        return redirect(f"{address_of(initiative, step)}?{urlencode({'more': asked['add']})}#question-{asked['add']}")
    messages.success(request, gettext("Saved."))
    if asked.get("go") == "check":
        return redirect("initiatives:check", initiative.pk)
    return redirect("initiatives:write", initiative.pk, asked.get("go") or step)


def _conflict(request, initiative, step, mine, conflict):
    hidden = hides_people(request, initiative)
    found = differences(step, initiative, mine, conflict.kept, hides_people=hidden)
    by = shown_name(conflict.saved.saved_by, request, initiative)
    if _is_autosave(request):
        return JsonResponse(
            {
                "version": conflict.saved.version,
                "theirs": {name: one_or_all(values) for each in found for name, values in each.theirs_sent},
                "by": by,
                "saved_at": conflict.saved.saved_at and conflict.saved.saved_at.isoformat(),
            },
            status=409,
        )
    context = {
        "initiative": initiative,
        "step": Step(step),
        "differences": found,
        "mine": [(name, values) for name, values in mine.lists() if name not in ("version", "csrfmiddlewaretoken")],
        "version": conflict.saved.version,
        "saved": conflict.saved,
        "by": by,
    }
    return render(request, "initiatives/writing/conflict.html", context, status=409)


def _moved(request, initiative, step, typed):
    follow = reverse("initiatives:follow", args=[initiative.pk])
    if _is_autosave(request):
        return JsonResponse({"moved": follow}, status=410)
    hidden = hides_people(request, initiative)
    kept = step_as_kept(step, initiative, hides_people=hidden)
    context = {
        "initiative": initiative,
        "step": Step(step),
        "differences": differences(step, initiative, typed, kept, hides_people=hidden),
    }
    return render(request, "initiatives/writing/moved.html", context, status=410)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def check(request, initiative):
    if not initiative.is_with_author:
        if request.method == "POST":
            messages.info(request, gettext("This initiative has been handed in already. Nothing more is to be done."))
        return redirect("initiatives:follow", initiative.pk)
    if request.method != "POST":
        return _check_page(request, initiative, ConsentsForm(initiative=initiative))
    consents = ConsentsForm(request.POST, initiative=initiative)
    if consents.refuse_lacking() or not Readiness(initiative).is_complete:
        return _check_page(request, initiative, consents, status=422)
    try:
        with transaction.atomic():
            consents.store(_writer(request), quietly=False)
            hand_in(initiative, by=_writer(request))
        messages.success(request, gettext("It is handed in. A letter to you says what comes next and by when."))
    except AlreadyMoved:
        messages.info(request, gettext("This initiative has been handed in already. Nothing more is to be done."))
    except InvalidTransition as refusal:
        return _check_page(request, initiative, consents, status=422, refusal=str(refusal))
    return redirect("initiatives:follow", initiative.pk)


def _check_page(request, initiative, consents, *, status=200, refusal=""):
    context = {
        "initiative": initiative,
        "ready": Readiness(initiative),
        "consents": consents,
        "given": initiative.given_consents,
        "answer_days": ANSWER_WITHIN_WORKING_DAYS,
        "answer_due": answer_due(timezone.localdate()),
        "refusal": refusal,
        "trail": trail_to(request, initiative),
        "was_refused": status != 200,
        "notices": notices_of(request),
    }
    return render(request, "initiatives/writing/check.html", context, status=status)


@never_cache
@require_safe
@for_authors
def preview(request, initiative):
    note = gettext("A preview: only the city and its reviewers see this page.")
    return previews.preview(request, initiative, note=note, back=reverse("initiatives:follow", args=[initiative.pk]))
