"""The page about open data: whatever it says can be done is done here."""

import html
import re
import shlex
import subprocess
import sys

import pytest
from django.conf import settings

from portal.opendata.datasets import DATASETS
from tests.factories import make_initiative
from tests.opendata.reading import body_of
from tests.opendata.test_api import make_one_of_each

pytestmark = pytest.mark.django_db


def examples_of(client, prefix=""):
    page = client.get(f"{prefix}/data/").content.decode()
    return [html.unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]


def test_every_command_on_the_page_works(client, prefix):
    make_one_of_each()
    commands = [code for code in examples_of(client, prefix) if code.startswith("curl")]

    assert len(commands) == 5
    for command in commands:
        [address] = [part for part in shlex.split(command) if part.startswith(settings.SITE_URL)]
        response = client.get(address.removeprefix(settings.SITE_URL))
        assert response.status_code == 200, command
        assert b'"notices": [{' not in body_of(response), command


@pytest.mark.django_db(transaction=True)
def test_the_program_on_the_page_works(client, live_server):
    made = [make_initiative() for _ in range(101)]
    [program] = [code for code in examples_of(client) if code.startswith("import")]
    # The live server answers as the site that SITE_URL names.
    settings.SITE_URL, before = live_server.url, settings.SITE_URL
    try:
        done = subprocess.run(
            [sys.executable, "-c", program.replace(before, live_server.url)],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        settings.SITE_URL = before

    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{initiative.pk} {initiative.title_uk}" for initiative in reversed(made)]


def test_every_link_of_the_page_leads_somewhere(client, prefix):
    make_one_of_each()
    page = client.get(f"{prefix}/data/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    addresses = {html.unescape(address) for address in re.findall(r'href="(/[^"]*)"', main)}

    assert len(addresses) > 40
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_code_book_knows_every_column(client, prefix):
    page = client.get(f"{prefix}/data/code-book/").content.decode()

    for dataset in DATASETS.values():
        for name in dataset.names:
            assert f"<code>{name}</code>" in page


def test_the_code_book_is_in_the_language_of_its_page(client):
    uk = client.get("/data/code-book/").content.decode()
    en = client.get("/en/data/code-book/").content.decode()

    assert "призупинено через війну" in uk
    assert "suspended by war" in en


def test_each_page_leads_to_the_data(client, prefix):
    assert f'href="{prefix}/data/"' in client.get(f"{prefix}/contact/").content.decode()
