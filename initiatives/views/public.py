"""What everybody may read: the catalogue, an initiative, the lists that initiatives are sorted by."""

import segno
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from initiatives import citing, structured_data
from initiatives.forms import InitiativeFilterForm
from initiatives.models import Area, AssociationTask, Initiative, Sdg, TargetGroup, Theme
from portal.lookup import find_published
from portal.page_cache import public_page
from portal.politeness import SEARCHING, at_most
from portal.publishing.parity import translated_fields
from portal.publishing.previews import page_of
from portal.search.finding import similar_to
from portal.structured_data import absolute
from portal.templatetags.portal import shows_ukrainian

PER_PAGE = 24
NEWS_ON_PAGE = 6


@public_page
@require_safe
@at_most(SEARCHING, of_queries=True)
def catalogue(request):
    form = InitiativeFilterForm(request.GET)
    published = Initiative.objects.published().newest_first()
    panel = form.panel(published)
    paginator = Paginator(published, PER_PAGE)
    paginator.count = panel.found
    number = paginator.get_page(request.GET.get("page")).number
    known = panel.known(number * PER_PAGE, in_order=form.order == "newest")
    paginator.object_list = form.narrow(published, known).for_cards()
    title = gettext("Initiatives")
    context = {
        "form": form,
        "panel": panel,
        "page": paginator.page(number),
        "title": title,
        "lead": gettext(
            "Lifelong-learning initiatives of Ukrainian cities, told so that another city can repeat them."
        ),
        "notices": form.notices,
    }
    return render(request, "initiatives/catalogue.html", context)


@public_page
@require_safe
def initiative(request, slug):
    return show_initiative(request, find_published(Initiative.objects.for_page(), slug=slug))


@page_of(Initiative)
def show_initiative(request, initiative):
    known = initiative.replaces or initiative  # what others refer to
    trail = [(gettext("Initiatives"), reverse("initiatives:catalogue"))]
    context = {
        "initiative": initiative,
        "untranslated": untranslated(initiative),
        "similar": similar_to(known),
        "articles": known.articles.published().newest_first().for_cards()[:NEWS_ON_PAGE],
        "trail": trail,
        "citation": citing.as_text(initiative),
        "structured_data": structured_data.initiative_page(initiative),
    }
    return render(request, "initiatives/initiative.html", context)


CITATIONS = {
    "bib": (citing.as_bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (citing.as_ris, "application/x-research-info-systems; charset=utf-8"),
}


@require_safe
def cite(request, slug, form):  # noqa: ARG001
    """The initiative as a file for programs that keep references."""
    initiative = find_published(
        Initiative.objects.for_page(),
        page_of=lambda row: reverse("initiatives:cite", args=[row.slug, form]),
        slug=slug,
    )
    write, content_type = CITATIONS[form]
    response = HttpResponse(write(initiative), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{initiative.slug}.{form}"'
    return response


@public_page
@require_safe
def handout(request, slug):
    """The initiative on paper, for a meeting without a network: two pages that lead back to it by their QR code."""
    initiative = find_published(Initiative.objects.for_page(), page_of=_handout_url, slug=slug)
    address = absolute(initiative.get_absolute_url())
    context = {
        "initiative": initiative,
        "address": address,
        "qr": _qr_code(address),
        "copied_on": timezone.localdate(),
    }
    return render(request, "initiatives/handout.html", context)


def _handout_url(initiative):
    return reverse("initiatives:handout", args=[initiative.slug])


def _qr_code(text):
    """The text as an SVG that fills its place; a sixth of it may be dirty or folded."""
    return mark_safe(segno.make_qr(text, error="m").svg_inline(omitsize=True, border=2))  # noqa: S308 – drawn here


def untranslated(initiative):
    """The first field that this page has to show in Ukrainian although it is English; "title" where there is none."""
    return next((name for name in translated_fields(Initiative) if shows_ukrainian(initiative, name)), "title")


@public_page
@require_safe
def areas(request):
    lead = gettext("What a learning city works on, in the words of UNESCO’s key features of learning cities.")
    return _reference_list(request, Area, lead)


@public_page
@require_safe
def tasks(request):
    return _reference_list(request, AssociationTask, gettext("What the association does for cities that learn."))


@public_page
@require_safe
def sdgs(request):
    return _reference_list(
        request, Sdg, gettext("Goals of the United Nations, and initiatives that bring them nearer.")
    )


@public_page
@require_safe
def target_groups(request):
    return _reference_list(request, TargetGroup, gettext("For whom initiatives are made."))


@public_page
@require_safe
def themes(request):
    lead = gettext("Themes on which cities work together in the UNESCO Global Network of Learning Cities.")
    return _reference_list(request, Theme, lead)


def _reference_list(request, model, lead):
    title = _list_title(model)
    context = {
        "title": title,
        "lead": lead,
        "entries": model.objects.current().with_counts().in_list_order(),
    }
    return render(request, "initiatives/references.html", context)


@public_page
@require_safe
def area(request, slug):
    area = get_object_or_404(Area, slug=slug)
    return _reference(request, area, cities=area.initiatives.published().cities())


@public_page
@require_safe
def task(request, slug):
    task = get_object_or_404(AssociationTask, slug=slug)
    return _reference(request, task, articles=task.articles.published().newest_first().for_cards()[:NEWS_ON_PAGE])


@public_page
@require_safe
def sdg(request, slug):
    return _reference(request, get_object_or_404(Sdg, slug=slug))


@public_page
@require_safe
def target_group(request, slug):
    return _reference(request, get_object_or_404(TargetGroup, slug=slug))


@public_page
@require_safe
def theme(request, slug):
    return _reference(request, get_object_or_404(Theme, slug=slug))


def _reference(request, entry, **related):
    found = entry.initiatives.published().newest_first().for_cards()
    trail = [(_list_title(type(entry)), reverse(entry.list_url_name))]
    context = {
        "entry": entry,
        "kind": capfirst(entry._meta.verbose_name),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "trail": trail,
        "structured_data": structured_data.term(entry),
        **related,
    }
    return render(request, "initiatives/reference.html", context)


def _list_title(model):
    return capfirst(model._meta.verbose_name_plural)
