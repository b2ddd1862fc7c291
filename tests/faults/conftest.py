"""What the portal stands on fails, for real: servers are stopped, frozen and filled up, processes are killed."""

import pytest

from tests.browser.writers import make_editors
from tests.faults.running import Visitor, running_stack
from tests.nginx import nginx
from tests.servers import postgresql, redis_server

NEEDED = {"nginx and libnginx-mod-http-brotli-static": nginx, "postgresql": postgresql, "redis-server": redis_server}


def pytest_collection_modifyitems(items):
    missing = [name for name, where in NEEDED.items() if not where()]
    for item in items:
        if "tests/faults/" in item.path.as_posix():
            item.add_marker("faults")
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"needs Debian's {', '.join(missing)}"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    with running_stack(tmp_path_factory.mktemp("faults")) as stack:
        yield stack


@pytest.fixture
def reader(stack):
    return Visitor(stack.url)


@pytest.fixture(scope="session")
def editors(stack):
    """Two who write for Lviv."""
    return make_editors(stack.var, "Олена", "Тарас")


@pytest.fixture
def writer(stack, editors):
    """The first of them, signed in."""
    return Visitor(stack.url, editors[0].session)


@pytest.fixture
def draft(writer, editors):
    """The number of a draft of theirs."""
    return writer.begin_draft(editors[0].katottg)
