"""How level the two languages are, over everything that staff edit."""

from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.publishing.behind import can_be_behind, with_english_behind
from portal.publishing.parity import lacks_all_english, lacks_english, missing_english, translated_fields

PER_PAGE = 50
LACKS = {
    "wholly": _("no English at all"),
    "partly": _("English in part"),
    "behind": _("English behind the Ukrainian"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of content, and those of its rows that readers see."""

    model_admin: admin.ModelAdmin
    rows: object

    @property
    def model(self):
        return self.rows.model

    @property
    def code(self) -> str:
        """Its name in addresses."""
        return self.model._meta.label_lower

    @property
    def label(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)

    def lacking(self, lack):
        """The rows that lack English so, in a lasting order."""
        found = {
            "wholly": lambda: self.rows.filter(lacks_english(self.model), lacks_all_english(self.model)),
            "partly": lambda: self.rows.filter(lacks_english(self.model)).exclude(lacks_all_english(self.model)),
            "behind": lambda: with_english_behind(self.rows) if can_be_behind(self.model) else self.rows.none(),
        }
        return found[lack]().order_by("pk")

    def counts(self):
        """How many rows there are, and how many lack English so."""
        lacks, all_of_it = lacks_english(self.model), lacks_all_english(self.model)
        numbers = self.rows.order_by().aggregate(
            rows=Count("pk"), wholly=Count("pk", filter=lacks & all_of_it), lacking=Count("pk", filter=lacks)
        )
        found = {
            "wholly": numbers["wholly"],
            "partly": numbers["lacking"] - numbers["wholly"],
            "behind": self.lacking("behind").count(),
        }
        return {"kind": self, "rows": numbers["rows"], "lacks": found.items()}

    def address_of(self, row):
        return reverse(admin_urlname(self.model._meta, "change"), args=[row.pk])


def kinds_for(request):
    """The kinds with words in both languages that the person may look at."""
    for model in apps.get_models():
        if translated_fields(model) and admin.site.is_registered(model):
            model_admin = admin.site.get_model_admin(model)
            if model_admin.has_view_or_change_permission(request):
                rows = model.objects.published() if hasattr(model.objects.all(), "published") else model.objects.all()
                joined = model_admin.list_select_related
                yield Kind(model_admin, rows.select_related(*joined) if joined else rows)


class ReportForm(forms.Form):
    """Which rows are listed under the table; nonsense lists none."""

    kind = forms.ChoiceField(label=_("kind"))
    lack = forms.ChoiceField(label=_("what is missing"), choices=LACKS.items())

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds]


@require_safe
def parity_report(request):
    kinds = {kind.code: kind for kind in kinds_for(request)}
    form = ReportForm(request.GET or None, kinds=kinds.values())
    context = {
        **admin.site.each_context(request),
        "title": gettext("Both languages"),
        "lacks": LACKS.values(),
        "counts": [kind.counts() for kind in kinds.values()],
        "form": form,
    }
    if form.is_valid():
        kind, lack = kinds[form.cleaned_data["kind"]], form.cleaned_data["lack"]
        page = Paginator(kind.lacking(lack), PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "listed": f"{kind.label}: {LACKS[lack]}",
            "page": page,
            "rows": [(row, kind.address_of(row), missing_english(row)) for row in page],
        }
    return render(request, "admin/languages.html", context)
