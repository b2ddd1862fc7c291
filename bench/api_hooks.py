"""What schemathesis does before each request of ``bench.api``."""

import ipaddress
from itertools import count

import schemathesis

# Counted, since Hypothesis makes all chance repeat itself.
_addresses = count(int(ipaddress.ip_address("10.0.0.1")))


@schemathesis.hook
def before_call(context, case, **kwargs):  # noqa: ARG001 – the names are those that schemathesis calls with
    """Each request comes from an address of its own."""
    case.headers = {**(case.headers or {}), "X-Forwarded-For": str(ipaddress.ip_address(next(_addresses)))}
