"""What a first visit costs: `python -m bench.weight` prints a table of every type of page against its budgets."""

import gzip
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import PREFIXES, READABLE, PageType, show
from tests.browser.running import CHROMIUM_ARGS, Portal, chromium, running_portal

# Bytes as transferred, headers included, photos left out.
TOTAL = 90_000
SCRIPT = 6_000
SCRIPT_WITH_FACETS = 22_000
# Bytes of the map's SVG alone, compressed.
MAP = 25_000
# Cumulative layout shift, without unit.
SHIFT = 0.01

VIEWPORT = {"width": 360, "height": 800}
# Only where they come late do fonts, pictures and scripts show whether they shift the page. They are held up one by
# one: Chromium's own slow network now and then forgets to read on, while the server has long sent everything.
LATE = re.compile(r"\.(woff2|avif|webp|jpe?g|png|js)$")
LATE_BY = 400  # in milliseconds

KINDS = {"Document": "html", "Stylesheet": "css", "Font": "font", "Script": "script"}
WATCH_SHIFTS = """
  globalThis.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) layoutShift += value;
  }).observe({ type: "layout-shift", buffered: true });
"""
MAPS = "Array.from(document.querySelectorAll('.constellation svg, svg.constellation'), (map) => map.outerHTML)"


class Weight(NamedTuple):
    """The first visit to a page: bytes of each kind, number of requests, of those to other hosts, layout shift."""

    html: int
    css: int
    font: int
    script: int
    other: int
    map: int
    requests: int
    third_party: int
    shift: float
    has_facets: bool = False

    @property
    def total(self) -> int:
        return self.html + self.css + self.font + self.script + self.other

    def excesses(self) -> list[str]:
        """A phrase for each budget that the page exceeds."""
        measured = [
            ("kB in all", self.total / 1000, TOTAL / 1000),
            ("kB of script", self.script / 1000, (SCRIPT_WITH_FACETS if self.has_facets else SCRIPT) / 1000),
            ("kB of map", self.map / 1000, MAP / 1000),
            ("requests to others", self.third_party, 0),
            ("layout shift", self.shift, SHIFT),
        ]
        return [f"{value:.3g} {what} (budget {budget:g})" for what, value, budget in measured if value > budget]


def weigh(browser: Browser, portal: Portal, page_type: PageType, prefix: str = "") -> Weight:
    """Visit a page with an empty cache and without the copies that a service worker lays in afterwards."""
    urls, kinds, taken = {}, {}, {}
    with browser.new_context(viewport=VIEWPORT, service_workers="block") as context:
        page = context.new_page()
        page.add_init_script(WATCH_SHIFTS)
        network = context.new_cdp_session(page)

        def begin(event):
            urls[event["requestId"]] = event["request"]["url"]
            kinds[event["requestId"]] = KINDS.get(event.get("type"), "other")

        def end(event):
            request = event["requestId"]
            if request in urls and not urlsplit(urls[request]).path.startswith("/media/"):
                taken[request] = int(event["encodedDataLength"])  # of those held up, it is told twice

        def hold_up(route):
            page.wait_for_timeout(LATE_BY)
            route.continue_()

        page.route(LATE, hold_up)
        network.on("Network.requestWillBeSent", begin)
        network.on("Network.loadingFinished", end)
        network.send("Network.enable")
        show(page, portal, page_type, prefix)
        page.wait_for_load_state("networkidle")
        maps = "".join(page.evaluate(MAPS))
        shift = page.evaluate("layoutShift")
    sizes = Counter()
    for request, size in taken.items():
        sizes[kinds[request]] += size
    asked = [url for url in urls.values() if not url.startswith(("data:", "blob:"))]
    return Weight(
        **{kind: sizes[kind] for kind in (*KINDS.values(), "other")},
        map=len(gzip.compress(maps.encode())) if maps else 0,
        requests=len(asked),
        third_party=sum(not url.startswith(f"{portal.url}/") for url in asked),
        shift=shift,
        has_facets=page_type.has_facets,
    )


def main() -> int:
    columns = ("html", "css", "font", "script", "other", "total", "map")
    sys.stdout.write(
        f"{'kB, first visit':28}" + "".join(f"{name:>8}" for name in columns) + "  requests  others  CLS\n"
    )
    failed = False
    with (
        tempfile.TemporaryDirectory() as folder,
        running_portal(Path(folder)) as portal,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS) as browser,
    ):
        for prefix in PREFIXES:
            for page_type in READABLE:
                weight = weigh(browser, portal, page_type, prefix)
                sizes = "".join(f"{getattr(weight, name) / 1000:8.1f}" for name in columns)
                name = f"{page_type.name} {prefix.strip('/')}"
                counts = f"{weight.requests:10}{weight.third_party:8}  {weight.shift:.4f}"
                sys.stdout.write(f"{name:28}{sizes}{counts}\n")
                for excess in weight.excesses():
                    failed = True
                    sys.stdout.write(f"    over budget: {excess}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
