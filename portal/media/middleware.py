from django.utils.cache import patch_vary_headers
from django.utils.decorators import sync_only_middleware


def saves_data(request) -> bool:
    """Whether the reader's browser asks to save data. The answer then says that it varies on that."""
    request.varies_on_save_data = True
    return request.headers.get("Save-Data", "").strip().lower() == "on"


@sync_only_middleware
def vary_on_save_data(get_response):
    """Tells caches which pages look different to readers who save data; pages without photos are one for all."""

    def middleware(request):
        response = get_response(request)
        if getattr(request, "varies_on_save_data", False):
            patch_vary_headers(response, ["Save-Data"])
        return response

    return middleware
