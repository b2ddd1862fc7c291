"""What the portal makes of an answer, and where it refuses to go."""

import socket
import time

import pytest

from portal.links.asking import Turns, is_public
from portal.links.models import Answer
from tests.links.sites import PUBLIC, Site


@pytest.fixture
def site():
    with Site().open() as site:
        yield site


def moved(status, to):
    return status, {"Location": to}


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.FOUND),
        (204, Answer.FOUND),
        (404, Answer.MISSING),
        (410, Answer.MISSING),
        (401, Answer.CLOSED),
        (403, Answer.CLOSED),
        (429, Answer.BUSY),
        (500, Answer.BUSY),
        (503, Answer.BUSY),
        (304, Answer.FOUND),
    ],
)
def test_status_becomes_an_answer(site, status, answer):
    site.pages["/page"] = status

    outcome = site.asker().ask("http://city.example/page")

    assert (outcome.answer, outcome.status) == (answer, status)


def test_head_is_asked_for_and_nothing_else_where_it_is_enough(site):
    site.asker().ask("http://city.example/page?a=1#part")

    assert site.asked == ["HEAD city.example/page?a=1"]


def test_site_that_gives_no_head_is_asked_for_the_page(site):
    site.pages["/page"] = lambda request: 405 if request.command == "HEAD" else 200

    outcome = site.asker().ask("http://city.example/page")

    assert outcome.answer == Answer.FOUND
    assert site.asked == ["HEAD city.example/page", "GET city.example/page"]


def test_only_the_beginning_of_a_page_is_read(site):
    def endless(request):
        if request.command == "HEAD":
            return 405
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b"x" * 65536)
        except OSError:
            return None

    site.pages["/page"] = endless

    assert site.asker().ask("http://city.example/page").answer == Answer.FOUND


def test_user_agent_names_the_portal_and_whom_to_write_to(site, settings):
    settings.SITE_URL, settings.OFFICE_EMAIL = "https://portal.example", "office@portal.example"

    site.asker().ask("http://city.example/")

    assert "https://portal.example/" in site.headers[0]["User-Agent"]
    assert "office@portal.example" in site.headers[0]["User-Agent"]
    assert "Cookie" not in site.headers[0]


@pytest.mark.parametrize("status", [301, 308])
def test_page_that_moved_for_good_names_its_new_address(site, status):
    site.pages |= {"/old": moved(status, "/new"), "/new": moved(302, "/new?session=1")}

    outcome = site.asker().ask("http://city.example/old")

    assert (outcome.answer, outcome.moved_to) == (Answer.MOVED, "http://city.example/new")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_page_that_leads_on_for_today_works(site, status):
    site.pages["/old"] = moved(status, "/new")

    outcome = site.asker().ask("http://city.example/old")

    assert (outcome.answer, outcome.moved_to) == (Answer.FOUND, "")


def test_page_that_moved_to_nowhere_is_missing(site):
    site.pages |= {"/old": moved(301, "/new"), "/new": 404}

    assert site.asker().ask("http://city.example/old").answer == Answer.MISSING


def test_circle_ends(site):
    site.pages["/"] = moved(302, "/")

    assert site.asker().ask("http://city.example/").answer == Answer.CIRCLES
    assert len(site.asked) == 6


def test_cookies_are_not_taken(site):
    site.pages["/"] = 302, {"Location": "/in", "Set-Cookie": "a=1"}

    site.asker().ask("http://city.example/")

    assert all("Cookie" not in headers for headers in site.headers)


def test_name_that_no_site_bears(site):
    site.names["gone.example"] = socket.gaierror(socket.EAI_NONAME, "unknown")

    assert site.asker().ask("http://gone.example/").answer == Answer.NO_HOST


def test_names_that_cannot_be_looked_up_now_say_nothing_of_the_site(site):
    site.names["city.example"] = socket.gaierror(socket.EAI_AGAIN, "try again")

    assert site.asker().ask("http://city.example/").answer == Answer.BUSY


def test_connection_that_is_not_secure(site):
    assert site.asker().ask("https://city.example/").answer == Answer.INSECURE
    assert site.connected == [(PUBLIC, 443)]


def test_site_that_says_nothing_is_given_up(site):
    site.pages["/"] = lambda _request: time.sleep(1)

    assert site.asker(whole=0.2).ask("http://city.example/").answer == Answer.SILENT


def test_site_that_drips_is_given_up(site):
    def drip(request):
        for _ in range(100):
            request.wfile.write(b"H")
            request.wfile.flush()
            time.sleep(0.02)

    site.pages["/"] = drip

    assert site.asker(whole=0.2).ask("http://city.example/").answer == Answer.SILENT


def test_nonsense_is_no_answer(site):
    site.pages["/"] = lambda request: request.wfile.write(b"\0\xff\r\n\r\n") and None

    assert site.asker().ask("http://city.example/").answer == Answer.BUSY


# Where it does not go


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::", "fec0::1"),
        *("", "localhost", "1", "0x7f.1"),
    ],
)
def test_closed_networks_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2a00:1450:4001:800::200e", "::ffff:8.8.8.8"])
def test_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("found", [["127.0.0.1"], ["10.1.2.3"], [PUBLIC, "192.168.0.1"], ["::1"], []])
def test_name_that_leads_into_a_closed_network_is_not_asked(site, found):
    site.names["city.example"] = found

    assert site.asker().ask("http://city.example/").answer == Answer.INWARD
    assert site.connected == []


@pytest.mark.parametrize("to", ["http://inside.example/", "//inside.example/", "https://inside.example/admin"])
def test_redirect_into_a_closed_network_is_not_followed(site, to):
    site.names["inside.example"] = ["169.254.169.254"]
    site.pages["/"] = moved(301, to)

    assert site.asker().ask("http://city.example/").answer == Answer.INWARD
    assert site.connected == [(PUBLIC, 80)]


def test_name_is_looked_up_once_and_the_address_looked_at_is_the_one_connected_to(site):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    looked_up = []

    def look_up(host, port):
        looked_up.append(host)
        return next(answers)

    site.asker(look_up=look_up).ask("http://city.example/")

    assert looked_up == ["city.example"]
    assert site.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "url",
    [
        "http://city.example:8080/",
        "http://city.example:22/",
        "https://city.example:80/",
        "http://user:password@city.example/",
        "http://user@city.example/",
        "http://city.example@/",
        "ftp://city.example/",
        "file:///etc/passwd",
        "gopher://city.example/",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://[::1",
        "http://city.example:port/",
        "http://city.example:99999/",
        "http://ex ample/",
        "http://a%00b/",
        "http://" + "ї" * 70 + ".example/",
        "http://..example/",
        "",
    ],
)
def test_what_is_no_ordinary_address_is_not_asked(site, url):
    assert site.asker().ask(url).answer == Answer.UNFIT
    assert site.connected == []


@pytest.mark.parametrize(
    "to", ["ftp://city.example/", "http://a:b@city.example/", "http://city.example:6379/", "javascript:alert(1)"]
)
def test_redirect_to_what_is_no_ordinary_address_is_not_followed(site, to):
    site.pages["/"] = moved(301, to)

    outcome = site.asker().ask("http://city.example/")

    assert (outcome.answer, outcome.moved_to) == (Answer.UNFIT, "")
    assert site.asked == ["HEAD city.example/"]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://місто.укр/сторінка?а=б в", "xn--h1algp1b.xn--j1amh/"),
        ("http://city.example/a\r\nX-Injected: 1", "city.example/aX-Injected:%201"),
        ("HTTP://CITY.example", "city.example/"),
    ],
)
def test_address_is_asked_for_in_ascii(site, url, asked):
    assert site.asker().ask(url).answer == Answer.FOUND
    assert site.asked[0].isascii()
    assert asked.partition("/")[2] in site.asked[0]
    assert all("X-Injected" not in headers for headers in site.headers)


def test_host_is_asked_by_one_at_a_time_and_left_in_peace_in_between():
    turns = Turns(pause=0.05)
    begun = time.monotonic()

    given = [turns.take("city.example", lambda: time.monotonic() - begun) for _ in range(3)]

    assert given[1] - given[0] >= 0.05
    assert given[2] - given[1] >= 0.05


def test_other_hosts_do_not_wait():
    turns = Turns(pause=60)

    assert [turns.take(host, str) for host in ("a.example", "b.example")] == ["", ""]
