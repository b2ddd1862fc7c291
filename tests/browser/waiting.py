"""Waits for what a page does by itself."""

import time
from functools import wraps

from playwright.sync_api import Error

SECONDS = 30


def wait_for(page, script):
    """Wait until the script gives something true in the browser page. Raises TimeoutError after half a minute.

    Playwright's own ``wait_for_function`` asks a second time by ``eval``, which the site's policy forbids.
    """
    end = time.monotonic() + SECONDS
    while not page.evaluate(script):
        if time.monotonic() > end:
            raise TimeoutError(f"Never true: {script}")
        page.wait_for_timeout(50)


def until_there(act):
    """An act on a page or an element of it that ends when the page it may have led to has been read to its end.

    Playwright's own end when the next page begins to arrive; whoever counts then, counts in half a page.
    """

    @wraps(act)
    def act_and_wait(actor, *args, **options):
        page = getattr(actor, "page", actor)
        act(actor, *args, **options)
        try:
            page.wait_for_load_state("domcontentloaded")
        except Error:
            if not page.is_closed():  # as buttons of popups do
                raise

    return act_and_wait
