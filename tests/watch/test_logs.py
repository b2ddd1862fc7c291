"""Lines of the log: JSON, each with its request or task."""

import json
import logging
import subprocess
import sys
from io import StringIO

import pytest
from django_tasks import task

from portal.watch.logs import AddContext, JsonLines
from tests.browser.running import ROOT, environment_of

OURS = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def lines():
    """What is logged, as a server writes it; a function that gives the lines read as JSON."""
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(JsonLines())
    handler.addFilter(AddContext())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_line_has_the_id_that_the_answer_shows(client, lines):
    answer = client.get("/nowhere/")

    (line,) = lines()
    assert line["message"] == "Not Found: /nowhere/"
    assert (line["level"], line["logger"], line["status"]) == ("WARNING", "django.request", 404)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert len(line["request_id"]) == 32


def test_an_error_has_its_view_and_traceback_in_one_line(client, lines, monkeypatch):
    def break_down():
        raise RuntimeError("Щось не так")

    monkeypatch.setattr("portal.watch.health.look", break_down)
    client.raise_request_exception = False
    answer = client.get("/health/ready")

    line = lines()[-1]
    assert (line["status"], line["view"], line["request_id"]) == (500, "health_ready", answer.headers["X-Request-ID"])
    assert line["exception"].endswith("RuntimeError: Щось не так")


@pytest.mark.parametrize(
    ("is_behind", "told", "is_taken"),
    [
        (True, OURS, True),
        (True, "0a1b2c3d-0a1b-4c2d-8e3f-0a1b2c3d4e5f", True),
        (True, "x" * 32, False),
        (True, OURS + '", "level": "x', False),
        (True, "", False),
        (False, OURS, False),
    ],
)
def test_only_a_well_formed_id_from_our_proxy_is_taken(client, settings, is_behind, told, is_taken):
    settings.BEHIND_PROXY = is_behind

    answer = client.get("/health/live", headers={"X-Request-ID": told})

    assert (answer.headers["X-Request-ID"] == told) == is_taken


@task()
def speak():
    logging.getLogger("tests").info("A task speaks")


def test_a_line_of_a_task_has_its_id(lines):
    result = speak.enqueue()
    logging.getLogger("tests").warning("Afterwards")

    told = {line["message"]: line.get("task_id") for line in lines()}
    assert told["A task speaks"] == str(result.id)
    assert told["Afterwards"] is None


@pytest.mark.parametrize(("local", "is_json"), [("off", True), ("on", False)])
def test_a_server_logs_json_and_somebodys_own_machine_lines(tmp_path, local, is_json):
    code = "import django, logging; django.setup(); logging.getLogger('portal').warning('Привіт')"
    environment = environment_of(tmp_path) | {"LOCAL": local}

    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert said.stderr.startswith("{") == is_json
    assert "Привіт" in said.stderr
