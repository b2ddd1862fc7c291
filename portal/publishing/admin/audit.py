"""The list of who did what, to be read and taken away as a table; nobody changes it."""

import csv
from itertools import islice

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.publishing import audit
from portal.publishing.models import Transition

PER_PAGE = 100
# Rows that are put into words at a time.
CHUNK = 1000
BOM = "\ufeff"  # without it spreadsheets take the file for one in the code page of their country
HEAD = (_("when"), _("who"), _("kind"), _("row"), _("what"), _("comment"), _("log"))
PERMISSIONS = ["publishing.view_transition", "admin.view_logentry"]


class AuditFilter(forms.Form):
    """Narrows the list: to a log, a person, a kind of rows, days."""

    log = forms.ChoiceField(label=_("log"), required=False, choices=[("", _("all"))])
    by = forms.CharField(label=_("e-mail of the person"), required=False, max_length=254)
    kind = forms.ModelChoiceField(ContentType.objects.none(), label=_("kind"), required=False, empty_label=_("all"))
    since = forms.DateField(label=_("from day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("to day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["log"].choices += audit.Log.choices
        kind = self.fields["kind"]
        kind.queryset = ContentType.objects.filter(pk__in=[entry.pk for entry in audit.kinds()])
        kind.label_from_instance = lambda entry: capfirst(entry.model_class()._meta.verbose_name)

    def clean_by(self):
        email = self.cleaned_data["by"].strip().lower()
        if not email:
            return None
        person = get_user_model().objects.filter(email=email).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this address."))
        return person

    def found(self):
        """The entries that were asked for; none where the question is none."""
        return audit.entries(**self.cleaned_data) if self.is_valid() else Transition.objects.none()


def for_managers(view):
    """For those who may see all logs."""

    def guarded(request):
        if not request.user.has_perms(PERMISSIONS):
            raise PermissionDenied
        return view(request)

    return admin.site.admin_view(require_safe(never_cache(guarded)))


@for_managers
def audit_list(request):
    form = AuditFilter(request.GET)
    page = Paginator(form.found(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": gettext("Who did what"),
        "form": form,
        "page": page,
        "head": [capfirst(str(name)) for name in HEAD],
        "entries": audit.in_words(list(page)),
    }
    return render(request, "admin/audit.html", context, status=422 if form.errors else 200)


@for_managers
def audit_table(request):
    """The same as CSV (RFC 4180)."""
    form = AuditFilter(request.GET)
    response = StreamingHttpResponse(csv_lines(form.found()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate().isoformat()}.csv"'
    return response


class _Echo:
    """What the writer of CSV takes for a file: it gives each line back."""

    def write(self, line):
        return line


def csv_lines(found):
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([str(name) for name in HEAD])
    rest = found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rest, CHUNK)):
        for entry in audit.in_words(chunk):
            at = timezone.localtime(entry.at).isoformat(timespec="seconds")
            cells = [at, entry.by or "", entry.kind, entry.row, entry.what, entry.words, entry.log.label]
            yield writer.writerow([harmless(str(cell)) for cell in cells])


def harmless(cell) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) or cell[:1] in ("\t", "\r") else cell
