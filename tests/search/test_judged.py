"""Relevance: what people ask of the starter content leads to the right page."""

import statistics

import pytest

from tests.search.judged import judged_queries
from tests.starter.conftest import loaded, starter  # noqa: F401 – fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

GOAL = 0.9


def test_there_are_enough_judged_queries_in_both_languages():
    languages = [query.language for query in judged_queries()]

    assert len(languages) >= 60
    assert min(languages.count("uk"), languages.count("en")) >= 20


@pytest.mark.usefixtures("loaded")
def test_right_answers_stand_high():
    ranks = {query.text: query.reciprocal_rank() for query in judged_queries()}

    assert statistics.mean(ranks.values()) >= GOAL, sorted(ranks, key=ranks.get)[:10]
