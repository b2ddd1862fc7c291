"""Which initiatives somebody may open in the workspace: those of their cities, and, for a guest, those they hold the
key of. Views fetch through here, so a stranger's address answers "not found"."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from cities.models import City
from initiatives.models import Initiative

# In the session of a guest who followed the link in the letter: the initiatives that it opens.
GUEST_KEYS = "guest_initiatives"


def initiatives_of(request):
    """The initiatives that the person behind the request may open in the workspace."""
    held = request.session.get(GUEST_KEYS, [])
    mine = Initiative.objects.editable_by(request.user).values("pk")
    guests = Q(pk__in=held, guest__confirmed_at__isnull=False, author__isnull=True)  # until the city takes it over
    return Initiative.objects.filter(Q(pk__in=mine) | guests)


def get_initiative(request, pk):
    """One of them. Raises Http404 for every other."""
    return get_object_or_404(initiatives_of(request), pk=pk)


def remember_guest(request, initiative):
    """Let the holder of the key open the initiative until the session ends."""
    held = request.session.get(GUEST_KEYS, [])
    request.session[GUEST_KEYS] = sorted({*held, initiative.pk})
    request.session.cycle_key()  # a session that somebody else planted opens nothing


def holds_key(request, pk) -> bool:
    """Whether the visitor followed a letter's link to the initiative."""
    return pk in request.session.get(GUEST_KEYS, [])


def for_authors(view):
    """Let the view have the initiative of the address, for those who may write it: ``view(request, initiative, …)``.

    Strangers get "not found". Whoever is not signed in is asked to sign in, whatever the number, so that nobody learns
    which exist: a program by 401 with the address, a person by a redirect that leads back.
    """

    @wraps(view)
    def asked(request, pk, **kwargs):
        if not request.user.is_authenticated and not holds_key(request, pk):
            return ask_to_sign_in(request, back_to=reverse("initiatives:follow", args=[pk]))
        return view(request, get_initiative(request, pk), **kwargs)

    return asked


def ask_to_sign_in(request, *, back_to):
    """Back to the page that was asked for; after a button that is gone, to ``back_to``."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else back_to
    if request.headers.get("X-Autosave"):
        return JsonResponse({"sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"}, status=401)
    return redirect_to_login(back)


def is_author(request, initiative) -> bool:
    """Whether it is this person who began the initiative, as opposed to a colleague."""
    return holds_key(request, initiative.pk) or (
        request.user.is_authenticated and initiative.author_id == request.user.pk
    )


def hides_people(request, initiative) -> bool:
    """Whether names, contacts and places are kept from this person: from all but the author where they endanger."""
    return not initiative.endangers_nobody and not is_author(request, initiative)


def shown_name(user, request, initiative) -> str:
    """What a colleague of the same city is called to this person; of endangered communities nobody is named."""
    if user is None:
        return ""
    if user == request.user:
        return gettext("you")
    return str(user) if initiative.endangers_nobody else gettext("a colleague")


def is_coordinator(request, initiative) -> bool:
    """Whether the person speaks for the initiative's city; a guest does not."""
    return City.objects.represented_by(request.user).contains(initiative.city)


def for_coordinators(view):
    """As :func:`for_authors`, but guests with a key are strangers here."""

    @for_authors
    @wraps(view)
    def asked(request, initiative, **kwargs):
        if not is_coordinator(request, initiative):
            raise Http404
        return view(request, initiative, **kwargs)

    return asked
