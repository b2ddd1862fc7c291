"""Services and timers of systemd: what they name exists."""

import re

import pytest
from django.core.management import get_commands

from tests.nginx import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("portal-*.*"))
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_timer_runs_a_command_of_the_portal(timer):
    command = re.search(r"^Unit=portal-command@(\w+)\.service$", timer.read_text(), re.MULTILINE)[1]

    assert command in get_commands()


@pytest.mark.parametrize("service", ["tasks", "mail"])
def test_service_runs_a_command_of_the_portal(service):
    text = (DEPLOY / f"systemd/portal-{service}.service").read_text()

    assert re.search(r"manage\.py (\w+)", text)[1] in get_commands()
