from django.conf import settings
from django.http import FileResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import sync_only_middleware

from portal.languages import ENGLISH


class CompressPages(GZipMiddleware):
    """Compresses pages and tables. Photos and documents are compressed already and keep their length."""

    def process_response(self, request, response):
        return response if isinstance(response, FileResponse) else super().process_response(request, response)


@sync_only_middleware
def language_from_address(get_response):
    """The address alone decides the language: English under /en/, else Ukrainian (design: pages are shared and cached).

    Django's LocaleMiddleware would add ``Vary: Accept-Language`` to every Ukrainian page, and Django's reading of the
    address takes /EN/ and /en-gb/, where nothing is, for English.
    """

    def middleware(request):
        language = ENGLISH if f"{request.path_info}/".startswith("/en/") else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault("Content-Language", language)
            return response

    return middleware


# Nothing of the portal needs these of a reader's device. Browsers complain of names that they do not know.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
        *("microphone", "midi", "payment", "serial", "usb"),
    )
)


@sync_only_middleware
def closed_to_other_sites(get_response):
    """Other sites may link to what is here and not draw it into their pages, and no page may use the reader's device.

    What programs read is open to them all the same: these headers do not touch what a script fetches by CORS.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


@sync_only_middleware
def address_behind_proxy(get_response):
    """Takes the visitor's address from the last entry of X-Forwarded-For, the one that our own proxy wrote.

    In use only where settings say that there is a proxy. Without it all visitors would share one address and limit.
    """

    def middleware(request):
        if addresses := request.META.get("HTTP_X_FORWARDED_FOR"):
            request.META["REMOTE_ADDR"] = addresses.rpartition(",")[2].strip()
        return get_response(request)

    return middleware


@sync_only_middleware
def page_for_wrong_method(get_response):
    """Gives "405 Method Not Allowed", which Django answers with an empty body, a page in the reader's language."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and "Allow" in response.headers and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware
