"""What staff hide is hidden from whoever comes, within seconds, and stays so when everything fails afterwards."""

import time

from portal.page_cache import NGINX_KEEPS
from tests.faults.running import Visitor, is_up, until

PAGE = "/cities/lviv/"
# Run inside the portal.
DO = """
from cities.models import City
getattr(City.objects.get(slug="lviv"), sys.argv[1])(by=None)
json.dump(None, sys.stdout)
"""


def test_page_that_staff_hide_does_not_come_back_with_an_outage(stack):
    def status():
        return Visitor(stack.url).ask(PAGE).status_code

    assert status() == 200
    stack.inside(DO, "withdraw")
    try:
        time.sleep(NGINX_KEEPS + 1)  # nginx counts in whole seconds
        assert status() == 410
        stack.postgresql.stop()
        try:
            time.sleep(NGINX_KEEPS + 1)
            assert status() == 410
        finally:
            stack.postgresql.start()
            until(lambda: is_up(stack))
    finally:
        stack.inside(DO, "publish")
    time.sleep(NGINX_KEEPS + 1)
    assert status() == 200
