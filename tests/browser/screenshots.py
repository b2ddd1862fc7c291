"""Takes the pictures of the editor's guide anew: `python -m tests.browser.screenshots`. Needs chromium."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.people import COORDINATOR, REVIEWER, Hands, People
from tests.browser.running import CHROMIUM_ARGS, ROOT, chromium, running_portal

GUIDE = ROOT / "static" / "guide"
SIZE = {"width": 1100, "height": 760}
# Pictures of the admin by their names, and the addresses that they show.
ADMIN = {
    "desk": "/admin/",
    "city": "/admin/cities/city/?q=Львів",
    "article": "/admin/news/article/",
}
# Lists of which the first row is opened.
OPENED = ("city", "article")


def keep(page, path):
    """The visible part of a page as a small picture."""
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(path, "WEBP", quality=70, method=6)
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")


def main():
    GUIDE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_portal(Path(folder)) as portal, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        people = People(browser, portal)
        with people.page_of(COORDINATOR) as city:
            handed_in = Hands(city, portal).handed_in("Розмовні клуби в бібліотеці")
            Hands(city, portal).handed_in("Школа цифрових навичок для старших")
        with people.page_of(portal.email, viewport=SIZE) as page:
            for name, path in ADMIN.items():
                page.goto(portal.url + path)
                if name in OPENED:
                    with page.expect_navigation():
                        page.click("#result_list tbody tr:first-child th a")
                keep(page, GUIDE / f"{name}.webp")
        with people.page_of(REVIEWER, viewport=SIZE) as page:
            Hands(page, portal).take(handed_in)
            page.goto(f"{portal.url}/review/{handed_in}/")
            keep(page, GUIDE / "review.webp")
        browser.close()


if __name__ == "__main__":
    main()
