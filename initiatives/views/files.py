"""The photos and documents of an initiative that is being written. Each address does one thing."""

import logging
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import files
from initiatives.access import for_authors
from initiatives.forms.files import NewDocumentForm, NewPhotoForm, PhotoWordsForm
from portal.media.views import document_response
from portal.outages import is_outage

logger = logging.getLogger(__name__)

# Which list of files an address means: how to find them on an initiative, and the form that adds one.
KINDS = {"photos": ("initiative_photos", NewPhotoForm), "documents": ("initiative_documents", NewDocumentForm)}


def while_with_author(view):
    """For authors while it is with them: what was handed in keeps its files, and every button leads to where it is."""

    @wraps(view)
    def guarded(request, initiative, **kwargs):
        if not initiative.is_with_author:
            return redirect("initiatives:follow", initiative.pk)
        return view(request, initiative, **kwargs)

    return for_authors(guarded)


def _author(request):
    return request.user if request.user.is_authenticated else None


def _page(request, initiative, *, status=200, **forms):
    context = {
        "initiative": initiative,
        "photos": initiative.initiative_photos.select_related("photo"),
        "documents": initiative.initiative_documents.select_related("document"),
        "photo_form": forms.get("photos") or NewPhotoForm(initiative=initiative),
        "document_form": forms.get("documents") or NewDocumentForm(initiative=initiative),
        "sent_form": next(iter(forms.values()), None),
        "most": files,
    }
    return render(request, "initiatives/writing/files.html", context, status=status)


@never_cache
@require_safe
@while_with_author
def all_files(request, initiative):
    return _page(request, initiative)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@while_with_author
def add_file(request, initiative, kind):
    if request.method != "POST":  # somebody reloads the answer to a refused upload
        return redirect("initiatives:files", initiative.pk)
    form = KINDS[kind][1](request.POST, request.FILES, initiative=initiative)
    if not form.is_valid():
        return _page(request, initiative, status=422, **{kind: form})
    try:
        with transaction.atomic():
            form.save(by=_author(request))
    except OSError as error:
        if not is_outage(error):
            raise
        logger.exception("A file could not be stored")
        form.add_error(form.FILE, _("The file could not be stored just now. Please choose it again in a while."))
        return _page(request, initiative, status=503, **{kind: form})
    messages.success(request, _("Added. You can put the files into another order below."))
    return redirect("initiatives:files", initiative.pk)


@require_POST
@while_with_author
def move_file(request, initiative, kind, attached_pk):
    attached = get_object_or_404(getattr(initiative, KINDS[kind][0]), pk=attached_pk)
    files.move(attached, by=-1 if request.POST.get("to") == "up" else 1)
    return redirect("initiatives:files", initiative.pk)


@require_POST
@while_with_author
def remove_file(request, initiative, kind, attached_pk):
    attached = getattr(initiative, KINDS[kind][0]).in_bulk([attached_pk])
    for row in attached.values():  # none where the button was pressed twice
        files.remove(row)
        messages.success(request, _("Removed."))
    return redirect("initiatives:files", initiative.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@while_with_author
def photo_words(request, initiative, attached_pk):
    attached = get_object_or_404(initiative.initiative_photos.select_related("photo"), pk=attached_pk)
    if files.photo_is_shared(attached.photo):
        messages.warning(
            request,
            _("Readers see this photo already, so its words stay as they are. Remove it here and add it again."),
        )
        return redirect("initiatives:files", initiative.pk)
    form = PhotoWordsForm(request.POST or None, instance=attached.photo)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("initiatives:files", initiative.pk)
    context = {"initiative": initiative, "photo": attached.photo, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "initiatives/writing/photo_words.html", context, status=status)


@never_cache
@require_safe
@for_authors
def document(request, initiative, uuid):  # noqa: ARG001
    """A document for those who may open its initiative, published or not."""
    attached = get_object_or_404(initiative.initiative_documents.select_related("document"), document__uuid=uuid)
    return document_response(attached.document)
