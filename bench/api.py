"""Ten thousand requests that schemathesis makes up from the OpenAPI document: `python -m bench.api` says what failed.

The portal is a running one with the starter content. Each request comes from an address of its own, since one alone may
not ask so often. Fails where an answer is not as the document says, or 500.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.running import ROOT, running_portal

EXAMPLES = 10_000
# Operations of the document, roughly; each gets its share of the examples.
OPERATIONS = 45
HOOKS = "bench.api_hooks"
# A cursor is a word that only a list itself can know, so inventing one is rightly refused.
UNFIT = "positive_data_acceptance"


@contextmanager
def portal_behind_a_proxy() -> Iterator[str]:
    """The address of a portal that believes what a proxy says of the sender."""
    os.environ["BEHIND_PROXY"] = "on"
    with tempfile.TemporaryDirectory() as folder, running_portal(Path(folder)) as portal:
        yield portal.url


def main():
    with portal_behind_a_proxy() as url:
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            f"{url}/api/v1/openapi.json",
            "--url",
            url,
            "--checks",
            "all",
            "--exclude-checks",
            UNFIT,
            "--max-examples",
            str(EXAMPLES // OPERATIONS),
            "--workers",
            "2",
            "--continue-on-failure",
        ]
        return subprocess.run(command, cwd=ROOT, env=os.environ | {"SCHEMATHESIS_HOOKS": HOOKS}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
