"""Examples on the page about the data. A test runs each of them."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _


class Example(NamedTuple):
    """What one wants to have, and the command that gets it."""

    wish: str
    command: str


def requests() -> list[Example]:
    """Commands for a shell."""
    return [
        Example(_("The latest initiatives"), f"curl {_list('initiatives')}"),
        Example(
            _("Those of one oblast that go on today, ten at a time"),
            f'curl "{_list("initiatives")}?oblast=lvivska&stage=ongoing&limit=10"',
        ),
        Example(_("All cities for a spreadsheet"), f'curl -o cities.csv "{_list("cities")}.csv?bom=1"'),
        Example(_("All cities for a map"), f"curl -o cities.geojson {_list('cities')}.geojson"),
        Example(_("Partners in education"), f'curl "{_list("partners")}?kind=education"'),
    ]


def program() -> str:
    """A program in Python, with nothing but its standard library, that reads a list to its end."""
    return f"""\
import json
from urllib.request import urlopen

address = "{_list("initiatives")}?limit=100"
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for initiative in page["data"]:
        print(initiative["number"], initiative["title_uk"])
    address = page["next"]
"""


def _list(name):
    return settings.SITE_URL + reverse("api:list", args=[name])
