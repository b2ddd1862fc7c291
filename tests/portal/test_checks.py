"""What a server must not be set up with."""

import pytest

from portal.checks import local_mode_is_off


@pytest.mark.parametrize(("local", "complaints"), [(False, []), (True, ["portal.E001"])])
def test_local_mode_is_an_error_on_a_server(settings, local, complaints):
    settings.LOCAL = local

    assert [error.id for error in local_mode_is_off()] == complaints
