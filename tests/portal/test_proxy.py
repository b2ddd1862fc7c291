import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.middleware import address_behind_proxy


def address_seen(**headers):
    view = address_behind_proxy(lambda request: HttpResponse(request.META["REMOTE_ADDR"]))
    return view(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", **headers)).content.decode()


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("made up,2001:db8::1", "2001:db8::1"),
    ],
)
def test_visitor_has_the_address_that_our_proxy_wrote(forwarded, address):
    assert address_seen(HTTP_X_FORWARDED_FOR=forwarded) == address


def test_visitor_without_the_header_keeps_the_address():
    assert address_seen() == "127.0.0.1"
