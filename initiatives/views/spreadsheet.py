"""The writing form as a spreadsheet: to take away, and to read back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import spreadsheet
from initiatives.access import for_authors, hides_people
from initiatives.forms.spreadsheet import SpreadsheetForm
from portal.media.models import Document
from portal.media.views import attachment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def take_and_bring(request, initiative):
    if not initiative.is_with_author:
        return redirect("initiatives:follow", initiative.pk)
    context = {"initiative": initiative, "form": SpreadsheetForm(initiative=initiative)}
    if request.method != "POST":
        return render(request, "initiatives/writing/spreadsheet.html", context)
    form = SpreadsheetForm(
        request.POST, request.FILES, initiative=initiative, hides_people=hides_people(request, initiative)
    )
    context["form"] = form
    if not form.is_valid():
        return render(request, "initiatives/writing/spreadsheet.html", context, status=422)
    context["brought"] = spreadsheet.bring_in(
        form.cleaned_data["reading"],
        initiative,
        by=request.user if request.user.is_authenticated else None,
        over_others=form.cleaned_data["over_others"],
        hides_people=form.hides_people,
    )
    return render(request, "initiatives/writing/spreadsheet.html", context)


@never_cache
@require_safe
@for_authors
def download(request, initiative):
    content = spreadsheet.write_form(initiative, hides_people=hides_people(request, initiative))
    title = _("Initiative %(number)s") % {"number": initiative.number}
    return HttpResponse(
        content,
        content_type=Document.CONTENT_TYPES[Document.Kind.XLSX],
        headers={"Content-Disposition": attachment(title, "xlsx"), "X-Content-Type-Options": "nosniff"},
    )
