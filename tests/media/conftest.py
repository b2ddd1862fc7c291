import pytest
from django.core.files.storage import default_storage


@pytest.fixture
def stored():
    """The names of all files in a folder of the storage."""

    def names(folder):
        return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()

    return names
