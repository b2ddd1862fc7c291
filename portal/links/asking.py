"""Asking a site whether an address still leads somewhere: politely, and never inside our own network.

The name of a site is looked up once, every address it gives must be a public one, and the connection goes to the very
address that was looked at – so a name that changes meanwhile leads nowhere else. Each redirect is treated alike.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from portal.links.models import Answer

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301: True, 308: True, 302: False, 303: False, 307: False}  # and whether for good
_MOST_REDIRECTS = 5
# Seconds for each step of a request, and for a request as a whole, however slowly it drips.
_STEP, _WHOLE = 10, 20
_BYTES = 4096
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HOST = re.compile(r"[a-z0-9_]([-a-z0-9_.]*[a-z0-9_])?\.?|[0-9a-f:.]+")
_SAFE = "/%:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True)
class Outcome:
    """What came of an address: the answer, the status code where one came, and the new address of what moved."""

    answer: Answer
    status: int | None = None
    moved_to: str = ""


class _NotAsked(Exception):
    """What an address is, or leads to, without its site being asked."""

    def __init__(self, answer):
        super().__init__(answer)
        self.answer = answer


def look_up(host: str, port: int) -> list[str]:
    """The network addresses of a host. Raises socket.gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(entry[4][0] for entry in found))


def connect_to(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to a network address. Raises OSError."""
    return socket.create_connection((address, port), timeout=timeout)


def is_public(address: str) -> bool:
    """Whether a network address lies in the public internet: neither here, nor in a private or reserved range.

    Addresses that carry another one (IPv4 inside IPv6) are judged by it or refused.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6:
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour or ip.teredo or ip in _NAT64 or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Turns:
    """Lets one request at a time go to a host, with a pause after it; threads wait for their turn."""

    def __init__(self, pause: float):
        self._pause = pause
        self._mine = threading.Lock()
        self._hosts: dict[str, list] = {}

    def take(self, host: str, ask: Callable):
        """What ``ask()`` gives, once it is this host's turn."""
        with self._mine:
            turn = self._hosts.setdefault(host, [threading.Lock(), 0.0])
        with turn[0]:
            sleep(max(0, turn[1] - monotonic()))
            try:
                return ask()
            finally:
                turn[1] = monotonic() + self._pause


@dataclass
class Asker:
    """Asks for addresses. ``look_up`` and ``connect`` are what touches the network."""

    turns: Turns = field(default_factory=lambda: Turns(pause=2))
    look_up: Callable[[str, int], list[str]] = look_up
    connect: Callable[[str, int, float], socket.socket] = connect_to
    whole: float = _WHOLE

    def ask(self, url: str) -> Outcome:
        """What comes of an address; raises nothing, whatever a site answers."""
        here, moved_to, is_for_good = url, "", True
        for _hop in range(_MOST_REDIRECTS + 1):
            try:
                status, location = self._ask_once(here)
            except _NotAsked as known:
                return Outcome(known.answer)
            except ssl.SSLError:
                return Outcome(Answer.INSECURE)
            except TimeoutError:
                return Outcome(Answer.SILENT)
            except (OSError, http.client.HTTPException, ValueError):
                return Outcome(Answer.BUSY)
            if status not in _REDIRECTS or not location:
                return self._judge(status, moved_to)
            try:
                here = urljoin(here, _readable(location))
            except ValueError:
                return Outcome(Answer.UNFIT, status)
            is_for_good = is_for_good and _REDIRECTS[status]
            if is_for_good:
                moved_to = here[:1000]
        return Outcome(Answer.CIRCLES)

    @staticmethod
    def _judge(status, moved_to):
        if status in (404, 410):
            return Outcome(Answer.MISSING, status)
        if status == 429 or status >= 500:
            return Outcome(Answer.BUSY, status)
        if status >= 400:
            return Outcome(Answer.CLOSED, status)
        return Outcome(Answer.MOVED, status, moved_to) if moved_to else Outcome(Answer.FOUND, status)

    def _ask_once(self, url) -> tuple[int, str]:
        """Status and location. Asks for the head, and for the page where a site will not give its head alone."""
        scheme, host, target = _taken_apart(url)
        try:
            status, location = self.turns.take(host, lambda: self._request("HEAD", scheme, host, target))
        except http.client.HTTPException:
            status, location = 500, ""
        if status >= 400 and status != 429:
            status, location = self.turns.take(host, lambda: self._request("GET", scheme, host, target))
        return status, location

    def _request(self, method, scheme, host, target):
        connection = _Connection(scheme, host, self)
        timer = threading.Timer(self.whole, connection.cut)
        timer.daemon = True
        timer.start()
        try:
            connection.request(method, target, headers=_headers())
            answer = connection.getresponse()
            if method == "GET":
                answer.read(_BYTES)
            return answer.status, answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException) as error:
            if connection.is_cut:
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
            connection.close()


def _readable(location):
    """What a header says, as sites mean it, without what neither an address nor a database holds."""
    text = location.encode("latin-1", "replace").decode("utf-8", "replace")
    return "".join(char for char in text if char.isprintable())


def _headers():
    return {
        "User-Agent": f"LearningCitiesPortal (link check; +{settings.SITE_URL}/; {settings.OFFICE_EMAIL})",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _taken_apart(url) -> tuple[str, str, str]:
    """Scheme, host in ASCII, and path with query. Raises _NotAsked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _NotAsked(Answer.UNFIT) from error
    if parts.scheme not in _PORTS or "@" in parts.netloc or port not in (None, _PORTS[parts.scheme]):
        raise _NotAsked(Answer.UNFIT)
    if ":" not in host:
        try:
            host = host.encode("idna").decode()
        except UnicodeError as error:
            raise _NotAsked(Answer.UNFIT) from error
    if not _HOST.fullmatch(host.lower()):
        raise _NotAsked(Answer.UNFIT)
    path = quote(parts.path or "/", safe=_SAFE, errors="replace")
    query = quote(parts.query, safe=_SAFE, errors="replace")
    return parts.scheme, host.lower(), f"{path}?{query}" if query else path


class _Connection(http.client.HTTPConnection):
    """A connection to one of the public addresses of a host, given up as a whole after a time."""

    def __init__(self, scheme, host, asker):
        super().__init__(host, _PORTS[scheme], timeout=_STEP)
        self._is_secure = scheme == "https"
        self._asker = asker
        self.is_cut = False

    def connect(self):
        self.sock = self._first_that_answers(self._public_addresses())
        if self.is_cut:
            raise TimeoutError
        if self._is_secure:
            secure = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = secure
            secure.do_handshake()

    def _public_addresses(self):
        try:
            found = self._asker.look_up(self.host, self.port)
        except socket.gaierror as error:
            # Only "there is no such name" is an answer; anything else may be our own network.
            if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                raise _NotAsked(Answer.NO_HOST) from error
            raise
        except UnicodeError as error:
            raise _NotAsked(Answer.UNFIT) from error
        if not found or not all(is_public(address) for address in found):
            raise _NotAsked(Answer.INWARD)
        return found[:2]

    def _first_that_answers(self, addresses):
        for address in addresses[:-1]:
            try:
                return self._asker.connect(address, self.port, _STEP)
            except OSError:
                continue
        return self._asker.connect(addresses[-1], self.port, _STEP)

    def cut(self):
        """Give up, in whatever step it is."""
        self.is_cut = True
        with suppress(OSError, AttributeError):  # closed already, or not yet open
            self.sock.shutdown(socket.SHUT_RDWR)
