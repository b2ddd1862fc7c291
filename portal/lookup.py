"""From a slug in an address to the page's row: found, moved, gone or unknown."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import redirect as redirect_to
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.decorators import sync_only_middleware

from portal.page_cache import NGINX_KEEPS
from portal.publishing.models import OldSlug, Status


class Moved(Exception):
    """The page has another address now."""

    def __init__(self, url):
        super().__init__(url)
        self.url = url


class Gone(Exception):
    """The page was withdrawn from readers."""


def find_published(queryset, *, page_of=lambda row: row.get_absolute_url(), known_by="slug", **key):
    """The published row, such as ``slug="lviv"``. ``page_of``: the address that was asked for, of any row.

    Raises Moved for an old slug of a published row, Gone for any slug of a withdrawn row, else Http404. What was never
    published is unknown to readers. ``known_by``: the part of the key that may be an old slug, or what stands for one.
    """
    if row := queryset.published().filter(**key).first():
        return row
    model = queryset.model
    if model.objects.filter(**key, status=Status.WITHDRAWN).exists():
        raise Gone
    old = OldSlug.objects.filter(
        content_type=ContentType.objects.get_for_model(model), slug=key.get(known_by, "")
    ).first()
    row = old and model.objects.filter(pk=old.object_id).first()
    if not row:
        raise Http404
    if row.is_published:
        raise Moved(page_of(row))
    raise Gone


@sync_only_middleware
def answer_moved_and_gone(get_response):
    """Turns Moved into a permanent redirect and Gone into the "410 Gone" page."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if isinstance(exception, Moved):
            answer = redirect_to(exception.url, permanent=True)
            # Browsers keep such an answer for ever; after a renaming there and back they would run in circles.
            patch_cache_control(answer, max_age=3600)
            return answer
        if isinstance(exception, Gone):
            answer = render(request, "410.html", status=410)
            # It takes the place of the page that nginx has kept, which would come back when the portal is away.
            answer.headers["X-Accel-Expires"] = str(NGINX_KEEPS)
            return answer
        return None

    middleware.process_exception = process_exception
    return middleware
