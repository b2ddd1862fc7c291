"""A round of checks: a few hosts at a time, each address kept as soon as it has answered."""

import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

from portal.links.asking import Asker
from portal.links.models import Link

_HOSTS_AT_ONCE = 4
# A site that asks for patience is left alone for the rest of the round.
_TOO_MANY_REQUESTS = 429


def check(links, *, seconds: float, asker: Asker | None = None) -> Iterator[Link]:
    """Ask for the addresses of these links and give each once its answer is stored.

    Those not begun after so many seconds wait for the next round. Whoever stops earlier loses nothing. Where no site
    answers at all, it is our own network that is away, and nothing is said of the sites.
    """
    asker = asker or Asker()
    end, stop, done = monotonic() + seconds, Event(), queue.SimpleQueue()
    hosts = {}
    for link in links:
        hosts.setdefault(_host(link.url), []).append(link)

    def ask_all(of_one_host):
        try:
            for link in of_one_host:
                if stop.is_set() or monotonic() > end:
                    break
                outcome = asker.ask(link.url)
                done.put((link, outcome))
                if outcome.status == _TOO_MANY_REQUESTS:
                    break
        finally:
            done.put(None)

    with ThreadPoolExecutor(max_workers=_HOSTS_AT_ONCE) as pool:
        rounds = [pool.submit(ask_all, of_one_host) for of_one_host in hosts.values()]
        try:
            for link, outcome in _once_heard(_answers(done, len(rounds)), is_alone=len(rounds) == 1):
                link.record(outcome.answer, status=outcome.status, moved_to=outcome.moved_to)
                yield link
        finally:
            stop.set()
    for finished in rounds:
        finished.result()


def _answers(done, open_rounds):
    while open_rounds:
        if (answered := done.get()) is None:
            open_rounds -= 1
        else:
            yield answered


def _once_heard(answers, *, is_alone):
    """The answers; those that may be the fault of our own network only after some site has been heard."""
    waiting, is_heard = [], is_alone
    for link, outcome in answers:
        is_heard = is_heard or outcome.status is not None
        waiting.append((link, outcome))
        if is_heard:
            yield from waiting
            waiting = []


def _host(url):
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""
