"""Runs the command, and reads what it wrote."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command

from portal import politeness
from portal.mirror import copying

MOST_NARROWED = 4


@contextmanager
def few_of_all():
    """Within the block lists are short and few are narrowed; previews, drawn elsewhere in tests, come at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.embroidery.views.preview_png", lambda _token: b"picture")
        patch.setattr(copying, "MOST_NARROWED", MOST_NARROWED)
        patch.setattr(copying, "LARGEST_PAGE", 10)
        # All others have to wait; the portal itself may ask as often as it likes.
        patch.setattr(politeness, "seconds_to_wait", lambda _limit, _who: 1)
        yield


def mirror(folder, *options):
    output = StringIO()
    call_command("mirror", str(folder), *options, stdout=output, stderr=output)
    return output.getvalue()


def read(folder, name):
    return (folder / name).read_text("utf-8")


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
