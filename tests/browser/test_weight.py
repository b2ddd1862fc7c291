import gzip
import urllib.request

import pytest

from bench.weight import Weight, weigh
from tests.browser.pages import READABLE, label

pytestmark = pytest.mark.browser

LIGHT = Weight(html=5_000, css=5_000, font=40_000, script=2_000, other=0, map=0, requests=6, third_party=0, shift=0.0)


# In Ukrainian, whose letters weigh two bytes; `make bench-weight` weighs both languages.
@pytest.mark.parametrize("page_type", READABLE, ids=label)
def test_first_visit_keeps_its_budgets(browser, portal, page_type):
    assert weigh(browser, portal, page_type).excesses() == []


@pytest.mark.parametrize(
    ("heavy", "excess"),
    [
        ({}, []),
        ({"other": 40_000}, ["92 kB in all (budget 90)"]),
        ({"script": 6_100}, ["6.1 kB of script (budget 6)"]),
        ({"script": 6_100, "has_facets": True}, []),
        ({"script": 22_100, "has_facets": True}, ["22.1 kB of script (budget 22)"]),
        ({"map": 25_500}, ["25.5 kB of map (budget 25)"]),
        ({"third_party": 1}, ["1 requests to others (budget 0)"]),
        ({"shift": 0.02}, ["0.02 layout shift (budget 0.01)"]),
    ],
)
def test_excesses_name_the_budget(heavy, excess):
    assert LIGHT._replace(**heavy).excesses() == excess


def compressed(url):
    opener = urllib.request.build_opener()
    opener.addheaders = [("Accept-Encoding", "gzip")]
    with opener.open(url) as response:
        return response.headers["Content-Encoding"], response.read()


def test_pages_come_compressed(portal):
    encoding, body = compressed(f"{portal.url}/cities/")

    assert encoding == "gzip"
    assert "<!DOCTYPE html>" in gzip.decompress(body).decode()


def test_weight_is_what_was_transferred(browser, portal):
    directory = next(page_type for page_type in READABLE if page_type.name == "directory")
    _encoding, body = compressed(portal.url + directory.path)

    weight = weigh(browser, portal, directory)

    assert len(body) - 200 < weight.html < len(body) + 2_000  # its headers; each answer is padded anew
    assert weight.font > 10_000
