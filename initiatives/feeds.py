"""The catalogue, as any filter leaves it, and the initiatives of an area, for programs that follow sites."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from initiatives.forms import InitiativeFilterForm
from initiatives.models import Area, Initiative
from portal.atom import MOST_ENTRIES, atom
from portal.politeness import politely
from portal.publishing.stamp import unless_changed


@require_safe
@politely
@unless_changed
def catalogue(request):
    """The newest of the initiatives that the filters of the address leave, in whatever order the page shows them."""
    found = InitiativeFilterForm(request.GET).narrow(Initiative.objects.published()).latest_published()
    page = reverse("initiatives:catalogue")
    if query := request.GET.urlencode():
        page = f"{page}?{query}"
    return atom(request, title=gettext("Initiatives"), page=page, rows=found[:MOST_ENTRIES])


@require_safe
@politely
@unless_changed
def area(request, slug):
    area = get_object_or_404(Area, slug=slug)
    rows = area.initiatives.published().latest_published()[:MOST_ENTRIES]
    return atom(request, title=area.name, page=area.get_absolute_url(), rows=rows)
