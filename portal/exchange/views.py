import logging
from tempfile import TemporaryFile

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.exchange.archive.packing import pack

logger = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request):
    """The whole portal as a file, for superusers: it holds all personal data."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if request.method != "POST":
        context = admin.site.each_context(request) | {"title": _("Archive of the portal")}
        return TemplateResponse(request, "admin/exchange/archive.html", context)
    file = TemporaryFile()  # noqa: SIM115 – the answer closes it
    pack(file)
    file.seek(0)
    logger.warning("User %s took away the archive of the portal", request.user.pk)
    name = f"portal-{timezone.localdate().isoformat()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
