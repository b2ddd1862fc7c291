import ipaddress
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.watch import health
from portal.watch.metrics import exposition


@never_cache
@require_safe
def live(request):  # noqa: ARG001
    """The process answers. Touches nothing else, so that nothing else can make a supervisor restart it."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request):  # noqa: ARG001
    """Whether this process should get requests: 503 where a part is away that it needs. Names all that do not work."""
    found = health.look()
    return JsonResponse(found, status=200 if all(found[name] for name in health.NEEDED) else 503)


@never_cache
def metrics(request):
    """Figures for Prometheus, for METRICS_ADDRESSES and holders of METRICS_TOKEN. Nobody else learns that it exists."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request):
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme == "Bearer":
        return compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in settings.METRICS_ADDRESSES)
