"""Fifty cities submit at the same moment: `python -m bench.submit` prints how long each waited and what arrived.

On SQLite, and on PostgreSQL where DATABASE_URL names a server on which the role may create databases. The server is the
one that readers meet: gunicorn with two processes.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

from tests.browser.running import ROOT, environment_of, free_port, inside, start_server

CITIES = 50
# Run inside the portal: a city, its lead, a session of theirs and a draft that lacks nothing, fifty times.
PREPARE = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from initiatives.models import Contact
from tests.factories import make_city, make_complete_draft, make_partner, make_representative

organisation, made = make_partner(), []
for number in range(int(sys.argv[1])):
    city = make_city()
    user = make_representative(city=city, confirmed=True, role="lead").user
    draft = make_complete_draft(city=city, organisation=organisation, author=user)
    Contact.objects.create(initiative=draft, name=user.name, email=user.email)
    for kind in ("personal_data", "publication", "for_the_city"):
        draft.consents.create(kind=kind, given_by=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    made.append([draft.pk, session.session_key])
json.dump(made, sys.stdout)
"""
COUNT = """
from initiatives.models import Initiative
from portal.mail.models import Letter
from portal.publishing.workflow import Transition
json.dump({
    "submitted": Initiative.objects.filter(status="submitted").count(),
    "moves": Transition.objects.filter(target="submitted").count(),
    "letters": Letter.objects.count(),
}, sys.stdout)
"""


def submit(port, draft, session, barrier):
    """Look at the summary of a draft, wait for the others, submit it; gives the answer's status and seconds."""
    path = f"/workspace/initiatives/{draft}/check/"
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}: {page or answer.headers['Location']}")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    cookie = re.search(r"csrftoken=\w+", answer.headers["Set-Cookie"])[0]
    data = urlencode({"csrfmiddlewaretoken": token})
    headers = {"Cookie": f"sessionid={session}; {cookie}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.close()
    barrier.wait()
    start = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, body=data, headers=headers)
    status = connection.getresponse().status
    return status, time.perf_counter() - start


def measure(name, database):
    """One round on one database; gives whether everything arrived once."""
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(Path(folder)) | database
        environment["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        manage = [sys.executable, "manage.py"]
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True)
        drafts = inside(PREPARE, environment, str(CITIES))
        port = free_port()
        server = start_server(Path(folder), port, **database)
        try:
            barrier = Barrier(CITIES)
            with ThreadPoolExecutor(CITIES) as pool:
                answers = list(pool.map(lambda made: submit(port, *made, barrier), drafts))
        finally:
            server.terminate()
            server.wait(timeout=30)
        counted = inside(COUNT, environment)
    seconds = sorted(seconds for _status, seconds in answers)
    statuses = Counter(status for status, _seconds in answers)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    sys.stdout.write(
        f"{name:12}{CITIES:8}{counted['submitted']:11}{counted['moves']:8}{counted['letters']:9}"
        f"{statistics.median(seconds):9.2f}{p95:8.2f}  {dict(statuses)}\n"
    )
    return counted["submitted"] == counted["moves"] == CITIES and set(statuses) == {302}


def main() -> int:
    sys.stdout.write("database      cities  submitted   moves  letters  p50, s  p95, s  answers\n")
    is_good = measure("SQLite", {})
    if "DATABASE_URL" in os.environ:
        is_good &= measure("PostgreSQL", {"DATABASE_URL": os.environ["DATABASE_URL"]})
    return not is_good


if __name__ == "__main__":
    sys.exit(main())
