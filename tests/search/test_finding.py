"""What is found by which words, and in which order."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cities.models import FormerName
from portal.search.finding import search, suggest
from tests.factories import make_article, make_city, make_initiative, make_page, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def found(text, kind=""):
    return [entry.title_uk for entry in search(text).results(kind)[0:24]]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Бібліотека", "бібліотеці"),
        ("Бібліотека", "БІБЛІОТЕКАМИ"),
        ("Навчання дорослих", "дорослі"),
        ("Дорослі", "дорослих"),
        ("Міста", "місту"),
        ("Здоров’я громади", "здоров'ю"),
        ("Здоров’я громади", "здоров`я"),
        ("Здоров’я громади", "здоровя"),
        ("Ґанок", "ганок"),
        ("Ганок", "ґанку"),
        ("Онлайн-курс", "онлайнкурс"),
        ("Онлайн-курс", "курс онлайн"),
        ("Івано-Франківськ", "Івано Франківську"),
        ("Привіт", "ghbdsn"),
        ("Мелітополь", "vtksnjgjkm"),
        ("Новояворівськ", "Novoyavorivsk"),
        ("Новояворівськ", "Novoiavorivsk"),
        ("Запоріжжя", "Zaporizhzhya"),
        ("Бібліотека", "biblioteka"),
        ("Клуб UNESCO", "гтуісщ"),
        ("Бібліотека", "library"),
        ("Курси для дорослих", "що є для дорослих?"),
    ],
)
def test_a_title_is_found_by(written, asked):
    make_partner(name_uk=written, name_en="")
    make_partner(name_uk="Зовсім інше", name_en="")

    assert found(asked) == [written]


def test_english_words_are_found_in_any_form():
    make_partner(name_uk="Назва", name_en="City libraries")

    assert found("library") == ["Назва"]


def test_what_a_city_was_called_before_finds_it():
    city = make_city(name_uk="Звягель")
    FormerName.objects.create(city=city, name_uk="Новоград-Волинський")

    assert found("новоград-волинський") == ["Звягель"]


def test_student_cities_find_the_association():
    make_page(slug="about", title_uk="Про асоціацію")

    assert found("Student Cities") == ["Про асоціацію"]


def test_titles_outrank_summaries_and_these_outrank_text():
    make_initiative(title_uk="У тексті", summary_uk="Про інше", problem_uk="Поруч немає музею.", city=None)
    make_initiative(title_uk="У короткому", summary_uk="Навчання в музеї.", city=None)
    make_initiative(title_uk="Музей", summary_uk="Про інше", city=None)

    assert found("музей") == ["Музей", "У короткому", "У тексті"]


def test_fresh_outranks_old_at_equal_match():
    for year in (2021, 2025, 2023):
        make_article(title_uk=f"Ярмарок {year}", date=datetime.date(year, 5, 1))

    assert found("ярмарок") == ["Ярмарок 2025", "Ярмарок 2023", "Ярмарок 2021"]


def test_a_title_of_these_words_alone_comes_first():
    make_partner(name_uk="Міські бібліотеки Львова", name_en="")
    make_city(name_uk="Львів")
    make_partner(name_uk="Львівська обсерваторія у Львові", name_en="")

    assert found("Львів")[0] == "Львів"


def test_an_unfinished_word_finds_what_begins_so():
    make_partner(name_uk="Обсерваторія", name_en="")

    assert found("обсерв") == ["Обсерваторія"]


def test_typing_errors_are_forgiven():
    make_partner(name_uk="Обсерваторія", name_en="")

    findings = search("обсреваторія")

    assert [entry.title_uk for entry in findings.results()[0:24]] == ["Обсерваторія"]
    assert (findings.instead_of, findings.question.text) == ("обсреваторія", "обсерваторія")


def test_better_spelling_is_offered_where_it_finds_more():
    make_partner(name_uk="Абсерваторія", name_en="")
    for number in range(3):
        make_partner(name_uk=f"Обсерваторія {number}", name_en="")

    assert found("абсерваторія") == ["Абсерваторія"]
    assert search("абсерваторія").did_you_mean == "обсерваторія"


def test_a_rare_word_of_the_dictionary_is_no_error():
    make_partner(name_uk="Мости", name_en="")
    for number in range(3):
        make_partner(name_uk=f"Пости {number}", name_en="")

    assert search("мости").did_you_mean == ""


def test_pages_with_some_of_the_words_follow_those_with_all():
    make_partner(name_uk="Музей у Львові", name_en="")
    make_partner(name_uk="Музей у Сумах", name_en="")

    findings = search("музей львів")

    assert [entry.title_uk for entry in findings.results()[0:24]] == ["Музей у Львові", "Музей у Сумах"]
    assert (findings.total, findings.results().complete) == (1, 1)


def test_results_are_counted_and_narrowed_by_kind():
    make_partner(name_uk="Музей", name_en="")
    make_article(title_uk="Музей відкрито")
    make_article(title_uk="Музей зачинено")

    assert search("музей").counts == {"partner": 1, "article": 2}
    assert sorted(found("музей", "article")) == ["Музей відкрито", "Музей зачинено"]


def test_suggestions_are_titles_that_begin_so():
    make_partner(name_uk="Музей історії", name_en="")
    make_partner(name_uk="Бібліотека", description_uk="Поруч музей.", name_en="")

    assert [entry.title_uk for entry in suggest("муз")] == ["Музей історії"]


def number_of_queries(text):
    with CaptureQueriesContext(connection) as queries:
        assert found(text)
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_results():
    for number in range(4):
        make_initiative(title_uk=f"Музей {number}", city=None)
    few = number_of_queries("музей")
    for number in range(30):
        make_initiative(title_uk=f"Музей далі {number}", city=None)

    assert number_of_queries("музей") <= few
