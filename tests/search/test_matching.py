"""Lists that are narrowed by a text, and rows that are like another."""

import pytest

from initiatives.models import Initiative
from portal.search.finding import matching, similar_to
from tests.factories import make_area, make_initiative

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def titles(queryset):
    return list(queryset.order_by("search_rank", "-published_at").values_list("title_uk", flat=True))


def test_matching_narrows_to_rows_with_all_words_in_any_form():
    make_initiative(title_uk="Бібліотека", summary_uk="Навчання дорослих")
    make_initiative(title_uk="Школа", summary_uk="Навчання дітей")

    assert titles(matching(Initiative.objects.published(), "бібліотеці дорослі")) == ["Бібліотека"]


def test_matching_ranks_titles_before_summaries_before_text():
    make_initiative(title_uk="У тексті", problem_uk="Немає бібліотек")
    make_initiative(title_uk="У короткому", summary_uk="Поруч із бібліотекою")
    make_initiative(title_uk="Бібліотека")

    assert titles(matching(Initiative.objects.published(), "бібліотека")) == ["Бібліотека", "У короткому", "У тексті"]


def test_matching_without_a_word_narrows_nothing():
    make_initiative(title_uk="Бібліотека")

    assert titles(matching(Initiative.objects.published(), " …? ")) == ["Бібліотека"]


def test_similar_rows_share_areas_first_and_words_then():
    area = make_area()
    one = make_initiative(title_uk="Бібліотека просто неба", summary_uk="", areas=[area])
    same_word = make_initiative(title_uk="Бібліотека вдома", summary_uk="")
    same_area = make_initiative(title_uk="Гурток", summary_uk="", areas=[area])
    make_initiative(title_uk="Музей", summary_uk="")

    assert similar_to(one, limit=2) == [same_area, same_word]
