"""Runs the command, and reads what it wrote."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command

from portal.mirror import copying

MOST_NARROWED = 4


@contextmanager
def few_of_all():
    """Within the block few narrowed lists are copied; previews, whose drawing has tests of its own, come at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.embroidery.views.preview_png", lambda _token: b"picture")
        patch.setattr(copying, "MOST_NARROWED", MOST_NARROWED)
        yield


def mirror(folder, *options):
    output = StringIO()
    call_command("mirror", str(folder), *options, stdout=output, stderr=output)
    return output.getvalue()


def read(folder, name):
    return (folder / name).read_text("utf-8")


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
