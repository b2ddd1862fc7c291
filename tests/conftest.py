import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def _ukrainian():
    """Each test begins in Ukrainian and leaves no language behind."""
    with translation.override("uk"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _index_where_it_is_sought(request, monkeypatch):
    """Keeping the search index takes a fifth of the time of all tests; those marked ``indexed`` look into it."""
    if not request.node.get_closest_marker("indexed"):
        monkeypatch.setattr("portal.search.keeping.renew", lambda *_args, **_options: None)


@pytest.fixture(autouse=True)
def _visits_stay_in_memory(monkeypatch):
    """No test writes what the minute before it has counted; those about visits store by hand."""
    monkeypatch.setattr("portal.visits.counting.STORE_EVERY", float("inf"))


@pytest.fixture(params=["uk", "en"])
def language(request):
    """Run the test for both languages; ``prefix`` of the address follows."""
    return request.param


@pytest.fixture
def prefix(language):
    return "/en" if language == "en" else ""
