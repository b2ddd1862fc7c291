"""allauth's pages as this house serves them: never kept, with the status that fits, and a word when a code is dead."""

from functools import wraps

from allauth.account import views as account_views
from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

TOO_MANY = {"too_many_login_attempts", "rate_limited"}


def errors_of(response):
    """The codes of what the forms of a page refuse; empty for a page that was only opened."""
    values = (getattr(response, "context_data", None) or {}).values()
    forms = [value for value in values if isinstance(value, BaseForm) and value.is_bound]
    return {error.code for form in forms for errors in form.errors.as_data().values() for error in errors}


def page(view):
    """A page of allauth: 422 where it refuses what was sent, 429 where there was too much of it."""

    @never_cache
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        # site.js asks so whether there is a network. allauth would count an attempt, or make another secret than the
        # one that the reader sees.
        if request.method == "HEAD":
            return HttpResponse()
        response = view(request, *args, **kwargs)
        if request.method == "POST" and (errors := errors_of(response)):
            response.status_code = 429 if errors & TOO_MANY else 422
        if getattr(response, "context_data", None) is not None:
            response.context_data["trail"] = [(_("My account"), reverse("accounts:me"))]
        return response

    return wrapped


@page
def confirm_code(request):
    """The page that takes the code. One that is too old leads back, which would puzzle without a word."""
    response = account_views.confirm_login_code(request)
    leads_back = response.status_code == 302 and response.headers["Location"] == reverse("account_login")
    if leads_back and not messages.get_messages(request):
        messages.info(request, _("That code no longer holds. Please ask for a new one."))
    return response


def closed(_request):
    """Nobody signs up here, but allauth wants the address to have a name."""
    raise Http404
