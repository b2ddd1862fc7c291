"""The dictionaries behind search."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.search.lemmatizer import lemmatizer

STEMS = {"organisational": "organis", "libraries": "librari", "hopefulness": "hope", "communities": "communiti"}


@pytest.fixture
def _busy_threads():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_busy_threads")
def test_readers_who_search_at_once_get_the_stems_of_their_own_words():
    words = list(STEMS) * 500

    with ThreadPoolExecutor(8) as readers:
        stems = list(readers.map(lemmatizer().english, words))

    assert stems == [STEMS[word] for word in words]
