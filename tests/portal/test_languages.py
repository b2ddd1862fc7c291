"""Searching, sorting and spelling Ukrainian, and the choice of the text that a reader gets."""

import csv
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from cities.models import City, FormerName
from cities.oblasts import Oblast
from portal.languages import fold, localized, other_language, romanise, slug_from, sort_key, text_language

ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
LETTERS = ALPHABET + ALPHABET.upper()
APOSTROPHES = "'’ʼ`‘ʹ"
STRESS = "\u0301"

ukrainian_texts = st.text(LETTERS + APOSTROPHES + " -")
texts = st.one_of(ukrainian_texts, st.text())


# fold


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_fold_drops_every_apostrophe(apostrophe):
    assert fold(f"Кам{apostrophe}янське") == "камянське"


def test_fold_makes_small_letters():
    assert fold("ЇЖАК Є ҐАВА") == "їжак є гава"


def test_fold_reads_ge_with_upturn_as_he():
    assert fold("Ґудзик") == fold("гудзик")


def test_fold_drops_the_stress_mark_and_keeps_short_i_and_yi():
    assert fold("Ки́їв, ра́йо\u0301н") == "київ, район"


def test_fold_composes_short_i_and_yi_typed_in_two_parts():
    assert fold("Киі\u0308в раи\u0306он") == "київ район"


def test_fold_collapses_white_space():
    assert fold("  Біла\u00a0\n Церква\t") == "біла церква"


@given(texts)
@example("ʼn ŉ ΐ \u0344 \u1fef")
def test_fold_of_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ukrainian_texts)
def test_fold_does_not_depend_on_case(text):
    assert fold(text.upper()) == fold(text) == fold(text.lower())


# sort_key


def by_alphabet(words):
    """The reference: each word as the places of its letters in the alphabet."""
    return [[ALPHABET.index(letter) for letter in word.lower()] for word in words]


def test_sort_key_follows_the_ukrainian_alphabet():
    letters = sorted(ALPHABET, key=sort_key)

    assert "".join(letters) == ALPHABET


def test_sort_key_orders_the_cities_that_code_points_disorder():
    cities = [
        "Яготин",
        "Ізюм",
        "Ґлибока",
        "Євпаторія",
        "Ірпінь",
        "Глухів",
        "Їжаківка",
        "Енергодар",
        "Ивченка",
        "Житомир",
    ]

    assert sorted(cities, key=sort_key) == [
        "Глухів",
        "Ґлибока",
        "Енергодар",
        "Євпаторія",
        "Житомир",
        "Ивченка",
        "Ізюм",
        "Ірпінь",
        "Їжаківка",
        "Яготин",
    ]


@given(st.text(LETTERS), st.text(LETTERS))
def test_sort_key_orders_any_two_words_by_the_alphabet(one, other):
    one_places, other_places = by_alphabet([one, other])

    assert (sort_key(one) < sort_key(other)) == (one_places < other_places)
    assert (sort_key(one) == sort_key(other)) == (one_places == other_places)


@given(texts)
def test_sort_key_is_made_of_digits_in_pairs(text):
    assert re.fullmatch("([0-9]{2})*", sort_key(text))


def test_sort_key_puts_digits_before_letters_and_latin_after_cyrillic():
    assert sorted(["Zoo", "Яблуко", "21 день", "日本", "Абетка", "art"], key=sort_key) == [
        "21 день",
        "Абетка",
        "Яблуко",
        "art",
        "Zoo",
        "日本",
    ]


def test_sort_key_ends_a_word_before_longer_words():
    assert sorted(["Новара", "Нова-Гута", "Нова Одеса", "Нова"], key=sort_key) == [
        "Нова",
        "Нова-Гута",
        "Нова Одеса",
        "Новара",
    ]


@pytest.mark.parametrize("text", ["кам’янка", "КАМ'ЯНКА", "Камянка", "«Кам’янка»", "Ка́м’янка "])
def test_sort_key_ignores_case_apostrophes_stress_and_outer_signs(text):
    assert sort_key(text) == sort_key("Кам’янка")


def test_sort_key_puts_an_accented_latin_letter_with_its_plain_one():
    assert sort_key("Élan") == sort_key("elan")


# romanise


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Згорани", "Zghorany"),
        ("Розгон", "Rozghon"),
        ("Гадяч", "Hadiach"),
        ("Борщагівка", "Borshchahivka"),
        ("Алушта", "Alushta"),
        ("Андрій", "Andrii"),
        ("Запоріжжя", "Zaporizhzhia"),
        ("Новояворівськ", "Novoiavorivsk"),
        ("Нова Яворівка", "Nova Yavorivka"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжакевич Мар’їне", "Yizhakevych Marine"),
        ("Йосипівка", "Yosypivka"),
        ("Ґалаґан", "Galagan"),
        ("Ще", "Shche"),
        ("Щ", "Shch"),
        ("місто Київ, 2026", "misto Kyiv, 2026"),
    ],
)
def test_romanise_follows_the_resolution(ukrainian, latin):
    assert romanise(ukrainian) == latin


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [("ЮНЕСКО", "YUNESKO"), ("ЗГУРІВКА", "ZGHURIVKA"), ("ЩЕ Я", "SHCHE Ya"), ("КАМ’ЯНКА", "KAMIANKA")],
)
def test_romanise_keeps_words_in_capitals(ukrainian, latin):
    assert romanise(ukrainian) == latin


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [("Івано-Франківськ", "Ivano-Frankivsk"), ("Підгайці-Ямниця", "Pidhaitsi-Yamnytsia"), ("«Єдність»", "«Yednist»")],
)
def test_romanise_starts_a_word_after_any_sign(ukrainian, latin):
    assert romanise(ukrainian) == latin


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_romanise_reads_through_an_apostrophe(apostrophe):
    assert romanise(f"Знам{apostrophe}янка") == "Znamianka"


def test_romanise_reads_through_a_stress_mark():
    assert romanise(f"Ки{STRESS}їв") == "Kyiv"


def test_romanise_leaves_latin_text_as_it_is():
    assert romanise("Children’s Day, café — 100 %") == "Children’s Day, café — 100 %"


@given(ukrainian_texts)
def test_romanise_leaves_no_ukrainian_letter(text):
    assert not set(romanise(text)) & set(LETTERS)


def test_romanise_gives_the_english_name_of_every_city():
    with (settings.BASE_DIR / "cities/data/ukraine-cities.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name_uk"]: row["name_en"] for row in csv.DictReader(file)}

    assert {name: romanise(name) for name in names} == names


# slug_from


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Кам’янець-Подільський", "kamianets-podilskyi"),
        ("Дні освіти дорослих — 2026!", "dni-osvity-doroslykh-2026"),
        ("Children’s Café & Łódź", "childrens-cafe-lodz"),
        ("ЮНЕСКО", "yunesko"),
    ],
)
def test_slug_from_spells_the_text_for_an_address(text, slug):
    assert slug_from(text) == slug


@pytest.mark.parametrize("text", ["", "  — ", "’’", "ь", "日本"])
def test_slug_from_is_empty_where_nothing_can_be_spelt(text):
    assert slug_from(text) == ""


def test_slug_from_leaves_out_whole_words():
    assert slug_from("Місто що навчається", max_length=12) == "misto-shcho"


def test_slug_from_keeps_a_last_word_that_just_fits():
    assert slug_from("Місто що навчається", max_length=11) == "misto-shcho"


def test_slug_from_cuts_a_single_long_word():
    assert slug_from("Новоград", max_length=5) == "novoh"


@given(texts, st.integers(min_value=1, max_value=40))
def test_slug_from_fits_an_address_and_its_length(text, max_length):
    slug = slug_from(text, max_length=max_length)

    assert re.fullmatch("([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert len(slug) <= max_length


# The language of the page


@pytest.mark.parametrize(("active", "other"), [("uk", "en"), ("en", "uk")])
def test_other_language_is_the_one_not_read(active, other):
    with translation.override(active):
        assert other_language() == other


@pytest.mark.parametrize(
    ("active", "name_en", "language"),
    [("uk", "Lviv", "uk"), ("uk", "", "uk"), ("en", "Lviv", "en"), ("en", "", "uk"), ("en", None, "uk")],
)
def test_text_language_is_that_of_the_text_shown(active, name_en, language):
    city = SimpleNamespace(name_uk="Львів", name_en=name_en)

    with translation.override(active):
        assert text_language(city, "name") == language


def test_localized_reads_ukrainian_on_a_ukrainian_page():
    with translation.override("uk"):
        assert repr(localized("city__name")) == "F(city__name_uk)"


def test_localized_reads_ukrainian_where_no_language_is_active():
    with translation.override(None):
        assert repr(localized("name")) == "F(name_uk)"


def test_localized_falls_back_to_ukrainian_on_an_english_page():
    with translation.override("en"):
        assert repr(localized("city__name")) == "Coalesce(NullIf(F(city__name_en), Value('')), F(city__name_uk))"


@pytest.fixture
def half_translated_cities(db):
    """Three cities, two without English: once as NULL, once as an empty text."""
    for code, name_uk, name_en in [
        ("UA63120270000028556", "Харків", "Kharkiv"),
        ("UA46060250000025047", "Львів", None),
        ("UA32060050000030591", "Бровари", ""),
    ]:
        city = City(katottg=code, oblast=Oblast.of(code))
        city.name_uk, city.name_en = name_uk, name_en
        city.save()
        FormerName.objects.create(city=city, name_uk="Назва")


@pytest.mark.parametrize(
    ("active", "names"), [("uk", ["Бровари", "Львів", "Харків"]), ("en", ["Kharkiv", "Бровари", "Львів"])]
)
def test_localized_orders_and_selects_what_the_reader_sees(half_translated_cities, active, names):
    with translation.override(active):
        rows = City.objects.annotate(shown=localized("name")).order_by(localized("name"))

        assert list(rows.values_list("shown", flat=True)) == names
        assert [city.name for city in rows] == names


@pytest.mark.parametrize(
    ("active", "names"), [("uk", ["Харків", "Львів", "Бровари"]), ("en", ["Львів", "Бровари", "Kharkiv"])]
)
def test_localized_crosses_a_relation(half_translated_cities, active, names):
    with translation.override(active):
        rows = FormerName.objects.order_by(localized("city__name").desc())

        assert list(rows.values_list(localized("city__name"), flat=True)) == names
