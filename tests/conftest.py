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


@pytest.fixture(params=["uk", "en"])
def language(request):
    """Run the test for both languages; ``prefix`` of the address follows."""
    return request.param


@pytest.fixture
def prefix(language):
    return "/en" if language == "en" else ""
