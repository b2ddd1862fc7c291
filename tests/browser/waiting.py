"""Waits for what a page does by itself."""

import time

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
