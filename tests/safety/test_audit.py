"""The audit of our packages never says that all is well where it has looked at nothing."""

import json
import subprocess

import pytest
from django.conf import settings

AUDITED = {"name": "django", "version": "5.2.19", "vulns": []}
HOLE = {"id": "PYSEC-1", "fix_versions": ["99"]}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([AUDITED], 0, ""),
        ([AUDITED | {"vulns": [HOLE]}], 1, "django 5.2.19: PYSEC-1, mended in: 99"),
        ([AUDITED, {"name": "nh3", "skip_reason": "not found"}], 75, "Not audited: 1 of 2 packages"),
        ([AUDITED | {"vulns": [HOLE]}, {"name": "nh3", "skip_reason": "not found"}], 1, "PYSEC-1"),
        (None, 75, "Not audited: the advisories of PyPI cannot be reached"),
    ],
)
def test_audit_tells_what_it_found_and_what_it_could_not_see(tmp_path, packages, status, said):
    tool = tmp_path / "pip-audit"
    tool.write_text(
        "#!/bin/sh\n" + ("exit 1" if packages is None else f"echo '{json.dumps({'dependencies': packages})}'")
    )
    tool.chmod(0o755)

    audit = subprocess.run(
        [settings.BASE_DIR / ".ci/audit"],
        env={"BIN": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (audit.returncode, said in audit.stderr) == (status, True)
