"""Buttons at a list of the admin that take it away as a table, and bring a table in."""

import secrets

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.exchange.forms import TableForm
from portal.exchange.importing import NotAsSeen, bring_in, preview
from portal.exchange.sheets import MAX_ROWS, read_sheet, write_csv, write_xlsx
from portal.media.models import Document
from portal.media.views import attachment

KEPT_FOR = 60 * 60  # seconds between looking at a table's outcome and agreeing to it


class ExchangeMixin:
    """A list with ``table``: whoever may add and change its rows takes them away and brings them in as spreadsheets."""

    table = None
    change_list_template = "admin/exchange/change_list.html"

    def may_exchange(self, request) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        may = self.may_exchange(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_exchange": may})

    def get_urls(self):
        views = [
            ("export.csv", require_safe(self.export_csv_view), "export_csv"),
            ("export.xlsx", require_safe(self.export_xlsx_view), "export_xlsx"),
            ("import/", require_http_methods(["GET", "HEAD", "POST"])(self.import_view), "import"),
            ("import/confirm/", require_POST(self.import_confirm_view), "import_confirm"),
            ("import/empty.xlsx", require_safe(self.empty_table_view), "import_empty"),
        ]
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            *(
                path(address, self.admin_site.admin_view(self._for_exchange(view)), name=f"{prefix}_{name}")
                for address, view, name in views
            ),
            *super().get_urls(),
        ]

    def _for_exchange(self, view):
        def guarded(request):
            if not self.may_exchange(request):
                raise PermissionDenied
            return view(request)

        return guarded

    # Out

    def export_csv_view(self, request):
        return self._export(request, self._csv_answer)

    def export_xlsx_view(self, request):
        return self._export(request, self._xlsx_answer)

    def empty_table_view(self, request):
        return self._xlsx_answer(self.model.objects.none())

    def _export(self, request, answer):
        try:
            return answer(self.get_changelist_instance(request).queryset)
        except IncorrectLookupParameters:
            return redirect(self._list_url())
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(f"{self._list_url()}?{request.GET.urlencode()}")

    def _csv_answer(self, rows):
        return StreamingHttpResponse(
            write_csv(self.table(), rows), content_type="text/csv; charset=utf-8", headers=self._headers("csv")
        )

    def _xlsx_answer(self, rows):
        return FileResponse(
            write_xlsx(self.table(), rows),
            content_type=Document.CONTENT_TYPES[Document.Kind.XLSX],
            headers=self._headers("xlsx"),
        )

    def _headers(self, extension):
        title = f"{capfirst(self.opts.verbose_name_plural)} {timezone.localdate().isoformat()}"
        return {
            "Content-Disposition": attachment(title, extension),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }

    def _list_url(self):
        return self._url("changelist")

    # In

    def import_view(self, request):
        if request.method != "POST":
            return self._page(request, "import", form=TableForm(table=self.table()))
        form = TableForm(request.POST, request.FILES, table=self.table())
        if not form.is_valid():
            return self._page(request, "import", form=form, status=422)
        name = form.cleaned_data["file"].name
        return self._show_outcome(request, form.cleaned_data["sheet"], name, form.cleaned_data["content"])

    def import_confirm_view(self, request):
        kept = cache.get(self._place_of(request, request.POST.get("key", "")))
        if kept is None:
            self.message_user(request, _("The table is no longer kept here. Send it again."), messages.WARNING)
            return redirect(self._url("import"))
        name, content, seen = kept
        sheet = read_sheet(content, name)
        try:
            outcome = bring_in(self.table, sheet, user=request.user, file_name=name, seen=seen)
        except NotAsSeen:
            text = _("Somebody has changed rows meanwhile. Nothing was stored; look at the table’s outcome again.")
            self.message_user(request, text, messages.WARNING)
            return self._show_outcome(request, sheet, name, content)
        cache.delete(self._place_of(request, request.POST["key"]))
        self._tell(request, outcome)
        return redirect(self._list_url())

    def _tell(self, request, outcome):
        new = ngettext("%(count)d new row", "%(count)d new rows", len(outcome.new)) % {"count": len(outcome.new)}
        changed = ngettext("%(count)d changed row", "%(count)d changed rows", len(outcome.changed)) % {
            "count": len(outcome.changed)
        }
        text = _("The table is in: %(new)s, %(changed)s.") % {"new": new, "changed": changed}
        self.message_user(request, text, messages.SUCCESS)

    def _show_outcome(self, request, sheet, name, content):
        outcome = preview(self.table, sheet, user=request.user)
        key = ""
        if outcome.written and not outcome.problems:
            key = secrets.token_urlsafe(16)
            cache.set(self._place_of(request, key), (name, content, outcome.fingerprint), KEPT_FOR)
        status = 422 if outcome.problems else 200
        return self._page(request, "outcome", outcome=outcome, key=key, file_name=name, status=status)

    def _place_of(self, request, key):
        # One's own tables only, whoever else may learn the key.
        return f"exchange:{self.opts.label_lower}:{request.user.pk}:{key[:40]}"

    def _page(self, request, name, *, status=200, **context):
        context |= self.admin_site.each_context(request)
        context |= {
            "title": _("Bring in a table: %(what)s") % {"what": self.opts.verbose_name_plural},
            "opts": self.opts,
            "columns": self.table().explained(),
            "max_rows": MAX_ROWS,
            "confirm_url": self._url("import_confirm"),
            "import_url": self._url("import"),
            "empty_url": self._url("import_empty"),
            "list_url": self._list_url(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/exchange/{name}.html", context, status=status)
