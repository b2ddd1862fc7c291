"""What the page about privacy tells of cookies is what the portal does."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from portal.mail.models import Letter
from tests.accounts.signing_in import ask_for_code, newest_code, send_code
from tests.factories import make_user

DAY = 24 * 60 * 60  # seconds
YEAR = {"uk": "1 рік", "en": "1 year"}
FORTNIGHT = {"uk": "14 днів", "en": "14 days"}


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.links = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links.append(dict(attrs)["href"])


def cookies_told(privacy):
    """The rows of the table by the name of the cookie: the addresses that it names, and how long it stays."""
    html = privacy.content.decode()
    part = re.search(r"<h2[^>]*>(?:Файли cookie|Cookies)</h2>(.*?)<h2", html, re.DOTALL)[1]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", part, re.DOTALL)]
    return {strip_tags(row[0]).strip(): (Links(row[1]).links, strip_tags(row[3]).strip()) for row in rows if row}


@pytest.fixture
def signed_in(starter, db):
    """The cookies that somebody has after signing in and pressing a button, as the browser got them."""
    client, olha = Client(), make_user(email="olha@example.org")
    got = {}
    for response in (
        client.get("/account/login/"),
        ask_for_code(client, olha.email),
        send_code(client, newest_code()),
        client.post("/account/me/", {"name": "Ольга", "language": "uk"}),
    ):
        got |= {name: cookie["max-age"] for name, cookie in response.cookies.items() if cookie.value}
    Letter.objects.all().delete()
    return got


@pytest.mark.django_db
def test_every_cookie_is_told_with_how_long_it_stays(signed_in, prefix, language):
    told = cookies_told(Client().get(f"{prefix}/privacy/"))

    assert {*signed_in} == {*told}
    assert (told["csrftoken"][1], told["sessionid"][1]) == (YEAR[language], FORTNIGHT[language])
    assert 364 * DAY <= signed_in["csrftoken"] <= 366 * DAY
    assert signed_in["sessionid"] == 14 * DAY
    assert signed_in["messages"] == ""  # until the browser is closed


@pytest.mark.django_db
def test_pages_that_are_told_to_set_the_protective_cookie_do(starter, prefix):
    addresses = cookies_told(Client().get(f"{prefix}/privacy/"))["csrftoken"][0]

    assert len(addresses) == 6
    assert [address for address in addresses if [*Client().get(address).cookies] != [settings.CSRF_COOKIE_NAME]] == []
