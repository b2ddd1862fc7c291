"""What two versions of a text have in common and what not, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word with its apostrophes, white space, or a single sign: together they are the whole text.
_TOKEN = re.compile(r"\w+(?:['’ʼ]\w+)*|\s+|[^\w\s]")


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True)
class Piece:
    """Neighbouring words with one fate."""

    kind: Kind
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The two texts in one: all but what was inserted is the old text, all but what was deleted the new one."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces, deleted, inserted = [], "", ""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, (tag, first, last, new_first, new_last) in enumerate(steps):
        was, now = "".join(before[first:last]), "".join(after[new_first:new_last])
        between_changes = 0 < step < len(steps) - 1
        # Two words that changed are easier to read as one change than with the space between them kept.
        if tag != "equal" or (was.isspace() and between_changes):
            deleted, inserted = deleted + was, inserted + now
            continue
        pieces += _changed(deleted, inserted)
        pieces.append(Piece(Kind.SAME, was))
        deleted = inserted = ""
    return pieces + _changed(deleted, inserted)


def _changed(deleted, inserted):
    return [piece for piece in (Piece(Kind.DELETED, deleted), Piece(Kind.INSERTED, inserted)) if piece.text]
