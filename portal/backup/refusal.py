import sqlite3

import pyrage
from django.db import DatabaseError

try:
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:  # where files lie in a folder
    STORAGE = ()
else:
    STORAGE = (BotoCoreError, ClientError)


class Refused(Exception):
    """The backup or the way back cannot be done; the text is a sentence for the person at the keyboard."""


# What may go wrong on the way: a full disk, a database that is away, a storage that does not answer.
FAILURES = (Refused, OSError, DatabaseError, sqlite3.Error, pyrage.EncryptError, *STORAGE)
