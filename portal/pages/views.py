import datetime

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cities.constellation import constellation
from cities.models import City
from initiatives.models import Area, Initiative
from news.models import Article, Event
from portal.lookup import Moved, find_published
from portal.page_cache import public_page
from portal.pages import emails, figures, structured_data
from portal.pages.forms import ContactForm
from portal.pages.models import Message, Page
from portal.pages.styleguide import drawn, groups
from portal.publishing.previews import page_of
from portal.senders import sender_of_request

SECURITY_TXT_HOLDS = datetime.timedelta(days=180)


@public_page
@require_safe
def home(request):
    return render(
        request,
        "pages/home.html",
        {
            "figures": figures.count_all(),
            "goals": [area for area in Area.objects.current() if area.is_goal],
            "initiatives": Initiative.objects.published().newest_first().for_cards()[:6],
            "map": constellation(City.objects.published().in_directory()),
            "articles": Article.objects.published().newest_first().for_cards()[:3],
            "events": Event.objects.published().upcoming().for_cards()[:3],
            "structured_data": structured_data.site_and_association(),
        },
    )


def find_page(path):
    """The published page at a path, or what ``find_published`` raises; paths change with each slug on the way down."""
    try:
        return find_published(Page.objects.all(), path=path)
    except Http404:
        if moved := Page.objects.published().once_at(path).first():
            raise Moved(moved.get_absolute_url()) from None
        raise


@public_page
@require_safe
def page(request, path):
    return show_page(request, find_page(path))


@page_of(Page)
def show_page(request, page):
    pages = Page.objects.published() | Page.objects.filter(pk=page.pk)  # which in a preview is not published
    above = list(pages.above(page))
    parent = above[-1] if above and above[-1].pk == page.parent_id else None
    trail = [(ancestor.label, ancestor.get_absolute_url()) for ancestor in above]
    return render(
        request,
        "pages/page.html",
        {
            "page": page,
            "trail": trail,
            "parent": parent,
            "siblings": pages.right_under(parent).in_menu() if parent else [],
            "children": pages.right_under(page).in_menu(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def contact(request):
    if request.method != "POST":
        form = ContactForm(initial={"topic": request.GET.get("topic")})
        return render(request, "pages/contact.html", {"form": form})
    form = ContactForm(request.POST, sender=sender_of_request(request), language=get_language())
    if not form.is_valid():
        return render(request, "pages/contact.html", {"form": form}, status=form.refusal_status)
    message = form.save(commit=False)
    # An answer that was lost on the way is asked for again, with the same words.
    if not Message.objects.holds(message):
        with transaction.atomic():
            message.save()
            if not message.is_spam:
                emails.contact_message(message)
    return redirect("pages:contact_sent")


@require_safe
def contact_sent(request):
    return render(request, "pages/contact_sent.html", {"trail": [(_("Contact"), reverse("pages:contact"))]})


@require_safe
@never_cache
@staff_member_required
def styleguide(request):
    return render(request, "pages/styleguide.html", {"groups": drawn(groups(), request)})


@require_safe
def security_txt(request):
    """Whom to tell of a hole in the portal (RFC 9116). It stays good for half a year from the day it is read."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {"office": settings.OFFICE_EMAIL, "site_url": settings.SITE_URL, "expires": midnight + SECURITY_TXT_HOLDS}
    return render(request, "pages/security.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def robots(request):
    return render(request, "pages/robots.txt", content_type="text/plain; charset=utf-8")
