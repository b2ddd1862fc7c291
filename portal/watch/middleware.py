import re
import secrets
import time

from django.conf import settings
from django.utils.decorators import sync_only_middleware

from portal.visits.counting import count
from portal.watch import metrics
from portal.watch.logs import REQUEST_ID

# As nginx makes them ($request_id), and UUIDs.
WELL_FORMED = re.compile(r"[0-9A-Fa-f-]{32,36}")


def _request_id(request):
    """The id that our own proxy gave the request, or a new one. What visitors send is never taken."""
    told = request.META.get("HTTP_X_REQUEST_ID", "") if settings.BEHIND_PROXY else ""
    return told if WELL_FORMED.fullmatch(told) else secrets.token_hex(16)


@sync_only_middleware
def watch_requests(get_response):
    """Names each request, for logs and for whoever reports a fault, and counts it in metrics and visits.

    Stands above what answers from a cache, so that such answers are named and counted, too.
    """

    def middleware(request):
        request.request_id = _request_id(request)
        named = REQUEST_ID.set(request.request_id)
        asked = metrics.begin_to_count_queries()
        began = time.perf_counter()
        try:
            response = get_response(request)
        finally:
            REQUEST_ID.reset(named)
        response.headers["X-Request-ID"] = request.request_id
        metrics.note(request, response, time.perf_counter() - began, asked)
        count(request, response)
        return response

    return middleware
