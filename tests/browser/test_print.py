import re
import subprocess
import sys

import pytest

from tests.browser.fullest import SLUG
from tests.browser.pages import PREFIXES, label
from tests.browser.running import ROOT, environment_of

pytestmark = pytest.mark.browser


def pages_on_paper(page, url):
    page.goto(url)
    paper = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", paper))


@pytest.fixture(scope="module")
def fullest(portal):
    def run(command):
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", f"from tests.browser import fullest; fullest.{command}()"],
            cwd=ROOT,
            env=environment_of(portal.var),
            check=True,
        )

    run("create")
    yield f"/initiatives/{SLUG}/handout/"
    run("delete")


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_handout_takes_two_pages_at_most(page, portal, prefix):
    assert 1 <= pages_on_paper(page, f"{portal.url}{prefix}/initiatives/lviv-educatio-network/handout/") <= 2


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
def test_handout_takes_two_pages_where_every_field_is_full(page, portal, fullest, prefix):
    assert pages_on_paper(page, f"{portal.url}{prefix}{fullest}") == 2
