"""A hromada joins the association: the application, its confirmation, and its page for those who hold the key."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities import actions
from cities.forms.joining import ApplicationForm, CorrectionForm
from cities.keys import application_key, application_to_confirm, open_application
from cities.register import find_hromadas
from portal.politeness import SUGGESTING, at_most
from portal.publishing.workflow import AlreadyMoved
from portal.senders import sender_of_request

MOST_SUGGESTED = 10


def _trail():
    return [(gettext("How to join"), reverse("pages:page", args=["join"]))]


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def apply(request):
    if request.method != "POST":
        return render(request, "cities/apply.html", {"form": ApplicationForm(), "trail": _trail()})
    form = ApplicationForm(request.POST, request.FILES, sender=sender_of_request(request), language=get_language())
    if not form.is_valid():
        form.keep_document()
        return render(request, "cities/apply.html", {"form": form, "trail": _trail()}, status=form.refusal_status)
    actions.send_application(form)
    return redirect("cities:applied")


@require_safe
def applied(request):
    return render(request, "cities/applied.html", {"trail": _trail()})


@require_safe
@at_most(SUGGESTING)
@cache_control(public=True, max_age=24 * 60 * 60)
def hromadas(request):
    """What the field for the hromada suggests while somebody types."""
    language = get_language()
    found = find_hromadas(request.GET.get("q", "")[:200])[:MOST_SUGGESTED]
    hits = [
        {"katottg": hromada.katottg, "title": hromada.title(language), "place": hromada.place(language)}
        for hromada in found
    ]
    return JsonResponse({"hits": hits})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request, token):
    """The page behind the link in a letter. Mail scanners follow links, so only the button confirms."""
    application, email, is_outdated = application_to_confirm(token)
    if is_outdated:
        return _outdated(request, application, email)
    if not application.is_draft and application.contact_email == email:
        return redirect("cities:application", application_key(application))
    if request.method == "POST":
        try:
            actions.confirm_application(application, email=email)
        except AlreadyMoved:
            return render(request, "cities/application_considered.html", {"application": application}, status=409)
        messages.success(
            request,
            gettext("Thank you, your address is confirmed. The link to this page comes by letter as well: keep it."),
        )
        return redirect("cities:application", application_key(application))
    return render(request, "cities/application_confirm.html", {"application": application, "email": email})


def _outdated(request, application, email):
    """A link whose week is over; its button asks for another one, which goes to the same address."""
    if request.method == "POST":
        actions.ask_to_confirm(application, email=email)
        return redirect("cities:applied")
    return render(request, "cities/application_outdated.html", {"email": email}, status=410)


@require_safe
@never_cache
def application(request, token):
    application = open_application(token)
    return render(
        request,
        "cities/application.html",
        {
            "application": application,
            "title": application.hromada.title(get_language()),
            "place": application.hromada.place(get_language()),
            "log": application.log(),
            "due": application.answer_due(),
            "token": token,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def correct(request, token):
    application = open_application(token)
    form = CorrectionForm(request.POST or None, request.FILES or None, instance=application)
    if request.method == "POST" and form.is_valid():
        form.save()
        if form.new_email:
            actions.ask_to_confirm(application, email=form.new_email)
            messages.success(request, gettext("We have sent a letter to the new address: confirm it there."))
        else:
            messages.success(request, gettext("Your corrections are kept."))
        return redirect("cities:application", token)
    status = 422 if form.is_bound else 200
    return render(request, "cities/application_correct.html", {"form": form, "token": token}, status=status)


@require_POST
@never_cache
def take_back_consent(request, token, pk):
    consent = get_object_or_404(open_application(token).consents, pk=pk)
    actions.take_back_consent(consent)
    if not consent.application.contact_email:  # the key is about that address
        return render(request, "cities/applicant_forgotten.html", {"trail": _trail()})
    messages.success(request, gettext("You have taken this consent back."))
    return redirect("cities:application", token)


@require_POST
@never_cache
def erase(request, token):
    application = open_application(token)
    if application.is_accepted:
        messages.error(request, gettext("The hromada is a member by this application, so write to us."))
        return redirect("cities:application", token)
    actions.erase_application(application)
    return redirect("cities:application_erased")


@require_safe
@never_cache
def erased(request):
    return render(request, "cities/application_erased.html", {"trail": _trail()})
