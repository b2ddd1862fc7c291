"""What must not stand in a log: addresses of people, and what opens a door."""

import logging
import re
from contextlib import suppress

# Each begins only where a run of its signs begins, so that a text of any length is read in time that grows no faster.
ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]+(@|%40)[\w-]+(?:\.[\w-]+)+")
# A signed key as portal.keys and django.core.signing make it, with the moment in it or without, also broken off, told
# from names in code by a capital letter; a key of a session.
KEY = re.compile(r"(?<![\w-])[\w-]+(?:[.:][\w-]+)?[.:](?=[a-z0-9_-]*[A-Z])[\w-]{20,}|\b[A-Za-z0-9]{32,}\b")
# The reset of a password: whose, the moment, the proof.
RESET = re.compile(r"(/password/reset/)[^/\s]+")
# A value beside a name that says what it is, in a query, a dictionary or a line of code.
NAMED = re.compile(
    r"""(?i)(?<![a-z_])((?:password|passwd|secret|token|code|csrf\w*|sessionid|key)["']?\s*[=:]\s*["']?)[^\s"'&,;)}]+"""
)


def mask(text: str) -> str:
    """The text without addresses of people, keys from letters, codes and passwords; their places show ``***``.

    The host of an address stays, since it tells which mail server made trouble.
    """
    text = ADDRESS.sub(lambda found: f"***{found[0][found.start(1) - found.start() :]}", text)
    text = RESET.sub(r"\1***", text)
    text = KEY.sub("***", text)
    return NAMED.sub(r"\1***", text)


class MaskPersonalData(logging.Filter):
    """Masks a record before it is written: its message, whatever was put into it, and its traceback.

    ``words`` keeps the message without what is put into it.

    For handlers, since filters of loggers do not see what comes from loggers below them. Formatters that write more
    than message and traceback pass it through ``mask()`` themselves.
    """

    def filter(self, record):
        record.words = str(record.msg)
        with suppress(TypeError, ValueError):  # arguments that do not fit: the handler says so
            record.msg, record.args = mask(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        return True
