"""The letters of a running portal, as their readers find them in the mailbox."""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

# Written by Django after each message, for several may share a file.
END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"
SECONDS = 20


class Letter(NamedTuple):
    """What came to a mailbox: the subject, the plain text and the same as HTML."""

    subject: str
    text: str
    html: str

    def link(self, path: str) -> str:
        """The first whole address in the text that holds ``path``. Raises AssertionError where there is none."""
        for address in re.findall(r"https?://\S+", self.text):
            if path in address:
                return address
        raise AssertionError(f"No link to {path} in:\n{self.text}")


def letters_to(portal, address) -> list[Letter]:
    """All letters that have come to an address, the oldest first."""
    return [
        Letter(message["subject"].strip(), _part(message, "plain"), _part(message, "html"))
        for message in _messages(portal.var / "mail")
        if message["to"] == address
    ]


def wait_for_letter(portal, address, holding, number=1) -> Letter:
    """The first letter to an address whose text holds some words or a piece of a link, or the one of that ``number``.

    Raises AssertionError, with the subjects of what has come instead, where none comes in 20 seconds.
    """
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = [letter for letter in letters_to(portal, address) if holding in letter.text]
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.1)
    subjects = [letter.subject for letter in letters_to(portal, address)]
    raise AssertionError(f"No letter number {number} to {address} holds “{holding}”; there are {subjects}.")


def link_in_letter(portal, address, path, number=1) -> str:
    """The whole link to ``path`` in the letter that brings it. Raises what ``wait_for_letter`` raises."""
    return wait_for_letter(portal, address, path, number).link(path)


def _messages(folder) -> Iterator[EmailMessage]:
    for file in sorted(folder.glob("*"), key=lambda file: file.stat().st_mtime_ns):
        # What follows the last mark is a message that is being written.
        for message in file.read_bytes().split(END_OF_MESSAGE)[:-1]:
            yield message_from_bytes(message, policy=policy.default)


def _part(message, kind):
    return message.get_body([kind]).get_content()
