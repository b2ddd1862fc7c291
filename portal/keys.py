"""Keys in addresses: whoever got one by letter may open one thing, without an account."""

from datetime import timedelta

from django.core import signing
from django.http import Http404

SEPARATOR = "."  # a colon would end a link in some mail programs


class KeyTooOld(Http404):
    """A key that was good once. ``parts`` is what it says."""

    def __init__(self, parts):
        super().__init__()
        self.parts = parts


def make_key(salt: str, *parts) -> str:
    """A signed text for an address. The same parts give the same key; another ``salt`` opens another door."""
    return signing.Signer(salt=salt, sep=SEPARATOR).sign_object(parts)


def read_key(salt: str, key: str) -> list:
    """The parts of a key. Raises Http404 for one that we did not make."""
    return _read(signing.Signer(salt=salt, sep=SEPARATOR), key)


def make_passing_key(salt: str, *parts) -> str:
    """The same with the moment in it, for what has to happen soon."""
    return signing.TimestampSigner(salt=salt, sep=SEPARATOR).sign_object(parts)


def read_passing_key(salt: str, key: str, *, within: timedelta) -> list:
    """The parts of such a key.

    Raises Http404 for one that we did not make, and KeyTooOld for one that we made longer ago than ``within``.
    """
    signer = signing.TimestampSigner(salt=salt, sep=SEPARATOR)
    try:
        return _read(signer, key, max_age=within)
    except Http404 as error:
        if isinstance(error.__cause__, signing.SignatureExpired):
            raise KeyTooOld(signer.unsign_object(key)) from error
        raise


def _read(signer, key, **options):
    try:
        return signer.unsign_object(key, **options)
    except signing.BadSignature as error:
        raise Http404 from error
