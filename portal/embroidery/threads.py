"""The eight threads and the pairs in which they are used."""

from typing import NamedTuple


class Thread(NamedTuple):
    """The colours of a thread on light and on dark cloth, as static/css/tokens.css has them."""

    light: str
    dark: str


THREADS = {
    "red": Thread("#b3202c", "#f0797d"),
    "ink": Thread("#232a3a", "#d8d3c6"),
    "blue": Thread("#1f5096", "#83b2f7"),
    "wheat": Thread("#bd810b", "#f2bd4b"),
    "cherry": Thread("#7d1633", "#e384a0"),
    "amber": Thread("#cc7417", "#efa557"),
    "green": Thread("#2b6b4a", "#71c49b"),
    "sky": Thread("#4f86b8", "#8cbde6"),
}

RED_INK = ("red", "ink")
BLUE_WHEAT = ("blue", "wheat")
CHERRY_AMBER = ("cherry", "amber")
GREEN_RED = ("green", "red")
SKY_INK = ("sky", "ink")
INK_WHEAT = ("ink", "wheat")
PAIRS = [RED_INK, BLUE_WHEAT, CHERRY_AMBER, GREEN_RED, SKY_INK, INK_WHEAT]

# By the part of a KATOTTG code that says the oblast, freely after what is worn there.
PAIR_OF_OBLAST = {
    "01": SKY_INK,  # Crimea
    "05": RED_INK,  # Vinnytsia
    "07": BLUE_WHEAT,  # Volyn
    "12": GREEN_RED,  # Dnipropetrovsk
    "14": INK_WHEAT,  # Donetsk
    "18": RED_INK,  # Zhytomyr
    "21": CHERRY_AMBER,  # Zakarpattia
    "23": INK_WHEAT,  # Zaporizhzhia
    "26": CHERRY_AMBER,  # Ivano-Frankivsk
    "32": RED_INK,  # Kyiv oblast
    "35": GREEN_RED,  # Kirovohrad
    "44": BLUE_WHEAT,  # Luhansk
    "46": BLUE_WHEAT,  # Lviv
    "48": SKY_INK,  # Mykolaiv
    "51": SKY_INK,  # Odesa
    "53": SKY_INK,  # Poltava
    "56": RED_INK,  # Rivne
    "59": GREEN_RED,  # Sumy
    "61": INK_WHEAT,  # Ternopil
    "63": CHERRY_AMBER,  # Kharkiv
    "65": BLUE_WHEAT,  # Kherson
    "68": GREEN_RED,  # Khmelnytskyi
    "71": RED_INK,  # Cherkasy
    "73": GREEN_RED,  # Chernivtsi
    "74": RED_INK,  # Chernihiv
    "80": CHERRY_AMBER,  # Kyiv
    "85": SKY_INK,  # Sevastopol
}


def pair_of(code: str) -> tuple[str, str]:
    """The names of a place's two threads, which all places of its oblast share. Any other text is blue and wheat."""
    return PAIR_OF_OBLAST.get(code[2:4], BLUE_WHEAT)
