"""What somebody typed and sent after the session had ended: kept on the server until they have signed in again.

It lies in the session of the anonymous visitor, which Django carries over when that visitor signs in (and throws away
when somebody else was signed in). Only the newest post is kept, for a day, and only to be shown again at the same
address: the person looks at it and sends it once more.
"""

import json
import time
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict

MOST_BYTES = 200_000
KEPT_FOR = 24 * 60 * 60  # seconds
_KEY = "kept_post"


def keep_post(request) -> bool:
    """Keep what was posted to this address. False where it is too much; an earlier post is then left alone."""
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        return False
    request.session[_KEY] = {"path": request.path, "fields": fields, "at": time.time()}
    return True


def kept_post(request) -> QueryDict | None:
    """What was posted to this address before signing in, None where nothing waits. Asking again gives it again."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.path or time.time() - kept["at"] > KEPT_FOR:
        return None
    post = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        post.setlist(name, values)
    return post


def forget_post(request):
    """Once it is stored."""
    request.session.pop(_KEY, None)


_SECRET = ("password", "code")


def fields_to_send_again(request) -> list[tuple[str, str]]:
    """What was posted, as pairs of name and value, for a page that refuses it for now and offers to send it once more.

    Empty where the form is not known to come from a page of ours (a stranger's must not get a button of ours), or
    where it holds a password or a code.
    """
    is_ours = getattr(request, "csrf_processing_done", False)
    if request.method != "POST" or not is_ours or any(word in name for name in request.POST for word in _SECRET):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]


def for_signed_in(view):
    """Ask whoever is not signed in to do so, and keep what they posted; they come back to the same address.

    The view shows what ``kept_post`` gives, and calls ``forget_post`` once it is stored.
    """

    @wraps(view)
    def asked(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            keep_post(request)
        return redirect_to_login(request.get_full_path())

    return asked
