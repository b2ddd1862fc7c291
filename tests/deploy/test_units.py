"""Services and timers of systemd: what they name exists."""

import re

import pytest
from django.core.management import get_commands

from tests.nginx import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("portal-*.*"))
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_timer_runs_a_command_of_the_portal(timer):
    if named := re.search(r"^Unit=portal-command@(\w+)\.service$", timer.read_text(), re.MULTILINE):
        command = named[1]
    else:  # the service of the same name
        command = command_of(timer.with_suffix(".service"))

    assert command in get_commands()


@pytest.mark.parametrize("service", ["tasks", "mail"])
def test_service_runs_a_command_of_the_portal(service):
    assert command_of(DEPLOY / f"systemd/portal-{service}.service") in get_commands()


def command_of(service):
    return re.search(r"manage\.py (\w+)", service.read_text())[1]
