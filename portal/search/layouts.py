"""What was typed with the keyboard in the other language: «ghbdsn» is привіт."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю"
_TO_UKRAINIAN = str.maketrans(_LATIN, _UKRAINIAN)
_TO_LATIN = str.maketrans(_UKRAINIAN, _LATIN)
# A mark at the end of a word may be a letter or end the sentence.
_ENDS = ".,;:!?"


def switched(typed: str) -> list[str]:
    """What the keys give with the other layout, most likely first; empty for what has letters of both or of none."""
    small = typed.casefold()
    if any("а" <= char <= "ї" or char == "ґ" for char in small):
        return [small.translate(_TO_LATIN)] if not any("a" <= char <= "z" for char in small) else []
    if not any("a" <= char <= "z" for char in small):
        return []
    return list(dict.fromkeys(part.translate(_TO_UKRAINIAN) for part in (small, small.rstrip(_ENDS))))
