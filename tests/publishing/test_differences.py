import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.publishing.differences import Kind, Piece, differences

texts = st.text(alphabet=st.sampled_from("аб в’'.,\n—1"), max_size=60)


def without(kind, pieces):
    return "".join(piece.text for piece in pieces if piece.kind != kind)


@given(old=texts, new=texts)
def test_differences_hold_both_texts(old, new):
    pieces = differences(old, new)

    assert (without(Kind.INSERTED, pieces), without(Kind.DELETED, pieces)) == (old, new)


@given(old=texts, new=texts)
def test_differences_have_no_empty_piece_and_no_two_alike_in_a_row(old, new):
    pieces = differences(old, new)

    assert all(piece.text for piece in pieces)
    assert all(first.kind != second.kind for first, second in itertools.pairwise(pieces))


def test_differences_of_equal_texts_are_one_piece():
    assert differences("Школа сусідів", "Школа сусідів") == [Piece(Kind.SAME, "Школа сусідів")]


def test_differences_go_word_by_word():
    assert differences("Школа сусідів, двір", "Школа друзів, двір") == [
        Piece(Kind.SAME, "Школа "),
        Piece(Kind.DELETED, "сусідів"),
        Piece(Kind.INSERTED, "друзів"),
        Piece(Kind.SAME, ", двір"),
    ]


def test_differences_keep_a_word_with_an_apostrophe_whole():
    assert differences("п’ять", "п’ятий") == [Piece(Kind.DELETED, "п’ять"), Piece(Kind.INSERTED, "п’ятий")]


def test_differences_take_neighbouring_words_together():
    assert differences("стара школа", "новий двір") == [
        Piece(Kind.DELETED, "стара школа"),
        Piece(Kind.INSERTED, "новий двір"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("", "нове", [Piece(Kind.INSERTED, "нове")]),
        ("старе", "", [Piece(Kind.DELETED, "старе")]),
    ],
)
def test_differences_with_an_empty_text(old, new, pieces):
    assert differences(old, new) == pieces
