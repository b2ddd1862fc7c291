from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.newsletter import subscribing
from portal.newsletter.forms import SubscribeForm, WishesForm
from portal.newsletter.models import Subscriber, SubscriptionRequest
from portal.senders import sender_of_request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@cache_control(private=True)
def subscribe(request):
    if request.method != "POST":
        return render(request, "newsletter/subscribe.html", {"form": SubscribeForm(language=get_language())})
    form = SubscribeForm(request.POST, sender=sender_of_request(request), language=get_language())
    if not form.is_valid():
        return render(request, "newsletter/subscribe.html", {"form": form}, status=form.refusal_status)
    with transaction.atomic():
        subscribing.ask(form.save())
    return redirect("newsletter:sent")


@require_safe
def sent(request):
    return render(request, "newsletter/sent.html", {"trail": _trail()})


@require_safe
def subscribed(request):
    return render(request, "newsletter/subscribed.html", {"trail": _trail()})


@form_page
@never_cache
def confirm(request, key):
    """A reader of letters may open the page, only its button confirms."""
    asked = SubscriptionRequest.objects.with_key(key).first()
    if asked is None:  # confirmed before, or forgotten
        return render(request, "newsletter/used.html", status=410)
    if request.method == "POST":
        subscribing.confirm(asked)
        return redirect("newsletter:subscribed")
    return render(request, "newsletter/confirm.html", {"asked": asked})


@form_page
@never_cache
def change(request, key):
    subscriber = Subscriber.objects.with_key(key).first()
    if subscriber is None:
        return _left(request)
    form = WishesForm(request.POST or None, instance=subscriber)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. The next letter comes as you chose."))
        return redirect("newsletter:change", key)
    context = {
        "form": form,
        "unsubscribe_url": reverse("newsletter:unsubscribe", args=[key]),
        "notices": messages.get_messages(request),
    }
    return render(request, "newsletter/change.html", context, status=422 if form.errors else 200)


@csrf_exempt  # a mail program sends this without having seen the page (RFC 8058); the signed key stands for the person
@form_page
@never_cache
def unsubscribe(request, key):
    subscribers = Subscriber.objects.with_key(key)
    if request.method == "POST":
        subscribers.erase()
    if not subscribers.exists():
        return _left(request)
    return render(request, "newsletter/unsubscribe.html", {"key": key})


def _left(request):
    """The key is good, its owner is on the list no longer: what a second click shows, too."""
    return render(request, "newsletter/left.html")


def _trail():
    return [(_("Newsletter"), reverse("newsletter:subscribe"))]
