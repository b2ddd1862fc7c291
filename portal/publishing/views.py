from django.shortcuts import redirect, render
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.publishing.models import Status
from portal.publishing.previews import preview
from portal.publishing.sharing import SecretLink


@never_cache
@require_safe
def shared_preview(request, key):
    """What a secret link opens: the preview, or the page itself once it is published."""
    link = SecretLink.behind(key)
    publication = link.publication
    if not link.works or publication.status in Status.ENDED:
        return render(request, "publishing/link_ended.html", status=410)
    if publication.is_published:
        return redirect(publication)
    note = gettext("A preview: this page is not published. The link works until %(day)s; please do not pass it on.")
    return preview(request, publication, note=note % {"day": date(timezone.localtime(link.ends_at), "j E Y, H:i")})
