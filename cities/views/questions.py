"""Questions to cities: asked on a public page, answered in the workspace or by the key in a letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities import questions
from cities.forms.questions import AnswerForm, QuestionForm
from cities.models import City, CityQuestion
from portal.kept_posts import for_signed_in, forget_post, kept_post
from portal.lookup import find_published
from portal.senders import sender_of_request

PAGE_SIZE = 24


# Askers


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def ask(request, slug):
    city = _city_to_ask(slug)
    if request.method != "POST":
        return _ask_page(request, city, QuestionForm(city=city))
    form = QuestionForm(request.POST, city=city, sender=sender_of_request(request), language=get_language())
    if not form.is_valid():
        return _ask_page(request, city, form, status=form.refusal_status)
    questions.ask(form.save(commit=False))
    return redirect("cities:asked", slug)


@require_safe
@cache_control(private=True)
def asked(request, slug):
    city = _city_to_ask(slug)
    return render(request, "cities/questions/asked.html", {"city": city, "trail": _trail(city)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request, key):
    """A reader of letters may open the page, only its button confirms."""
    question = get_object_or_404(CityQuestion.objects.with_confirmation_key(key).select_related("city"))
    if request.method == "POST":
        questions.confirm(question)
        return redirect("cities:confirm_question", key)
    return render(request, "cities/questions/confirm.html", {"question": question})


def _city_to_ask(slug):
    city = find_published(
        City.objects.for_contacts(), page_of=lambda city: reverse("cities:ask", args=[city.slug]), slug=slug
    )
    if not city.takes_questions:
        raise Http404
    return city


def _ask_page(request, city, form, status=200):
    context = {"city": city, "form": form, "trail": _trail(city)}
    return render(request, "cities/questions/ask.html", context, status=status)


def _trail(city):
    return [(gettext("Cities"), reverse("cities:directory")), (city.name, city.get_absolute_url())]


# The office, by its key


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request, key):
    question = get_object_or_404(CityQuestion.objects.relayed().with_answer_key(key).select_related("city"))
    here = reverse("cities:answer", args=[key])
    context = {"question": question, "action": here, "spam_url": reverse("cities:report_by_key", args=[key])}
    return _answer(request, question, "cities/questions/answer.html", context, by=None, done=here)


@require_POST
@never_cache
def report_by_key(_request, key):
    question = get_object_or_404(CityQuestion.objects.with_answer_key(key))
    questions.report_spam(question, by=None)
    return redirect("cities:reported")


@require_safe
@never_cache
def reported(request):
    return render(request, "cities/questions/reported.html")


# Representatives


@login_required
@require_safe
@never_cache
def of_city(request, katottg):
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    found = CityQuestion.objects.for_city(city)
    context = {
        "city": city,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "notices": messages.get_messages(request),
    }
    return render(request, "cities/questions/of_city.html", context)


@for_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def question(request, katottg, pk):
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    question = get_object_or_404(CityQuestion.objects.for_city(city), pk=pk)
    here = reverse("cities:question", args=[katottg, pk])
    context = {
        "city": city,
        "question": question,
        "action": here,
        "spam_url": reverse("cities:report_question", args=[katottg, pk]),
    }
    return _answer(request, question, "cities/questions/question.html", context, by=request.user, done=here)


@login_required
@require_POST
@never_cache
def report(request, katottg, pk):
    city = get_object_or_404(City.objects.represented_by(request.user), katottg=katottg)
    questions.report_spam(get_object_or_404(city.questions.confirmed(), pk=pk), by=request.user)
    messages.success(request, gettext("Thank you. Nothing more from this sender reaches a city."))
    return redirect("cities:questions", katottg)


def _answer(request, question, template, context, *, by, done):
    """The page of one question; what was typed stays on it where it is refused or somebody else was faster."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if not form.is_bound and (kept := kept_post(request)):
        form.initial = kept.dict()
        context |= {"unsent": form.initial.get("answer")} if question.answered_at else {"is_kept_post": True}
    elif form.is_bound:
        if form.is_valid():
            text = form.cleaned_data["answer"]
            # The same text a second time is a second click.
            if questions.answer(question, text, by=by) or question.answer == text:
                forget_post(request)
                return redirect(done)
            context |= {"unsent": text}
            status = 409
        else:
            status = 422
    return render(request, template, {**context, "form": form}, status=status)
