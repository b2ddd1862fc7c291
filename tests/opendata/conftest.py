import pytest

import portal.politeness


@pytest.fixture(autouse=True)
def _all_the_time(request, monkeypatch):
    """Tests ask faster than readers; those of the limit itself take it as it is."""
    if "polite" not in request.keywords:
        monkeypatch.setattr(portal.politeness, "seconds_to_wait", lambda _limit, _who: 0)
