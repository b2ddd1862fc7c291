from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.languages import slug_from

from .models import Document
from .renditions import CONTENT_TYPES


@require_safe
def photo(request, name):  # noqa: ARG001
    """A photo or rendition. Its name changes with its content, so it may be kept for ever. Touches no session."""
    return file_response(
        default_storage,
        f"photos/{name}",
        content_type=CONTENT_TYPES[name.rpartition(".")[2]],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@require_safe
def document(request, uuid):
    """A document to save. Strangers to a private one get 404; a public one is given without asking who fetches it."""
    found = Document.objects.public().filter(uuid=uuid).first() or get_object_or_404(
        Document.objects.visible_to(request.user), uuid=uuid
    )
    return document_response(found)


def document_response(found):
    """A document as a file to save, never to be opened in place. Who may have it the caller has decided."""
    return file_response(
        found.file.storage,
        found.file.name,
        content_type=found.content_type,
        headers={
            "Cache-Control": "public, max-age=300" if found.is_public else "private, no-store",
            "Content-Disposition": attachment(found.download_title, found.kind),
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        },
    )


def file_response(storage, name, content_type, headers):
    """The stored file, never interpreted as another type. Raises Http404 where the storage lacks it."""
    try:
        stored = storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stored, content_type=content_type)
    # Afterwards, because FileResponse writes a Content-Disposition of its own.
    for header, value in headers.items():
        response.headers[header] = value
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def attachment(title, extension):
    """A Content-Disposition header (RFC 6266): a romanised file name for old programs, the true one for others."""
    plain = f"{slug_from(title) or 'document'}.{extension}"
    true = quote(f"{title.translate(NOT_IN_FILE_NAMES)}.{extension}", safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{true}"


NOT_IN_FILE_NAMES = {ord(sign): " " for sign in '\\/:*?"<>|'} | dict.fromkeys([*range(32), 127])
