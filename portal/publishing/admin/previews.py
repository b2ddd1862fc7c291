"""Previews on the change page: for those who edit, and by a secret link for somebody without an account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.defaultfilters import date
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from portal.context import in_language
from portal.publishing.models import Status
from portal.publishing.previews import preview


class PreviewMixin:
    """Shows a publication as readers will see it, and makes and ends secret links to that; put it before the admin."""

    def get_urls(self):
        views = {
            "<path:object_id>/preview/": (require_safe(self.preview_view), "preview"),
            "<path:object_id>/share/": (require_POST(self.share_view), "share"),
            "<path:object_id>/share/<int:link_pk>/end/": (require_POST(self.end_link_view), "end_link"),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")
            for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and not obj.is_published:
            address = self._url("preview", obj.pk)
            context["previews"] = [(code, name, in_language(address, code)) for code, name in settings.LANGUAGES]
            if self._may_share(request, obj):
                context["share_url"] = self._url("share", obj.pk)
                context["secret_links"] = [
                    (link, self._addresses(link), self._url("end_link", obj.pk, link.pk))
                    for link in obj.secret_links.working().select_related("made_by")
                ]
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def _may_share(self, request, obj):
        return self.has_change_permission(request, obj) and obj.status not in Status.ENDED

    def _addresses(self, link):
        address = reverse("publishing:preview", args=[link.key])
        return [(code, name, settings.SITE_URL + in_language(address, code)) for code, name in settings.LANGUAGES]

    def preview_view(self, request, object_id):
        row = self._row_or_404(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        note = gettext("A preview: readers do not see this page as it is here.")
        return preview(request, row, note=note, back=self._url("change", row.pk))

    def share_view(self, request, object_id):
        row = self._row_for_decision(request, object_id)
        if row.is_published or not self._may_share(request, row):
            self.message_user(request, gettext("There is nothing to preview here any more."), messages.WARNING)
            return self._back_to(row)
        link = row.secret_links.create(made_by=request.user)
        self.log_change(request, row, gettext("Made secret link № %(number)d.") % {"number": link.pk})
        text = gettext("The secret link stands below. It works until %(day)s.")
        day = date(timezone.localtime(link.ends_at), "j E Y, H:i")
        self.message_user(request, text % {"day": day}, messages.SUCCESS)
        return self._back_to(row)

    def end_link_view(self, request, object_id, link_pk):
        row = self._row_for_decision(request, object_id)
        links = row.secret_links.filter(pk=link_pk)
        if not links.exists():
            raise Http404
        if links.end():
            self.log_change(request, row, gettext("Ended secret link № %(number)d.") % {"number": link_pk})
        self.message_user(request, gettext("The secret link opens nothing any more."), messages.SUCCESS)
        return self._back_to(row)
