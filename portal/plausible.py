"""What no browser sends is set right or refused before anything trips over it, or spends memory on it."""

import re

from django.conf import settings
from django.shortcuts import render

# A document of 20 MB, the largest file that a form takes, and the texts beside it. nginx refuses the same.
MOST_BYTES = 25 * 1024 * 1024

_BOUNDARY = re.compile(r"""(?i);\s*boundary=("[^"]*"|[^;\s]*)""")
_SESSION_KEY = re.compile(r"[A-Za-z0-9]{1,64}\Z")


def as_utf_8(application):
    """The WSGI application reads all forms as UTF-8, in which our pages ask for them, whatever the sender claims.

    Of the type of what was sent only the boundary between its parts is kept. Django would believe any codec that Python
    knows, such as "hex" or "undefined", and fail before the first middleware.
    """

    def answer(environ, start_response):
        if content_type := environ.get("CONTENT_TYPE"):
            boundary = _BOUNDARY.search(content_type)
            environ["CONTENT_TYPE"] = content_type.partition(";")[0] + (boundary[0] if boundary else "")
        return application(environ, start_response)

    return answer


class RefuseTheImplausible:
    """Answers 413 to bodies that no form of ours can send, and takes no session cookie that we cannot have set.

    Before the session and the forgery check, which read cookie and form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = str(request.META.get("CONTENT_LENGTH", ""))
        if length.isdecimal() and int(length) > MOST_BYTES:
            return render(request, "413.html", {"most": MOST_BYTES}, status=413)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not _SESSION_KEY.match(key):  # NUL, which PostgreSQL refuses, among them
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)
