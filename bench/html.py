"""The Nu HTML checker over every type of page in both languages: `python -m bench.html`."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from django.utils.encoding import iri_to_uri

from tests.browser.journeys import address_of_its_own
from tests.browser.pages import PAGE_TYPES, PREFIXES
from tests.browser.running import ROOT, Portal, running_portal

CHECKER = ROOT / ".venv/tools/node_modules/vnu-jar/build/dist/vnu.jar"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, running_portal(Path(folder)) as portal:
        found = findings(portal)
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    sys.stdout.write(f"{len(PAGE_TYPES) * len(PREFIXES)} pages, {len(found)} findings.\n")
    return bool(found)


def findings(portal: Portal) -> list[str]:
    """A line for each error, warning or hint of the checker on any type of page; an unexpected status is one too."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for prefix in PREFIXES:
            for page_type in PAGE_TYPES:
                status, html = fetch(portal.url + iri_to_uri(prefix + page_type.path), submits=page_type.submits)
                if status != page_type.status:
                    found.append(f"{prefix}{page_type.path}: answers {status}, not {page_type.status}")
                page = Path(folder) / f"{page_type.name} {prefix.strip('/') or 'uk'}.html"
                page.write_bytes(html)
        return found + check(sorted(Path(folder).iterdir()))


def fetch(url: str, *, submits: bool) -> tuple[int, bytes]:
    """Status and body of a page, as a browser without scripts gets them; ``submits``: after its form was sent empty."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.addheaders += address_of_its_own().items()
    status, body = answer(opener, url)
    if submits:
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)[1].decode()
        status, body = answer(opener, url, urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode())
    return status, body


def answer(opener, url, data=None):
    try:
        with opener.open(url, data) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def check(files: list[Path]) -> list[str]:
    """What the checker says of the files, each line beginning with the file's name.

    Raises RuntimeError where Java or the checker is missing.
    """
    java = shutil.which("java")
    if not (java and CHECKER.exists()):
        raise RuntimeError("The HTML checker needs Java 17 (Debian: default-jre-headless) and make tools.")
    command = [java, "-jar", str(CHECKER), "--format", "json", *map(str, files)]
    report = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return [
        f"{Path(urllib.parse.unquote(message['url'])).name}:{message.get('lastLine', '?')}: "
        f"{message.get('subType', message['type'])}: {message['message']}"
        for message in json.loads(report)["messages"]
    ]


if __name__ == "__main__":
    sys.exit(main())
